"""What the parts of the image search say to input that they cannot use: each names the argument."""

import numpy as np
import pytest

from course_lib import data
from course_lib.evaluation import retrieval, saliency
from course_lib.evaluation.drawing_baselines import modified_hausdorff
from course_lib.evaluation.growth import grown
from course_lib.evaluation.threshold_cost import cheapest
from course_lib.models import RandomView, residual_encoder

PICTURES = np.zeros((1, 16, 16, 3), np.uint8)


def flat(pictures):
    return pictures.reshape(len(pictures), -1).astype(float)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cheapest([], []), "costs: expected numbers"),
        (lambda: cheapest([1.0, 2.0], [1.0]), "costs: expected numbers"),
        (lambda: cheapest([np.nan, 1.0], [1.0, 2.0]), "costs: expected numbers"),
        (lambda: saliency.occlusion_maps(flat, PICTURES, np.full((1, 768), np.nan)), "targets: expected finite"),
        (lambda: saliency.hide(PICTURES[0], 10, 0, 12), r"top, left: expected a patch of 12 pixels inside 16 x 16"),
        (lambda: saliency.most_salient(np.empty((0, 0)), ([], [])), "growth: expected numbers"),
        (lambda: saliency.most_salient(np.array([[np.nan]]), ([0], [0])), "growth: expected numbers"),
        (lambda: grown([[1.0]], [[1.0]], 0, 0), "n: expected a whole number of at least 1, got 0"),
        (lambda: RandomView(8.5), "size: expected a whole number of at least 1, got 8.5"),
        (lambda: residual_encoder((16, 16, 3), dropout=1.5), "dropout: expected a share"),
        (lambda: residual_encoder((16, 16, 3), dropout=np.nan), "dropout: expected a share"),
        (lambda: modified_hausdorff(np.empty((0, 2)), [[0, 0]]), "left, right: expected at least one each"),
        (lambda: modified_hausdorff([[np.nan, 0]], [[0, 0]]), "left: expected finite"),
        (lambda: modified_hausdorff([[0, 0, 0]], [[0, 0]]), "right: expected"),
        (
            lambda: retrieval.official_scores(flat, data.digits(by="picture"), data.digits(by="picture")),
            "queries, gallery: expected PictureSets",
        ),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

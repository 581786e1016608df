"""Every public argument that counts something takes whole numbers, Python's and NumPy's, and nothing like them."""

import numpy as np
import pytest

from course_lib import attention, data, losses, models, plots
from course_lib.by_hand import twin_training
from course_lib.evaluation import certainty, growth, metrics, saliency
from course_lib.recipes import characters
from course_lib.search import Index, codes
from course_lib.training.batches import PKBatches, pk_batch
from course_lib.training.loop import train

LABELS = np.arange(6).repeat(4)
ROWS = np.random.default_rng(0).normal(size=(24, 4)).astype("float32")
PICTURES = np.zeros((24, 16, 16, 3), np.uint8)
QUERY, GALLERY = np.zeros((8, 8), np.uint8), np.zeros((4, 8, 8), np.uint8)


def rng():
    return np.random.default_rng(0)


def letters():
    return data.scribbles(1, characters=4, drawers=4, size=8)


def embed_means(pictures):
    return np.reshape(pictures, (len(pictures), -1))[:, :4].astype("float32") + 1


def classified(chosen):
    labels, words = np.array([0, 1, 1]), {"title": "t", "alt": "a plane and bars"}
    return plots.figure_centres(ROWS[:3, :2], labels, ROWS[:2, :2], "ab", chosen, [0.5, 0.5], **words)


# The argument, a value that fits, and a call with it; where the call asks for a whole training, the value is too small.
COUNTS = {
    "data.catalogue classes": (2, lambda n: data.catalogue(n, 5, 8)),
    "data.catalogue per_class": (2, lambda n: data.catalogue(1, n, 8)),
    "data.catalogue size": (8, lambda n: data.catalogue(1, 2, n)),
    "data.catalogue seed": (1, lambda n: data.catalogue(1, 2, 8, n)),
    "data.scribbles alphabets": (1, lambda n: data.scribbles(n, characters=2, drawers=2, size=8)),
    "data.scribbles seed": (1, lambda n: data.scribbles(1, characters=2, drawers=2, size=8, seed=n)),
    "data.split_by_picture seed": (1, lambda n: data.split_by_picture(letters(), seed=n)),
    "data.split_by_class seed": (1, lambda n: data.split_by_class(letters(), 1, n)),
    "data.one_shot_tasks ways": (3, lambda n: data.one_shot_tasks(letters(), letters().coarse_names, 1, ways=n)),
    "data.one_shot_tasks runs": (2, lambda n: data.one_shot_tasks(letters(), letters().coarse_names, n, ways=3)),
    "data.ink_of_strokes size": (8, lambda n: data.ink_of_strokes([[(10, 20)]], n)),
    "pk_batch classes": (2, lambda n: pk_batch(LABELS, n, 2, rng())),
    "pk_batch per_class": (2, lambda n: pk_batch(LABELS, 2, n, rng())),
    "PKBatches steps": (2, lambda n: PKBatches(ROWS, LABELS, classes=2, steps=n)),
    "PKBatches seed": (2, lambda n: PKBatches(ROWS, LABELS, classes=2, seed=n)),
    "recall_at_k k": (2, lambda n: metrics.recall_at_k(np.eye(3, dtype=bool), n)),
    "grown n": (2, lambda n: growth.grown(ROWS, ROWS, n, 0)),
    "bootstrap_interval draws": (5, lambda n: certainty.bootstrap_interval([1, 2, 3], draws=n)),
    "occlusion grid patch": (4, lambda n: saliency.grid((16, 16, 3), n, 1)),
    "occlusion grid stride": (4, lambda n: saliency.grid((16, 16, 3), 4, n)),
    "balanced_pairs count": (4, lambda n: twin_training.balanced_pairs(LABELS, n, rng())),
    "Index.search k": (2, lambda n: Index(ROWS).search(ROWS, n)),
    "random_projection_codes bits": (8, lambda n: codes.random_projection_codes(ROWS, n, 0)),
    "SqueezeExcitation ratio": (2, lambda n: attention.SqueezeExcitation(ratio=n)),
    "ECA size": (3, lambda n: attention.ECA(size=n)),
    "SpatialGate size": (3, lambda n: attention.SpatialGate(size=n)),
    "encoder dimension": (4, lambda n: models.encoder((8, 8, 3), n, 8)),
    "encoder width": (8, lambda n: models.encoder((8, 8, 3), 4, n)),
    "residual_encoder dimension": (4, lambda n: models.residual_encoder((8, 8, 3), n, 8)),
    "residual_encoder width": (8, lambda n: models.residual_encoder((8, 8, 3), 4, n)),
    "RankingLayer dimension": (4, models.RankingLayer),
    "MetricNet hidden": (4, models.MetricNet),
    "RandomView size": (8, models.RandomView),
    "RandomDistortion size": (8, lambda n: models.RandomDistortion(size=n)),
    "CosineClassifier classes": (3, losses.CosineClassifier),
    "NormalisedSoftmaxLoss classes": (3, losses.NormalisedSoftmaxLoss),
    "SDRNLoss classes": (3, losses.SDRNLoss),
    "SimSiamLoss hidden": (3, lambda n: losses.SimSiamLoss(hidden=n)),
    "figure_centres chosen": (1, classified),
    "figure_run chosen": (1, lambda n: plots.figure_run(QUERY, GALLERY, chosen=n)),
}
LONG = {  # calls that would take long with a value that fits
    "pretrained_encoder size": lambda n: models.pretrained_encoder("MobileNetV3Small", n, weights=None),
    "pretrained_encoder dimension": lambda n: models.pretrained_encoder("MobileNetV3Small", 32, n, weights=None),
    "train epochs": lambda n: train(None, None, None, epochs=n),
    "embed_drawings copies": lambda n: characters.embed_drawings(None, np.zeros((1, 32, 32, 1)), n),
}
UNFIT = (True, np.True_, 2.5, 4.0, np.float32(8), "4", None, [4])


@pytest.mark.parametrize("name", COUNTS)
def test_whole_numbers_of_python_and_numpy_are_taken(name):
    value, call = COUNTS[name]
    for fitting in (value, np.int64(value), np.uint8(value)):
        call(fitting)


@pytest.mark.parametrize("name", [*COUNTS, *LONG])
def test_nothing_else_is_taken_for_a_whole_number(name):
    call = LONG[name] if name in LONG else COUNTS[name][1]
    argument = name.split()[-1]
    for value in UNFIT:
        if value is None and name in ("RandomDistortion size", "figure_run chosen"):
            continue  # None has a meaning of its own there
        with pytest.raises(ValueError, match=f"^{argument}: expected "):
            call(value)

import json

import numpy as np
import pytest

from course_lib import case_study, data
from course_lib.baselines import raw_pixels
from course_lib.environment import ROOT

SIDES = ("seen", "unseen")


@pytest.fixture(scope="module")
def catalogue():
    return data.split_by_class(case_study.CASES["catalogue"].load(), 20, case_study.SPLIT_SEED)


@pytest.fixture(scope="module")
def shipped():
    return case_study.shipped_encoder("catalogue")


@pytest.mark.parametrize("side", [0, 1], ids=SIDES)
def test_the_shipped_weights_score_as_measured(catalogue, shipped, side):
    five = np.array(case_study.five_seeds("catalogue")[SIDES[side]]["network"])  # (5, 2)
    found = case_study.scores_of(shipped, catalogue[side])
    np.testing.assert_allclose(found, five[0], atol=0.03)  # the weights are those of seed 0


@pytest.mark.parametrize("case", case_study.CASES)
def test_the_measured_table_is_whole(case):
    measured = case_study.five_seeds(case)
    for side in SIDES:
        assert np.shape(measured[side]["network"]) == (5, 2)
        assert len({tuple(pair) for pair in measured[side]["network"]}) == 5


def test_the_words_of_the_table_are_those_of_the_numbers():
    words = (ROOT / "bench" / "image_search.md").read_text()
    for case in json.loads((ROOT / "bench" / "image_search.json").read_text()).values():
        for side in SIDES:
            precision = np.mean(case[side]["network"], axis=0)[0]
            assert f"{precision:.3f} ± " in words


def test_a_view_searches_the_gallery(catalogue):
    unseen = catalogue[1]
    draw = case_study.neighbour_view(unseen.where(split="train"), unseen.where(split="test"), raw_pixels, k=5)
    figure, alt = draw(picture=3, threshold=0.5)
    assert "its 5 nearest" in alt
    assert len([axes for axes in figure.axes if axes.get_images()]) == 6
    with pytest.raises(ValueError, match="picture: expected 0 to 79, the place of a query, got 80"):
        draw(picture=80, threshold=0.5)


@pytest.mark.parametrize("call", [case_study.weights_path, case_study.shipped_encoder, case_study.five_seeds])
def test_an_unknown_case_is_named(call):
    with pytest.raises(ValueError, match=r"case: expected one of \['catalogue', 'groceries'\], got 'faces'"):
        call("faces")

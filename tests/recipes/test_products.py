import dataclasses

import numpy as np
import pytest

from course_lib import data, widgets
from course_lib.evaluation.baselines import raw_pixels
from course_lib.paths import ROOT
from course_lib.recipes import measurements, products

SIDES = ("seen", "unseen")


@pytest.fixture(scope="module")
def catalogue():
    return products.CASES["catalogue"].split(products.CASES["catalogue"].load())


@pytest.fixture(scope="module")
def shipped():
    return products.shipped_encoder("catalogue")


@pytest.mark.parametrize("side", [0, 1], ids=SIDES)
def test_the_shipped_weights_score_as_measured(catalogue, shipped, side):
    five = np.array(measurements.five_seeds("catalogue")[SIDES[side]]["network"])  # (5, 2)
    found = products.scores_of(shipped, catalogue[side])
    np.testing.assert_allclose(found, five[0], atol=0.03)  # the weights are those of seed 0


@pytest.mark.parametrize("name", products.SHIPPED)
def test_the_shipped_weights_score_as_their_training_wrote_down(name):
    if name != "catalogue" and data.find("groceries") is None:
        pytest.skip("the groceries' archive is not on this machine")
    recipe = products.SHIPPED[name]
    found, written = products.figures_of(recipe.load_encoder(), recipe), measurements.shipped_encoders()[name]
    assert found.keys() == written.keys()
    for part, scores in written.items():
        wanted = pytest.approx(scores if isinstance(scores, dict) else tuple(scores), abs=0.004)
        assert found[part] == wanted


def test_the_encoder_of_a_lesson_is_the_shipped_one_or_trained_with_another_seed(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_TRAINING", str(tmp_path))
    asked = []
    recipe = dataclasses.replace(
        products.LESSON["catalogue"], train=lambda *given: asked.append(given[1:]) or "trained"
    )
    monkeypatch.setitem(products.LESSON, "catalogue", recipe)
    shipped = products.lesson_encoder("catalogue")
    assert asked == []
    assert shipped.input_shape == (None, 32, 32, 3)
    assert products.lesson_encoder("catalogue", seed=3) == "trained"
    assert asked == [(3, recipe.epochs, tmp_path)]
    with pytest.raises(ValueError, match=r"case: expected one of \['catalogue', 'groceries'\], got 'faces'"):
        products.lesson_encoder("faces")
    for seed in (-1, float("nan"), "0"):
        with pytest.raises(ValueError, match="seed: expected"):
            products.lesson_encoder("catalogue", seed)


def test_the_longer_training_was_measured_and_its_words_are_its_numbers():
    measured, words = measurements.longer_training(), (ROOT / "bench" / "photos.md").read_text()
    assert len({seed["photos"]["fine"] for seed in measured["network"]}) == 3
    for way in ("network", "mirrored"):
        for gallery in ("photos", "icons"):
            for score in ("fine", "coarse", "hierarchical"):
                mean = np.mean([seed[gallery][score] for seed in measured[way]])
                assert f"| {100 * mean:.1f} ± " in words
    assert set(measured["by class"]) == set(SIDES)


def test_what_the_shipped_encoders_learned():
    pictures = products.shipped_pictures("catalogue")
    assert len(set(products.shipped_recipe("catalogue").learned(pictures).labels)) == 60
    assert products.shipped_recipe("groceries").learned(pictures) is pictures
    assert pictures.pictures.shape[1:] == products.shipped_encoder("catalogue").input_shape[1:]


@pytest.mark.parametrize("case", products.CASES)
def test_the_measured_table_is_whole(case):
    measured = measurements.five_seeds(case)
    for side in SIDES:
        assert np.shape(measured[side]["network"]) == (5, 2)
        assert len({tuple(pair) for pair in measured[side]["network"]}) == 5


def test_the_words_of_the_table_are_those_of_the_numbers():
    words = (ROOT / "bench" / "image_search.md").read_text()
    for case in measurements.read("image_search").values():
        for side in SIDES:
            precision = np.mean(case[side]["network"], axis=0)[0]
            assert f"{precision:.3f} ± " in words


def test_a_view_searches_the_gallery(catalogue):
    unseen = catalogue[1]
    draw = widgets.neighbour_view(unseen.where(split="train"), unseen.where(split="test"), raw_pixels, k=5)
    figure, alt = draw(picture=3, threshold=0.5)
    assert "its 5 nearest" in alt
    assert len([axes for axes in figure.axes if axes.get_images()]) == 6
    with pytest.raises(ValueError, match="picture: expected a whole number from 0 to 79, got 80"):
        draw(picture=80, threshold=0.5)


CALLS = [products.shipped_recipe, products.shipped_encoder, products.shipped_pictures, measurements.five_seeds]


@pytest.mark.parametrize("call", CALLS)
def test_an_unknown_case_is_named(call):
    with pytest.raises(ValueError, match=r"case: expected one of \['catalogue', 'groceries'.*\], got 'faces'"):
        call("faces")

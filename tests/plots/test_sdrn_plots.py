"""The figures of lessons 07 and 07b draw what they are given, say so, and refuse what does not fit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import plots

MEANS = np.array([[0.5, 0.6], [0.7, 0.9], [0.8, 0.4]])
SCORES = MEANS[:, :, None] + [-0.02, 0.01, 0.01]  # (3, 2, 3)
SHARES = np.linspace(0, 1, 3 * 2 * 40).reshape(3, 2, 40)
WEIGHTS, GAMMAS = (0, 1, 10), (0, 0.5)


def test_the_map_holds_every_score_and_frames_the_chosen_cell():
    figure, alt = plots.figure_weight_map(SCORES, SHARES, WEIGHTS, GAMMAS, (1, 1))
    grid, course = figure.axes
    said = [text.get_text() for text in grid.texts]
    assert said[::2] == ["0.500", "0.600", "0.700", "0.900", "0.800", "0.400"]
    assert said[1::2] == [f"{mean - 0.02:.2f} to {mean + 0.01:.2f}" for mean in MEANS.ravel()]
    assert grid.patches[0].get_xy() == (0.5, 0.5)
    assert course.get_title() == "λ = 1, γ = 0.5: MAP@R 0.900"
    active = f"{SHARES[1, 1, -20:].mean():.0%} of the pictures active in the last 20 steps."
    assert alt == f"Lambda 1 and gamma 0.5: MAP@R 0.900, {active}"


@settings(max_examples=10, deadline=None)
@given(steps=st.integers(1, 60))
def test_the_share_is_a_moving_mean_as_a_plain_loop_finds_it(steps):
    shares = np.random.default_rng(steps).random((3, 2, steps))
    figure, _ = plots.figure_weight_map(SCORES, shares, WEIGHTS, GAMMAS, (2, 0))
    line = figure.axes[1].lines[0]
    window = min(20, steps)
    for step, value in zip(line.get_xdata(), line.get_ydata(), strict=True):
        assert np.isclose(value, sum(shares[2, 0, int(step) - window : int(step)]) / window)


def test_equal_scores_can_be_drawn():
    figure, _ = plots.figure_weight_map(np.full((1, 1, 1), 0.5), np.zeros((1, 1, 1)), (1,), (0,), (0, 0))
    plots.as_html(figure, "one cell")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"scores": SCORES.transpose(1, 0, 2)}, "scores"),
        ({"scores": MEANS}, "scores"),
        ({"scores": SCORES[:, :, :0]}, "scores"),
        ({"shares": SHARES[:, :, 0]}, "shares"),
        ({"chosen": (3, 0)}, "chosen"),
        ({"chosen": (-1, 0)}, "chosen"),
    ],
)
def test_a_map_that_does_not_fit_is_refused(change, named):
    given = {"scores": SCORES, "shares": SHARES, "weights": WEIGHTS, "gammas": GAMMAS, "chosen": (0, 0)} | change
    with pytest.raises(ValueError, match=f"^{named}: expected"):
        plots.figure_weight_map(**given)


def test_grades_show_the_mean_of_each_target():
    figure, alt = plots.figure_grades({"told": [1.0, 3.0, 5.0], "not": [0.0, 0.0, 0.0]}, [0, 0, 2], alt="two panels")
    told, untold = figure.axes
    np.testing.assert_array_equal(told.lines[0].get_xydata(), [[0, 2], [2, 5]])
    np.testing.assert_array_equal(untold.lines[0].get_ydata(), [0, 0])
    assert (told.get_title(), alt) == ("told", "two panels")


def test_grades_without_pairs_or_of_another_length_are_refused():
    with pytest.raises(ValueError, match="panels: expected"):
        plots.figure_grades({}, [0, 1], alt="none")
    with pytest.raises(ValueError, match="told: expected"):
        plots.figure_grades({"told": [1.0]}, [0, 1], alt="too few")


def test_a_chain_joins_its_places_in_order_and_numbers_them():
    places = [[0, 0], [1, 0], [1, 2]]
    figure, alt = plots.figure_chains({"bent": places, "one": [[3, 4]]}, alt="two chains")
    bent, one = figure.axes
    np.testing.assert_array_equal(bent.lines[0].get_xydata(), places)
    marks = [(text.get_text(), tuple(text.xy)) for text in bent.texts]
    assert marks == [("0", (0, 0)), ("1", (1, 0)), ("2", (1, 2))]
    assert [text.get_text() for text in one.texts] == ["0"]
    assert (bent.get_title(), bent.get_aspect(), alt) == ("bent", 1, "two chains")


@pytest.mark.parametrize("places", [[[0, 0], [9, 1]], [[0, 0], [1, 9], [2, 3]], [[3, 4]]])
def test_a_chain_lies_in_a_square_with_room_for_its_marks(places):
    figure, _ = plots.figure_chains({"flat": places}, alt="one chain")
    limits = np.array([figure.axes[0].get_xlim(), figure.axes[0].get_ylim()])  # (2, 2)
    sides = np.ptp(limits, axis=1)
    assert sides[0] == pytest.approx(sides[1])
    room = 0.08 * sides[0]
    assert (np.transpose(places) - limits[:, :1] >= room).all()
    assert (limits[:, 1:] - np.transpose(places) >= room).all()


@pytest.mark.parametrize("places", [[[1, 2, 3]], [1, 2], np.zeros((0, 2))])
def test_places_that_are_not_in_the_plane_are_refused(places):
    with pytest.raises(ValueError, match="bent: expected"):
        plots.figure_chains({"bent": places}, alt="none")


def test_no_chain_is_refused():
    with pytest.raises(ValueError, match="panels: expected"):
        plots.figure_chains({}, alt="none")

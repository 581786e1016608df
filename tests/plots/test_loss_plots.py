"""The figures of lesson 02 draw what they are given and say so."""

import numpy as np
import pytest

from course_lib import plots
from course_lib.plots.methods import METHODS

ANCHOR, POSITIVES, NEGATIVES = np.zeros(2), np.array([[0.5, 0.0]]), np.array([[1.0, 0.0], [0.0, 2.0]])


def test_every_point_is_drawn_and_only_what_moves_has_an_arrow():
    steps = np.array([[0.1, 0.0], [-0.3, 0.0], [0.2, 0.0], [0.0, 0.0]])
    figure, alt = plots.figure_triplets(ANCHOR, POSITIVES, NEGATIVES, steps, reach=0.7, title="margin 0.20")
    axes = figure.axes[0]
    assert [len(line.get_xdata()) for line in axes.lines] == [1, 1, 2]
    arrows = [(text.xyann, text.xy) for text in axes.texts]
    np.testing.assert_allclose(arrows, [[(0, 0), (0.1, 0)], [(0.5, 0), (0.2, 0)], [(1, 0), (1.2, 0)]])
    assert axes.patches[0].get_radius() == 0.7
    assert alt == "An anchor, 1 positives and 2 negatives; margin 0.20; 3 move."


def test_one_step_for_each_point():
    with pytest.raises(ValueError, match="steps: expected 4, one per point, got 2"):
        plots.figure_triplets(ANCHOR, POSITIVES, NEGATIVES, np.zeros((2, 2)), reach=1)


def test_the_meter_shows_loss_and_spread_of_every_run():
    losses = {"slow": np.array([0.2, 0.1]), "fast": np.array([0.3, 0.2])}
    spreads = {"slow": np.array([0.1, 0.3]), "fast": np.array([0.1, 0.0])}
    figure, alt = plots.figure_meter([0, 5], losses, spreads, level=0.2)
    left, right = figure.axes
    for run, line in zip(losses, left.lines, strict=False):
        np.testing.assert_array_equal(line.get_ydata(), losses[run])
    for run, line in zip(spreads, right.lines, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), spreads[run])
    assert left.lines[-1].get_ydata()[0] == 0.2
    assert "fast: loss ends at 0.200, spread at 0.000" in alt


@pytest.mark.parametrize("spreads", [{}, {"other": [0, 1]}])
def test_the_meter_wants_both_of_every_run(spreads):
    with pytest.raises(ValueError, match="spreads: expected the runs of losses"):
        plots.figure_meter([0, 1], {"one": [0, 1]}, spreads, level=0.2)


def test_losses_and_slopes_have_the_colour_of_their_method_on_both_sides():
    lines = {"triplet": ([0, 1], [1, 1]), "contrastive": ([0, 2], [0, 4])}
    figure, alt = plots.figure_losses([0, 1], lines, xlabel="d", alt="two losses", bound=3)
    left, right = figure.axes
    assert [list(line.get_ydata()) for line in left.lines] == [[0, 1], [0, 2]]
    assert [list(line.get_ydata()) for line in right.lines[:2]] == [[1, 1], [0, 4]]
    assert [line.get_color() for line in left.lines] == [METHODS[name] for name in lines]
    assert [line.get_color() for line in right.lines[:2]] == [METHODS[name] for name in lines]
    assert (left.get_ylim()[1], right.get_ylim()) == (3, (-0.15, 3))
    assert alt == "two losses"


def test_scores_stand_over_their_margins():
    scores = {"triplet": {0.5: 0.7, 1: 0.8}, "softmax triplet": {1: 0.75, 4: 0.7}}
    figure, _ = plots.figure_margins(scores, xlabel="margin", ylabel="MAP@R", alt="two hills")
    axes = figure.axes[0]
    assert [list(line.get_xdata()) for line in axes.lines] == [[0.5, 1], [1, 4]]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0.5", "1", "4"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.figure_losses([0, 1], {}, xlabel="d", alt="x"), "lines: expected at least one loss"),
        (lambda: plots.figure_margins({}, xlabel="m", ylabel="y", alt="x"), "scores: expected at least one loss"),
    ],
)
def test_nothing_to_draw(call, message):
    with pytest.raises(ValueError, match=message):
        call()

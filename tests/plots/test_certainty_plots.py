"""The figures that show how far a score moves draw what they are given."""

import numpy as np
import pytest

from course_lib import plots
from course_lib.plots.certainty_plots import METHODS, method_colours

RUNS = {"seen": {"pixels": [0.5], "network": [0.8, 0.9]}, "unseen": {"pixels": [0.4], "network": [0.2, 0.1]}}


def test_a_bar_is_the_mean_of_its_runs_and_each_run_is_a_dot():
    figure, alt = plots.figure_runs(RUNS, ylabel="MAP@R", alt="two groups", title="t")
    (axes,) = figure.axes
    heights = [bar.get_height() for bar in axes.patches]
    assert heights == pytest.approx([0.5, 0.85, 0.4, 0.15, 0, 0])
    dots = [line.get_ydata().tolist() for line in axes.lines]
    assert dots == [[0.8, 0.9], [0.2, 0.1]]
    assert [text.get_text() for text in axes.texts] == ["0.50", "0.85", "0.40", "0.15"]
    assert ([label.get_text() for label in axes.get_xticklabels()], alt) == (["seen", "unseen"], "two groups")
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["pixels", "network"]


def test_a_method_that_is_missing_in_a_group_leaves_a_gap():
    figure, _ = plots.figure_runs({"a": {"x": [0.1]}, "b": {"x": [0.2], "y": [0.3]}}, ylabel="y", alt="gap")
    assert len(figure.axes[0].texts) == 3


def test_no_method_has_a_colour_that_means_something_else():
    colours = method_colours(["pixels", "a", "b"])
    assert (colours["a"], colours["b"]) == METHODS[:2]
    assert not {plots.QUERY, plots.SAME, plots.DIFFERENT} & {*METHODS, *colours.values()}


def test_intervals_are_drawn_from_low_to_high():
    figure, alt = plots.figure_intervals(
        0.5, {"pictures": (0.4, 0.6), "writers": (0.3, 0.7)}, {"w": 0.45}, xlabel="MAP@R", alt="two"
    )
    (axes,) = figure.axes
    assert [list(line.get_xdata()) for line in axes.lines[:3]] == [[0.4, 0.6], [0.3, 0.7], [0.45]]
    assert np.unique(axes.lines[3].get_xdata()).tolist() == [0.5]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["pictures", "writers", "each group alone"]
    assert (axes.texts[0].get_text(), alt) == ("0.400 to 0.600", "two")


def test_groups_may_be_left_out():
    figure, _ = plots.figure_intervals(0.5, {"pictures": (0.4, 0.6)}, xlabel="x", alt="one")
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["pictures"]


def drawn_heights(figure):
    """How high the two bars look, above the axis."""
    (axes,) = figure.axes
    return [bar.get_height() - axes.get_ylim()[0] for bar in axes.patches]


@pytest.mark.parametrize("dots", [True, False])
def test_a_cut_axis_changes_what_a_bar_looks_like_and_the_words_say_so(dots):
    runs = {"margin 0.5": [0.7, 0.8], "margin 1": [0.74, 0.84]}
    for cut in (True, False):
        figure, alt = plots.figure_axis(runs, cut=cut, dots=dots, ylabel="MAP@R")
        first, second = drawn_heights(figure)
        assert f"looks {second / first:.2f} times as high as the first; it is 1.05 times" in alt
        assert (second / first > 1.6) == cut
        assert (second / first > 3) == (cut and not dots)
        low, high = figure.axes[0].get_ylim()
        assert all(low < y < high for line in figure.axes[0].lines for y in line.get_ydata())
        assert len(figure.axes[0].lines) == 2 * dots
        assert [text.get_text() for text in figure.axes[0].texts] == ["0.750", "0.790"]


def test_equal_bars_look_equal():
    figure, alt = plots.figure_axis({"a": [0.5], "b": [0.5]}, cut=True, ylabel="y")
    assert len(set(drawn_heights(figure))) == 1
    assert "looks 1.00 times" in alt


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.figure_runs({}, ylabel="y", alt="x"), "scores: expected at least one group"),
        (lambda: plots.figure_runs({"a": {"b": []}}, ylabel="y", alt="x"), "runs: expected finite numbers"),
        (lambda: plots.figure_axis({"a": [1]}, cut=True, ylabel="y"), "runs: expected two, got 1 settings"),
        (lambda: plots.figure_axis({"a": [1], "b": []}, cut=True, ylabel="y"), "runs: expected positive numbers"),
        (lambda: plots.figure_axis({"a": [1], "b": [0]}, cut=True, ylabel="y"), "runs: expected positive numbers"),
        (lambda: plots.figure_intervals(1, {}, xlabel="x", alt="x"), "intervals: expected at least one"),
        (lambda: method_colours(list("abcdef")), "names: expected at most 5, got 6 trained methods"),
    ],
)
def test_bad_input_is_named(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()

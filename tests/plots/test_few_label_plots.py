"""The figures of lessons 11 and 11b count what they show, and refuse what does not fit."""

import numpy as np
import pytest

from course_lib import plots

POINTS = np.random.default_rng(0).normal(size=(6, 2))
LABELLED = np.array([True, False, False, False, False, False])


def test_the_map_counts_those_without_a_label():
    figure, alt = plots.figure_passed_on(POINTS, {"nearest": [True, True, False, False, False, True]}, LABELLED, "one")
    assert "A map of 6 pictures, 1 of them labelled. Right for the others: nearest 40%." in alt
    (axes,) = figure.axes
    assert axes.get_title() == "nearest: 40% right"
    assert [len(shown.get_offsets()) for shown in axes.collections] == [2, 3, 1]


def test_the_surest_come_first_and_the_dot_is_where_the_cut_falls():
    sure, right = np.linspace(0, 1, 100), np.arange(100) >= 50
    figure, alt = plots.figure_coverage({"a": sure}, {"a": right}, {"a": sure[25]}, "cut")
    line, dot = figure.axes[0].lines
    assert line.get_ydata()[0] == 1
    assert line.get_ydata()[-1] == 0.5
    assert dot.get_xdata()[0] == pytest.approx(0.75)
    assert dot.get_ydata()[0] == pytest.approx(50 / 75)
    assert "a keeps 75%, of which 66.7% are right" in alt
    assert "cut" not in plots.figure_coverage({"a": sure}, {"a": right}, {})[1]


def test_a_wall_has_a_panel_for_each_method_and_its_reference_in_each():
    scores = {name: {m: {1: [0.2, 0.4], 20: [0.9, 0.9]} for m in ("x", "y", "z")} for name in ("digits", "products")}
    best = {name: {1: 0.5, 20: 0.6} for name in scores}
    figure, alt = plots.figure_wall(scores, best, {"labels": ["x"], "more": ["y", "z"]}, alt="words")
    shown = [axes for axes in figure.axes if axes.get_title()]
    assert alt == "words"
    assert [axes.get_title() for axes in shown] == ["x", "y", "z"]
    assert [line.get_ydata()[0] for line in shown[1].lines] == pytest.approx([0.5, 0.3, 0.5, 0.3])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.figure_passed_on(POINTS[:3], {"a": LABELLED}, LABELLED), r"points: expected \(6, 2\)"),
        (lambda: plots.figure_passed_on(POINTS, {}, LABELLED), "right: expected at least one panel"),
        (lambda: plots.figure_passed_on(POINTS, {"a": [True]}, LABELLED), r"a: expected \(6,\), got shape \(1,\)"),
        (lambda: plots.figure_coverage({"a": [0.5]}, {"b": [True]}, {}), "right: expected the names"),
        (
            lambda: plots.figure_wall({"d": {}}, {"d": {}}, {"r": ["x"]}, alt="w"),
            "scores: expected every method in rows",
        ),
        (lambda: plots.figure_wall({"d": {}}, {"d": {}}, {"r": []}, alt="w"), "rows: expected 1 to 5 methods"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""Gains stand where their numbers are, curves are read where asked, and a search shows how many values it tried."""

import numpy as np
import pytest

from course_lib import plots
from course_lib.plots.methods import METHODS

GAINS = {"softmax": (0.1, 0.05, 0.15), "SupCon": (-0.1, -0.3, 0.1)}


def test_gains_and_intervals_stand_where_their_numbers_are():
    figure, alt = plots.figure_gains({"products": GAINS, "characters": GAINS}, xlabel="gain", alt="two")
    assert alt == "two"
    assert [axes.get_title() for axes in figure.axes] == ["products", "characters"]
    for axes in figure.axes:
        bars, points = axes.lines[0:4:2], axes.lines[1:4:2]
        assert [list(bar.get_xdata()) for bar in bars] == [[0.05, 0.15], [-0.3, 0.1]]
        assert [point.get_xdata()[0] for point in points] == [0.1, -0.1]
        assert [bar.get_color() for bar in bars] == [METHODS["softmax"], METHODS["SupCon"]]
        bottom, top = axes.get_ylim()
        assert bottom > top, "the first method stands on top"


@pytest.mark.parametrize("log", [False, True])
def test_curves_are_read_at_the_nearest_place(log):
    lines = {"SupCon": [0.1, 0.2, 0.3], "softmax": [0.2, 0.25, 0.28]}
    figure, alt = plots.figure_read([1, 2, 4], lines, at=2.2, xlabel="seconds", ylabel="MAP@R", log=log)
    assert alt == "MAP@R against seconds. At 2: softmax 0.25, SupCon 0.20."
    *curves, mark = figure.axes[0].lines
    assert [list(curve.get_ydata()) for curve in curves] == list(lines.values())
    assert list(mark.get_xdata()) == [2, 2]
    assert figure.axes[0].get_xscale() == ("log" if log else "linear")


def test_a_search_is_projected_on_its_first_axis():
    grid = [(x, y) for x in (0.1, 0.2, 0.4) for y in (1, 2, 4)]
    scattered = np.column_stack([np.geomspace(0.1, 0.4, 9), np.geomspace(1, 4, 9)])
    figure, alt = plots.figure_looked({"grid": grid, "random": scattered}, xlabel="rate", ylabel="T", alt="nine each")
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert titles == ["grid: 3 different values", "random: 9 different values"]
    assert alt == "nine each"
    ticks = [text.get_text() for text in figure.axes[-1].get_xticklabels()]
    assert ticks == ["0.1", "0.2", "0.4"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.figure_gains({}, xlabel="x", alt="a"), "panels: expected at least one data set"),
        (lambda: plots.figure_gains({"a": {}}, xlabel="x", alt="a"), "panels: expected at least one data set"),
        (
            lambda: plots.figure_gains({"a": GAINS, "b": {"softmax": (0, 0, 0)}}, xlabel="x", alt="a"),
            "panels: expected .*in each, got other methods",
        ),
        (lambda: plots.figure_read([1], {}, 1, xlabel="x", ylabel="y"), "lines: expected at least one curve"),
        (lambda: plots.figure_read([1, 2], {"a": [1]}, 1, xlabel="x", ylabel="y"), "lines: expected the shape of x"),
        (lambda: plots.figure_looked({}, xlabel="x", ylabel="y", alt="a"), "searches: expected at least one"),
        (lambda: plots.figure_looked({"g": [[0, 1]]}, xlabel="x", ylabel="y", alt="a"), "g: expected trials"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

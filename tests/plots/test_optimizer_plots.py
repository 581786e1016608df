"""The figures of lesson 03 draw what they are given and say so."""

import numpy as np
import pytest

from course_lib import plots


def height(points):
    return points[0] ** 2 + 4 * points[1] ** 2


PATHS = {
    "straight": np.array([[2.0, 1.0], [1.0, 0.5], [0.0, 0.0]]),
    "lost": np.array([[2.0, 1.0], [9.0, 9.0], [np.nan, np.nan]]),
}


def test_a_race_shows_every_path_its_height_and_the_goals():
    figure, alt = plots.figure_race(height, PATHS, goals=[(0, 0), (1, 0)], title="two paths", alt="one arrives")
    plane, course = figure.axes
    goals, straight, end = plane.lines[:3]
    np.testing.assert_array_equal(goals.get_xydata(), [[0, 0], [1, 0]])
    np.testing.assert_array_equal(straight.get_xydata(), PATHS["straight"])
    np.testing.assert_array_equal(end.get_xydata(), [[0, 0]])
    assert straight.get_color() == course.lines[0].get_color() != course.lines[1].get_color()
    np.testing.assert_allclose(course.lines[0].get_ydata(), [8, 2, 1e-12])
    assert np.isnan(course.lines[1].get_ydata()[-1])
    assert [text.get_text() for text in course.get_legend().get_texts()] == list(PATHS)
    assert (course.get_yscale(), figure.get_suptitle(), alt) == ("log", "two paths", "one arrives")


def test_the_map_reaches_as_far_as_it_is_told():
    figure, _ = plots.figure_race(height, PATHS, goals=[(0, 0)], title="", alt="a race", reach=(3, 2))
    assert figure.axes[0].get_xlim() == (-3, 3)
    assert figure.axes[0].get_ylim() == (-2, 2)


@pytest.mark.parametrize("log", ["x", "y", "xy"])
def test_decades_are_drawn_on_the_axes_that_are_asked_for(log):
    x, lines = np.array([0.1, 1.0, 10.0]), {"falling": np.array([1.0, 0.1, 0.01])}
    figure, alt = plots.figure_decades(x, lines, xlabel="rate", ylabel="height", log=log, alt="it falls")
    (axes,) = figure.axes
    assert [axes.get_xscale(), axes.get_yscale()] == ["log" if axis in log else "linear" for axis in "xy"]
    np.testing.assert_array_equal(axes.lines[0].get_xydata(), np.transpose([x, lines["falling"]]))
    assert (axes.get_xlabel(), axes.get_ylabel(), alt) == ("rate", "height", "it falls")


def test_an_optimizer_has_one_colour_in_both_figures():
    x, lines = np.array([1.0, 2.0]), {"Adam": [1, 2], "Adam, turned": [2, 1], "height": [3, 3]}
    figure, _ = plots.figure_decades(x, lines, xlabel="", ylabel="", alt="three")
    race, _ = plots.figure_race(
        height, {"SGD": PATHS["lost"], "Adam": PATHS["straight"]}, goals=[(0, 0)], title="", alt="two"
    )
    first, second, third = (line.get_color() for line in figure.axes[0].lines)
    assert first == second == race.axes[1].lines[1].get_color() != third
    assert race.axes[1].lines[0].get_color() != first


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="lines: expected at least one curve"):
        plots.figure_decades([1], {}, xlabel="", ylabel="", alt="")
    with pytest.raises(ValueError, match="x: expected positive numbers on a logarithmic axis, got 0"):
        plots.figure_decades([0, 1], {"a": [1, 2]}, xlabel="", ylabel="", alt="")
    with pytest.raises(ValueError, match="paths: expected at least one path"):
        plots.figure_race(height, {}, goals=[(0, 0)], title="", alt="")
    with pytest.raises(ValueError, match=r"flat: expected points, \(steps \+ 1, 2\), got \(3,\)"):
        plots.figure_race(height, {"flat": np.zeros(3)}, goals=[(0, 0)], title="", alt="")

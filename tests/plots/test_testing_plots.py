"""The figures of lessons 05 and 05b draw what they are given and say so."""

from statistics import NormalDist

import numpy as np
import pytest

from course_lib import plots
from course_lib.evaluation.thresholds import precision_at_base_rate, roc_curve

RNG = np.random.default_rng(0)
SAME, DIFFERENT = RNG.normal(3, 0.5, 500), RNG.normal(5, 1, 4000)


def test_a_matrix_is_sorted_by_class():
    distances = np.array([[0, 5, 1], [5, 0, 6], [1, 6, 0.0]])
    figure, alt = plots.figure_matrices({"pixels": distances}, [7, 3, 7], alt="three pictures")
    axes = figure.axes[0]
    np.testing.assert_array_equal(axes.images[0].get_array(), [[0, 5, 6], [5, 0, 1], [6, 1, 0]])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["3", "7"]
    assert axes.get_xticks().tolist() == [0, 1.5]
    assert (axes.get_title(), alt) == ("pixels", "three pictures")


def test_the_det_curve_of_normal_distances_is_straight_with_the_ratio_of_the_deviations_as_slope():
    rng = np.random.default_rng(0)
    false_alarms, caught, _ = roc_curve(rng.normal(9, 0.5, 20_000), rng.normal(10, 1, 20_000))
    figure, _ = plots.figure_roc_det({"normal": (false_alarms, caught)}, alt="one curve")
    x, y = figure.axes[1].lines[0].get_data()
    inside = (abs(x) < 1.5) & (abs(y) < 1.5)
    slope, _ = np.polyfit(x[inside], y[inside], 1)
    assert slope == pytest.approx(-1 / 0.5, rel=0.05)
    roc = figure.axes[0].lines[0].get_xydata()
    assert roc[0].tolist() == [0, 0]
    assert roc[-1].tolist() == [1, 1]


def test_both_panels_show_the_same_points():
    figure, _ = plots.figure_roc_det({"two": ([0, 0.2, 1], [0, 0.7, 1])}, alt="one point inside")
    assert [0.2, 0.7] in figure.axes[0].lines[0].get_xydata().tolist()
    (point,) = figure.axes[1].lines[0].get_xydata()
    np.testing.assert_allclose(point, [NormalDist().inv_cdf(0.2), NormalDist().inv_cdf(0.3)])


def test_a_perfect_curve_has_no_point_inside_and_is_drawn():
    figure, _ = plots.figure_roc_det({"perfect": ([0, 0, 1], [0, 1, 1])}, alt="a corner")
    assert len(figure.axes[1].lines[0].get_xdata()) == 0


def test_long_curves_are_thinned_but_keep_their_ends():
    t = np.linspace(0, 1, 50_000)
    figure, _ = plots.figure_roc_det({"long": (t, t)}, alt="the diagonal")
    points = figure.axes[0].lines[0].get_xydata()
    assert len(points) <= 2000
    assert (points[0].tolist(), points[-1].tolist()) == ([0, 0], [1, 1])


@pytest.mark.parametrize("base_rate", [0.5, 0.01, 1e-4])
def test_the_hills_have_the_proportion_of_the_base_rate(base_rate):
    figure, alt = plots.figure_threshold(SAME, DIFFERENT, 4, base_rate)
    hills, scores = figure.axes
    heights = np.array([bar.get_height() for bar in hills.patches])
    assert heights[:60].sum() == pytest.approx(base_rate)
    assert heights[60:].sum() == pytest.approx(1 - base_rate)
    caught, false_alarms = (SAME < 4).mean(), (DIFFERENT < 4).mean()
    expected = [precision_at_base_rate(caught, false_alarms, base_rate), caught, false_alarms]
    np.testing.assert_allclose([bar.get_width() for bar in scores.patches], expected)
    assert f"catches {caught:.1%} of the same pairs and {false_alarms:.1%}" in alt
    assert f"precision {expected[0]:.1%}" in alt


def test_below_the_smallest_distance_there_is_no_precision():
    figure, alt = plots.figure_threshold([1.0], [2.0], 0, 0.1)
    assert alt.endswith("nothing lies below it.")
    assert figure.axes[1].texts[0].get_text() == "none"


def test_identical_distances_are_drawn():
    _, alt = plots.figure_threshold([0.0, 0.0], [0.0], 0, 0.5)
    assert "nothing lies below it" in alt


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.figure_threshold([1], [2], 1, 0), "base_rate: expected a share above 0 and below 1, got 0"),
        (lambda: plots.figure_threshold([], [2], 1, 0.5), "same, different: expected at least one each, got 0, 1"),
        (lambda: plots.figure_roc_det({}, alt="none"), "curves: expected at least one"),
        (lambda: plots.figure_matrices({}, [], alt="none"), "matrices: expected at least one"),
        (lambda: plots.figure_matrices({"a": [[0]]}, [1, 2], alt="a"), r"a: expected \(2, 2\), got shape \(1, 1\)"),
    ],
)
def test_bad_input_is_named(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()

"""The cost figure draws the curves that it is given, and says what is cheapest."""

import numpy as np
import pytest

from course_lib import plots
from course_lib.evaluation.threshold_cost import cheapest, pair_costs

RNG = np.random.default_rng(0)
SAME, DIFFERENT = RNG.normal(3, 0.5, 3000), RNG.normal(5, 1, 4000)


def test_the_cheapest_point_is_marked_and_the_policies_without_a_threshold_are_drawn():
    curves = {str(price): pair_costs(SAME, DIFFERENT, 1, price, 0.5) for price in (1, 10)}
    figure, alt = plots.figure_costs(curves, ylabel="cost per pair")
    axes = figure.axes[0]
    for (name, (costs, thresholds)), (curve, without, point) in zip(
        curves.items(), (axes.lines[:3], axes.lines[3:]), strict=True
    ):
        assert curve.get_label() == name
        assert set(without.get_ydata()) == {min(costs[0], costs[-1])}
        assert point.get_ydata()[0] == costs.min() == curve.get_ydata().min()
        assert len(curve.get_xdata()) <= 2001
        assert (
            point.get_xdata()[0] == thresholds[costs.argmin()] == pytest.approx(cheapest(costs, thresholds), abs=0.01)
        )
        assert f"{name}: least {costs.min():.3g} at {thresholds[costs.argmin()]:.2f}; none below it costs" in alt
    assert axes.get_ylabel() == "cost per pair"
    assert np.isfinite(axes.get_xlim()).all()


def test_where_no_threshold_is_worth_it_the_words_say_so():
    _, alt = plots.figure_costs({"none": ([1.0, 2.0], [0.5, np.inf]), "all": ([2.0, 1.0], [0.5, np.inf])})
    assert "none: least 1 with none below the threshold; none below it costs 1, all 2." in alt
    assert "all: least 1 with all below the threshold; none below it costs 2, all 1." in alt


def test_free_answers_at_distance_zero_are_drawn():
    figure, _ = plots.figure_costs({"free": ([0.0, 0.0], [0.0, np.inf])})
    assert figure.axes[0].get_ylim() == (0, 1)


@pytest.mark.parametrize(
    ("curves", "message"),
    [
        ({}, "curves: expected at least one"),
        ({"a": ([1.0], [1.0, 2.0])}, r"a: expected costs \(t,\) and thresholds \(t,\), got shapes \(1,\), \(2,\)"),
        ({"a": ([], [])}, r"a: expected costs \(t,\)"),
        ({"a": ([np.nan], [1.0])}, "a: expected finite costs, got NaN or infinity"),
    ],
)
def test_bad_input_is_named(curves, message):
    with pytest.raises(ValueError, match=message):
        plots.figure_costs(curves)

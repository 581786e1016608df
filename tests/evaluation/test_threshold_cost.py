"""The cheapest threshold against brute force, scikit-learn, the convex hull of the curve and normal densities."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import ConvexHull
from sklearn import metrics as judge

from course_lib.evaluation.threshold_cost import cheapest, cheapest_threshold, pair_costs
from course_lib.evaluation.thresholds import best_threshold, roc_curve

few_values = st.lists(st.integers(0, 12), min_size=1, max_size=20)  # many ties
any_values = st.lists(st.floats(0, 1.7e308), min_size=1, max_size=20)
prices, shares = st.floats(0, 1000), st.floats(0, 1)


def cost_by_loop(threshold, same, different, cost_missed, cost_alarm, base_rate):
    """Every pair pays its price, weighed so that the two kinds come in the proportion of the base rate."""
    cost = 0.0
    for distance in same:
        cost += base_rate / len(same) * (0 if distance < threshold else cost_missed)
    for distance in different:
        cost += (1 - base_rate) / len(different) * (cost_alarm if distance < threshold else 0)
    return cost


@given(few_values | any_values, few_values | any_values, prices, prices, shares)
def test_no_threshold_at_all_is_cheaper(same, different, cost_missed, cost_alarm, base_rate):
    words = same, different, cost_missed, cost_alarm, base_rate
    found = cost_by_loop(cheapest_threshold(*words), *words)
    everywhere = {0.0, np.inf, *same, *different, *(np.nextafter(value, np.inf) for value in (*same, *different))}
    assert found <= min(cost_by_loop(t, *words) for t in everywhere) + 1e-9


@given(few_values | any_values, few_values | any_values, prices, prices, shares)
def test_each_cost_is_what_the_pairs_pay(same, different, cost_missed, cost_alarm, base_rate):
    words = same, different, cost_missed, cost_alarm, base_rate
    costs, thresholds = pair_costs(*words)
    np.testing.assert_array_equal(thresholds, roc_curve(same, different)[2])
    np.testing.assert_allclose(costs, [cost_by_loop(t, *words) for t in thresholds], atol=1e-9)


@given(few_values, few_values, prices, prices, shares)
def test_it_is_the_cheapest_point_of_scikit_learns_curve(same, different, cost_missed, cost_alarm, base_rate):
    truth, score = np.repeat([1, 0], [len(same), len(different)]), -np.concatenate([same, different]).astype(float)
    false, true, _ = judge.roc_curve(truth, score, drop_intermediate=False)
    expected = (base_rate * cost_missed * (1 - true) + (1 - base_rate) * cost_alarm * false).min()
    assert pair_costs(same, different, cost_missed, cost_alarm, base_rate)[0].min() == pytest.approx(expected, abs=1e-9)


def test_only_corners_of_the_convex_hull_are_ever_chosen():
    rng = np.random.default_rng(0)
    same, different = rng.gamma(4, 1, 60), rng.gamma(8, 1, 80)
    false_alarms, caught, _ = roc_curve(same, different)
    points = np.column_stack([false_alarms, caught])
    corners = points[ConvexHull(np.vstack([points, [1, 0]])).vertices[:-1] % len(points)]
    chosen = set()
    for cost_alarm in np.geomspace(0.01, 100, 400):
        threshold = cheapest_threshold(same, different, 1, cost_alarm, 0.5)
        chosen.add(((different < threshold).mean(), (same < threshold).mean()))
    assert len(chosen) > 5
    assert all(np.abs(corners - point).sum(axis=1).min() < 1e-12 for point in chosen)


@given(few_values, few_values)
def test_equal_prices_at_one_half_are_youdens_statistic(same, different):
    gain = lambda t: (np.array(same) < t).mean() - (np.array(different) < t).mean()
    found = cheapest_threshold(same, different, cost_missed=1, cost_alarm=1, base_rate=0.5)
    assert gain(found) == pytest.approx(gain(best_threshold(same, different)), abs=1e-12)


@given(few_values, few_values, st.floats(0.01, 100), st.floats(0.01, 100), st.floats(0.01, 0.99), st.floats(1.01, 100))
def test_dearer_alarms_never_raise_the_threshold(same, different, cost_missed, cost_alarm, base_rate, factor):
    cheap = cheapest_threshold(same, different, cost_missed, cost_alarm, base_rate)
    dear = cheapest_threshold(same, different, cost_missed, cost_alarm * factor, base_rate)
    below = lambda t: (np.array(different) < t).sum()
    assert below(dear) <= below(cheap)


@given(few_values, few_values, st.floats(0.01, 100), st.floats(0.01, 100), st.floats(0.01, 0.99))
def test_only_the_ratio_of_prices_times_odds_counts(same, different, cost_missed, cost_alarm, base_rate):
    costs, _ = pair_costs(same, different, cost_missed, cost_alarm, base_rate)
    odds = base_rate / (1 - base_rate)
    balanced, _ = pair_costs(same, different, cost_missed * odds, cost_alarm, 0.5)
    np.testing.assert_allclose(balanced, costs / (2 * (1 - base_rate)), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("cost_missed", "cost_alarm", "base_rate"), [(1, 1, 0.5), (1, 10, 0.5), (5, 1, 0.1)])
def test_at_the_optimum_the_densities_have_the_ratio_of_prices_times_odds(cost_missed, cost_alarm, base_rate):
    same, different = NormalDist(10, 1), NormalDist(13, 1)
    quantiles = (np.arange(4000) + 0.5) / 4000
    pairs = [[kind.inv_cdf(share) for share in quantiles] for kind in (same, different)]
    found = cheapest_threshold(*pairs, cost_missed, cost_alarm, base_rate)
    ratio = same.pdf(found) / different.pdf(found)
    assert ratio == pytest.approx((1 - base_rate) * cost_alarm / (base_rate * cost_missed), rel=0.1)


def test_where_one_kind_costs_nothing_all_or_none_are_called_the_same():
    assert cheapest_threshold([1.0], [2.0], 1, 0, 0.5) == pytest.approx(1.5)
    assert cheapest_threshold([3.0], [2.0], 1, 0, 0.5) == np.inf
    assert cheapest_threshold([3.0], [2.0], 0, 1, 0.5) == 2.0
    assert cheapest_threshold([1.0], [2.0], 1, 1, 0.0) == 1.0


def test_between_neighbouring_numbers_there_is_no_middle():
    low = 0.1
    high = np.nextafter(low, 1)
    assert cheapest([1, 0], np.array([low, high])) == high


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (([], [1.0], 1, 1, 0.5), "same, different: expected at least one each, got 0, 1"),
        (([1.0], [np.nan], 1, 1, 0.5), "same, different: expected finite distances"),
        (([1.0], [1.0], -1, 1, 0.5), "cost_missed: expected a finite number of at least 0, got -1"),
        (([1.0], [1.0], 1, np.inf, 0.5), "cost_alarm: expected a finite number of at least 0, got inf"),
        (([1.0], [1.0], 1, np.nan, 0.5), "cost_alarm: expected a finite number of at least 0, got nan"),
        (([1.0], [1.0], [1, 2], 1, 0.5), r"cost_missed: expected a finite number of at least 0, got \[1, 2\]"),
        (([1.0], [1.0], 1, 1, 1.5), "base_rate: expected a share, from 0 to 1, got 1.5"),
    ],
)
def test_bad_input_is_named(words, message):
    with pytest.raises(ValueError, match=message):
        cheapest_threshold(*words)


WRONG = [None, "1", [1], np.array([1.0]), True, np.nan, -1, 1j, b"1", {}]


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_a_price_or_a_rate_that_is_no_number_is_named(wrong):
    for place, argument in enumerate(("cost_missed", "cost_alarm", "base_rate")):
        words = [1, 1, 0.5]
        words[place] = wrong
        with pytest.raises(ValueError, match=f"^{argument}: expected a "):
            cheapest_threshold([1.0], [2.0], *words)


@pytest.mark.parametrize(
    ("costs", "thresholds", "message"),
    [
        ([], [], r"costs: expected numbers \(t,\), not empty"),
        (["a"], [1.0], "costs: expected real numbers"),
        ([1.0], ["a"], "thresholds: expected real numbers"),
        ([1.0], [None], "thresholds: expected real numbers"),
        ([1.0], [np.nan], "thresholds: expected growing numbers, got NaN"),
        ([1.0, 2.0], [1.0, np.nan], "thresholds: expected growing numbers"),
        ([1.0, 2.0], [2.0, 1.0], "thresholds: expected growing numbers"),
        ([[1.0], [1.0, 2.0]], [1.0], "costs: expected an array or lists of one length"),
    ],
)
def test_a_curve_that_is_none_is_named(costs, thresholds, message):
    with pytest.raises(ValueError, match=message):
        cheapest(costs, thresholds)

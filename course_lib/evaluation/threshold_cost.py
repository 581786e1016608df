"""Which threshold is cheapest? Misses and false alarms have prices, and a base rate says how often each can happen.

NumPy only. `pair_costs` is written in lesson 15c; `open_set` does the same sum for the answers of a search.
"""

import numpy as np

from course_lib.arrays import is_number, real_numbers
from course_lib.errors import expect
from course_lib.evaluation.pair_checks import check_share
from course_lib.evaluation.thresholds import roc_curve


def pair_costs(
    same: np.ndarray, different: np.ndarray, cost_missed: float, cost_alarm: float, base_rate: float
) -> tuple[np.ndarray, np.ndarray]:
    """What a pair costs on average at each threshold.

    p c_missed (share of same pairs missed) + (1 - p) c_alarm (share of different pairs below), p the base rate.

    Args:
        same: (n,), distances.
        different: (m,), distances.
        cost_missed: price of a same pair that is not below the threshold, in any unit.
        cost_alarm: of a different pair that is below it.
        base_rate: the share of same pairs where the threshold will be used.

    Returns:
        Costs (t,), and the thresholds (t,) of `roc_curve`.

    >>> pair_costs([1.0, 2.0], [2.0, 3.0], cost_missed=1, cost_alarm=10, base_rate=0.5)
    (array([0.5 , 0.25, 2.5 , 5.  ]), array([ 1.,  2.,  3., inf]))
    """
    check_prices(cost_missed=cost_missed, cost_alarm=cost_alarm, base_rate=base_rate)
    false_alarms, caught, thresholds = roc_curve(same, different)
    costs = base_rate * cost_missed * (1 - caught) + (1 - base_rate) * cost_alarm * false_alarms  # (t,)
    return costs, thresholds


def cheapest(costs: np.ndarray, thresholds: np.ndarray) -> float:
    """The threshold with the smallest cost. costs (t,), thresholds (t,) growing, as `pair_costs` returns them.

    Between two distances every threshold costs the same; it is the middle of them. Of several such middles the lowest.
    Where it is cheapest to call nothing the same: the smallest distance; to call everything the same: infinity.

    >>> float(cheapest([0.5, 0.25, 2.5, 5.0], [1.0, 2.0, 3.0, np.inf]))
    1.5
    """
    costs, thresholds = real_numbers(costs, "costs"), real_numbers(thresholds, "thresholds")
    fits = costs.ndim == 1 and costs.size and costs.shape == thresholds.shape and not np.isnan(costs).any()
    expect(
        fits, "costs", f"shape {costs.shape}", f"numbers (t,), not empty, one for each of {thresholds.shape} thresholds"
    )
    expect((thresholds[:-1] <= thresholds[1:]).all(), "thresholds", thresholds[:5], "growing numbers")
    expect(thresholds[0] == thresholds[0], "thresholds", "NaN", "growing numbers")
    best = int(np.argmin(costs))
    low, high = thresholds[max(best - 1, 0)], thresholds[best]
    middle = low + (high - low) / 2
    return middle if middle > low else high  # neighbouring numbers have no middle


def cheapest_threshold(
    same: np.ndarray, different: np.ndarray, cost_missed: float, cost_alarm: float, base_rate: float
) -> float:
    """The threshold at which a pair costs least on average, see `cheapest`.

    There the curve of `roc_curve` has the slope (1 - p) c_alarm / (p c_missed), as had the densities of the distances
    of same and of different pairs their ratio.

    Args:
        same, different, cost_missed, cost_alarm, base_rate: as in `pair_costs`.

    Source: Elkan 2001, The foundations of cost-sensitive learning, IJCAI.

    >>> float(cheapest_threshold([0.0, 0.25], [0.75, 1.0], cost_missed=1, cost_alarm=1, base_rate=0.5))
    0.5
    """
    return cheapest(*pair_costs(same, different, cost_missed, cost_alarm, base_rate))


def check_prices(base_rate: float, **costs: float) -> None:
    """Raise ValueError unless each cost is a finite number of at least 0 and the base rate a share."""
    check_share("base_rate", base_rate)
    for name, cost in costs.items():
        expect(is_number(cost) and 0 <= cost < np.inf, name, repr(cost), "a finite number of at least 0")

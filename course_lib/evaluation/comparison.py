"""Two methods in the same runs, and several comparisons at once. NumPy and SciPy only.

Written in lesson 12; exercise 18d-2 writes the interval again.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from course_lib.arrays import real_numbers
from course_lib.errors import expect


class Difference(NamedTuple):
    """What the second method has more than the first: the mean, its interval, and the p-value of "nothing".

    Args:
        mean: over the runs.
        low: end of the interval.
        high: the other end.
        p: how often chance alone would give a mean so far from 0.
    """

    mean: float
    low: float
    high: float
    p: float


def paired_difference(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> Difference:
    """What `second` has more than `first`, with its interval by Student's t.

    Args:
        first: (n,), the scores of a method, run by run, n at least 2.
        second: (n,), those of another one in the same runs: same seeds, batches and classes.
        level: of the interval.

    Raises:
        ValueError: the two have other lengths, there is one run only, or something is no number.

    Source: Student 1908.
    Lesson: 12, 18d

    >>> [round(each, 3) for each in paired_difference([0.5, 0.6, 0.7], [0.6, 0.7, 0.83])]
    [0.11, 0.067, 0.153, 0.008]
    """
    first, second = (real_numbers(each, name).astype(float) for each, name in ((first, "first"), (second, "second")))
    fits = first.ndim == 1 and first.shape == second.shape and len(first) > 1
    expect(fits, "second", f"shapes {first.shape}, {second.shape}", "scores (n,) of the same runs, at least 2")
    expect(np.isfinite([first, second]).all(), "second", "NaN or infinity", "finite scores")
    expect(0 < level < 1, "level", level, "a share between 0 and 1")
    difference = second - first  # (n,)
    mean, error = difference.mean(), difference.std(ddof=1) / np.sqrt(len(difference))
    reach = stats.t.ppf((1 + level) / 2, len(difference) - 1) * error
    p = 2 * stats.t.sf(abs(mean) / error, len(difference) - 1) if error > 0 else float(mean == 0)
    return Difference(float(mean), float(mean - reach), float(mean + reach), float(p))


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """p-values {name: p} of several comparisons, enlarged so that 1 in 20 is the chance of *any* false alarm at 0.05.

    The smallest is multiplied by their number, the next one by one less, and so on; none is below the one before it.

    Source: Holm 1979.
    Lesson: 12

    >>> holm({"a": 0.03, "b": 0.01})
    {'b': 0.02, 'a': 0.03}
    """
    expect(all(0 <= p <= 1 for p in p_values.values()), "p_values", dict(p_values), "numbers from 0 to 1")
    enlarged, so_far = {}, 0.0
    for i, name in enumerate(sorted(p_values, key=lambda name: p_values[name])):
        so_far = max(so_far, min(1.0, (len(p_values) - i) * p_values[name]))
        enlarged[name] = so_far
    return enlarged

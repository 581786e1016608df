"""How certain is a score? An interval from the pictures at hand, or from whole groups of them. NumPy only.

Written in lesson 05c.
"""

from collections.abc import Callable
from functools import wraps

import numpy as np
from numpy.typing import ArrayLike

from course_lib.distances import row_blocks
from course_lib.errors import check_whole, expect
from course_lib.labels import checked_labels


def bootstrap_interval(
    values: ArrayLike, groups: ArrayLike | None = None, *, level: float = 0.95, draws: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """(low, high): between which means would lie if others had been drawn, by the percentile bootstrap.

    Without `groups` other values are drawn, with them other groups, each with all of its values. Drawn is what could
    have come out otherwise: a score of pictures by six writers has six groups, however many pictures there are. The
    interval knows nothing of what is not drawn, such as other seeds of the training. With few groups, five to thirty,
    it is too narrow.

    Args:
        values: (n,), a score for each picture or run, such as those of `average_precisions` or `run_errors`.
        groups: (n,), the group of each value, numbers or texts.
        level: of the means the middle share that is kept.
        draws: how often as many are drawn, with replacement, as there are.
        seed: another one draws others.

    Raises:
        ValueError: values are missing or not finite, or there is one group only.

    Source: Efron 1979; on few groups: Cameron, Gelbach and Miller 2008.
    Lesson: 05c

    >>> bootstrap_interval([5.0, 5.0, 5.0])
    (5.0, 5.0)
    >>> bootstrap_interval([0.0, 0.0, 1.0], ["a", "a", "b"])
    (0.0, 1.0)
    """
    sums, sizes = group_sums(values, groups)  # (g,) each
    expect(0 < level < 1, "level", level, "a share between 0 and 1")
    check_whole("draws", draws, 1)
    rng = np.random.default_rng(seed)
    means = np.empty(draws)
    for rows in row_blocks(draws, len(sums)):
        means[rows] = drawn_means(sums, sizes, rows.stop - rows.start, rng)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def drawn_means(sums: np.ndarray, sizes: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Means (draws,) of as many groups as there are, drawn with replacement; `sums` and `sizes` are (g,) each.

    Raises:
        ValueError: there is no group, or one without a value.

    >>> drawn_means(np.array([4.0, 4.0]), np.array([2, 2]), 3, np.random.default_rng(0))
    array([2., 2., 2.])
    """
    drawn = rng.integers(len(sums), size=(draws, len(sums)))  # (draws, g)
    return sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)


def _of_some_groups(function: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Let the function refuse sums and sizes of no group: it is itself what lesson 05c writes, without a check."""

    @wraps(function)
    def refusing(sums: np.ndarray, sizes: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
        expect(np.ndim(sums) == 1 and len(sums), "sums", f"shape {np.shape(sums)}", "shape (g,), one group at least")
        expect(np.shape(sizes) == np.shape(sums), "sizes", f"shape {np.shape(sizes)}", f"{np.shape(sums)}, as of sums")
        expect(np.all(np.asarray(sizes) > 0), "sizes", sizes, "how many values a group has, at least one each")
        return function(sums, sizes, draws, rng)

    return refusing


drawn_means = _of_some_groups(drawn_means)


def group_sums(values: ArrayLike, groups: ArrayLike | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The sum of the values (n,) of each group, and how many they are, (g,) each; without groups each is its own.

    >>> group_sums([1.0, 2.0, 4.0], ["a", "b", "a"])
    (array([5., 2.]), array([2, 1]))
    """
    row = np.asarray(values, dtype=float)
    expect(row.ndim == 1 and row.size, "values", f"shape {row.shape}", "shape (n,), not empty")
    expect(np.isfinite(row).all(), "values", "NaN or infinity", "finite numbers")
    if groups is None:
        return row, np.ones(len(row), int)
    labels = checked_labels(groups, "groups")
    expect(labels.shape == row.shape, "groups", f"shape {labels.shape}", f"{row.shape}, one of each value")
    found, index = np.unique(labels, return_inverse=True)
    expect(len(found) > 1, "groups", "one group", "at least two: one says nothing of others")
    return np.bincount(index, row), np.bincount(index)

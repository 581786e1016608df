"""Right numbers that have lost what comes after the point, or after the first digits of it."""

from typing import Any

import numpy as np

CUT = "holds whole numbers alone: does `//`, `int` or an array of whole numbers cut off what comes after the point?"


def lost_digits(got: np.ndarray, right: np.ndarray) -> str:
    """A predicate for numbers that are right but for digits that were cut off or rounded away; empty for others.

    A single number with one digit after the point, or none, may be what it is by chance.

    Args:
        got: the learner's numbers.
        right: the right ones, of the same shape.

    >>> lost_digits(np.array([1, 0]), np.array([1.7, 0.2]))[:25]
    'holds whole numbers alone'
    >>> lost_digits(np.array(0.18), np.array(0.1765))
    'is right but for its digits: it is rounded to 2 after the point, which is too far'
    """
    if {got.dtype.kind, right.dtype.kind} & set("bc") or not np.isfinite(right).all():
        return ""
    if right.size > 1 and got.any() and not np.array_equal(got, right) and np.array_equal(got, np.trunc(right)):
        return CUT
    for digits in range(2 if right.size == 1 else 0, 4):
        if _is(got, np.round(right, digits)) and not _is(got, right):
            if digits and _is(got, np.round(right, digits - 1)):
                return ""  # it has fewer digits than that
            many = f"is right but for its digits: it is rounded to {digits} after the point, which is too far"
            return many if digits else CUT
    return ""


def few_digits(got: Any, right: np.ndarray) -> str:
    """A predicate for an array in float32 or float16 that is near the right one, as far as its digits go.

    >>> few_digits(np.float32([1.01, 2.0]), np.array([1.0, 2.0]))[:30]
    'is near, and its dtype is floa'
    """
    kind = np.asarray(got).dtype
    if kind.kind != "f" or kind.itemsize > 4 or not np.allclose(got, right, rtol=0.2, atol=0.02):
        return ""
    return f"is near, and its dtype is {kind}: are its few digits used up by a difference? Calculate in float64"


def _is(got, numbers):
    return np.allclose(got, numbers, rtol=0, atol=1e-9)

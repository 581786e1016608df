"""The slips that lead from right numbers to wrong ones: a sign, a factor, a mean for a sum, an axis, an order."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from course_lib.exercises.lost_digits import lost_digits

TOLERANCE = 1e-5


def alike(got: np.ndarray, right: np.ndarray) -> bool:
    """Are two arrays of one shape equal, up to rounding?"""
    if right.dtype.kind == "b":
        return bool((got == right).all())
    scale = np.abs(right[np.isfinite(right)]).max(initial=0)
    return bool(np.allclose(got, right, rtol=TOLERANCE, atol=TOLERANCE * min(1, scale) + 1e-12, equal_nan=True))


def slips(got: np.ndarray, right: np.ndarray, sizes: frozenset[int]) -> Iterator[str]:
    """The slips that would have made the first array of the second, the plainest first, as predicates.

    Args:
        got: the learner's numbers.
        right: the right ones, of the same shape, (..., ).
        sizes: lengths of the axes of what the function was given.
    """
    if not got.any():
        yield "is 0 throughout" if got.size > 1 else "is 0"
        return
    yield "has the wrong sign" if alike(got, -right) else ""
    yield lost_digits(got, right)
    yield from _orders(got, right)
    yield "is 1 minus what is asked" if alike(1 - got, right) else ""
    yield _factor(got, right, sizes)
    yield from _functions(got, right)
    yield _constant(got, right)


def common_slips(got: np.ndarray, right: np.ndarray) -> Iterator[str]:
    """The slips that may lead from the right results of several calls to the wrong ones, whatever their order.

    Args:
        got: the learner's numbers, (calls,).
        right: the right ones, (calls,).
    """
    yield lost_digits(got, right)
    yield _factor(got, right, frozenset())
    yield from _functions(got, right)
    yield _constant(got, right).replace("at every place", "in every call")


def _orders(got, right):
    if right.ndim == 2 and right.shape[0] == right.shape[1] and alike(got.T, right):
        yield "is transposed: rows and columns are exchanged"
    if right.ndim and len(right) > 1:
        if alike(got[::-1], right):
            yield "is the other way round: the last comes first"
        for step in (1, -1):
            if alike(np.roll(got, step, axis=0), right):
                yield "stands one place off"
        if right.size < 100_000 and alike(np.sort(got, axis=None), np.sort(right, axis=None)):
            yield "has the right values in another order"


def _factor(got, right, sizes):
    """Words for one factor between all the numbers."""
    largest = np.abs(right).argmax()
    if not right.flat[largest]:
        return ""
    factor = got.flat[largest] / right.flat[largest]
    if np.iscomplexobj(factor) or factor == 0 or not alike(got, factor * right):
        return ""
    if right.size == 1 and not _is_plain(abs(factor), sizes):
        return ""  # any two numbers have some factor between them
    turned = " and has the wrong sign" if factor < 0 else ""
    return _factor_words(abs(factor), sizes) + turned


def _is_plain(factor, sizes):
    plain = {2, 100, 1000, np.pi, np.log(2), np.log(10), np.sqrt(2), *sizes} - {0, 1}
    return any(np.isclose(factor, each, rtol=1e-5) or np.isclose(factor, 1 / each, rtol=1e-5) for each in plain)


def _factor_words(factor, sizes):
    for size in sorted(sizes - {0, 1, 2}):
        rows = f"and {size} is a number of rows or columns here"
        if np.isclose(factor, size, rtol=1e-4):
            return f"is {size} times too large, {rows}: is it a sum where a mean is asked?"
        if np.isclose(factor, 1 / size, rtol=1e-4):
            return f"is {size} times too small, {rows}: is it a mean where a sum is asked?"
        for part in (size / (size - 1), (size / (size - 1)) ** 0.5):
            if np.isclose(factor, part, rtol=1e-6) or np.isclose(factor, 1 / part, rtol=1e-6):
                return f"would be right with {size} in place of {size - 1}, or the reverse: is n or n - 1 meant?"
    if np.isclose(factor, 100, rtol=1e-4):
        return "is 100 times too large: is it in percent?"
    simple = Fraction(float(factor)).limit_denominator(12)
    shown = f"{simple}" if np.isclose(float(simple), factor, rtol=1e-4) and simple else f"{factor:.4g}"
    return f"is {shown} times what it should be: a factor is missing or too much"


def _functions(got, right):
    with np.errstate(all="ignore"):
        yield "would be right if it were squared: a square is missing" if alike(got**2, right) else ""
        yield (
            "would be right under a root: it was squared once too often"
            if alike(np.sqrt(np.abs(got)), np.abs(right))
            else ""
        )
        yield "is 1 divided by what is asked" if alike(1 / got, right) else ""
        yield "would be right under a logarithm: it is missing" if alike(np.log(np.abs(got)), right) else ""
        yield "is the logarithm of what is asked" if alike(np.exp(np.minimum(got, 700)), right) else ""


def _constant(got, right):
    difference = (got - right).flat[0]
    if right.size > 1 and alike(got - difference, right):
        return f"is too {'large' if difference > 0 else 'small'} by {abs(difference):.4g} at every place"
    if right.size == 1 and float(right.flat[0]).is_integer() and abs(difference) == 1:
        return f"is one too {'many' if difference > 0 else 'few'}"
    return ""


def where(got: np.ndarray, right: np.ndarray, tell: bool) -> str:
    """Where two arrays of one shape differ: on the diagonal, in the first or last row, at one place, or as numbers.

    Args:
        got: the learner's numbers.
        right: the right ones, of the same shape.
        tell: say what a single number should be.
    """
    if right.ndim == 0:
        return f"is {_short(got)} and should be {_short(right)}" if tell else ""
    right_there = np.isclose(got, right, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
    if right.ndim == 2 and right.shape[0] == right.shape[1] and right_there[~np.eye(len(right), dtype=bool)].all():
        return "is wrong on the diagonal alone: each with itself"
    for end, words in ((0, "first"), (-1, "last")):
        if len(right) > 1 and np.delete(right_there, end, axis=0).all():
            return f"is wrong in the {words} {'row' if right.ndim > 1 else 'number'} alone"
    place = tuple(int(each) for each in np.argwhere(~right_there)[0])
    there = f"[{', '.join(map(str, place))}]"
    count = f"is right at {int(right_there.sum())} of {right.size} places"
    return f"{count}; at {there} it is {_short(got[place])} and should be {_short(right[place])}"


def _short(value):
    return str(bool(value)) if np.asarray(value).dtype.kind == "b" else f"{value:.4g}"

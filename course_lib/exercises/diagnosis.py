"""Names the fault of a wrong result by comparing it with the right one: sign, factor, mean for sum, axis, order.

"Expected x, got y" explains nothing. Slips leave traces in the numbers, and these are looked for.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from course_lib.exercises.forms import form_fault

TOLERANCE = 1e-5
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def compare(got: Any, right: Any, sizes: frozenset[int] = frozenset()) -> str:
    """Name what is wrong with a result, or where it differs, as in "has the wrong sign"; empty where it is right.

    Args:
        got: the learner's result: a number, an array, a text, a tuple of these.
        right: the right one.
        sizes: lengths of the axes of what the function was given, to tell a sum from a mean.

    >>> compare(-3.0, 3.0)
    'has the wrong sign'
    >>> compare(6.0, 2.0, frozenset({3}))
    'is 3 times too large, and 3 is a number of rows or columns here: is it a sum where a mean is asked?'
    """
    fault = form_fault(got, right)
    if fault:
        return fault
    if isinstance(right, tuple | list):
        return _of_parts(list(got), list(right), sizes)
    if isinstance(right, dict):
        return _of_keys(got, right, sizes)
    if isinstance(right, bool | np.bool_):
        return "" if bool(got) == bool(right) else "is the other way round: True for False"
    if isinstance(right, str | set):
        return "" if got == right else f"is {got!r}, which is not what is asked"
    numbers = _numbers(got, right)
    return _of_numbers(*numbers, sizes) if numbers else ""


def _of_parts(got, right, sizes):
    faults = [compare(*pair, sizes) for pair in zip(got, right, strict=True)]
    wrong = [place for place, fault in enumerate(faults) if fault]
    if not wrong:
        return ""
    turned = [compare(one, other, sizes) for one, other in zip(got[::-1], right, strict=True)]
    if len(right) > 1 and not any(turned):
        return "has the right values in the wrong order"
    if len(wrong) == len(right) > 1 and len(set(faults)) == 1:
        return f"has {len(right)} values, of which each {faults[0]}"
    place = wrong[0]
    which = ORDINALS[place] if place < len(ORDINALS) else f"{place + 1}th"
    return f"has {len(right)} values, of which the {which} {faults[place]}"


def _of_keys(got, right, sizes):
    faults = ((key, compare(got[key], value, sizes)) for key, value in right.items())
    return next((f"has a value under {key!r} that {fault}" for key, fault in faults if fault), "")


def _numbers(got, right):
    """Both as arrays of one kind, or None where they are not numbers."""
    try:
        pair = [np.asarray(each) for each in (got, right)]
    except Exception:  # a tensor inside a graph has no values
        return None
    if any(each.dtype.kind not in "biufc" for each in pair):
        return None
    if all(each.dtype.kind == "b" for each in pair):
        return pair
    return [each.astype(complex if each.dtype.kind == "c" else float) for each in pair]


def _of_numbers(got, right, sizes):
    if _alike(got, right):
        return ""
    if not right.size:
        return ""
    if right.dtype.kind == "b":
        return "is the other way round: True for False" if (got != right).all() else _where(got, right)
    if np.isnan(got).any() and not np.isnan(right).any():
        return "holds NaN, which is not a number: is something divided by 0, or the logarithm of 0 taken?"
    if np.isinf(got).any() and not np.isinf(right).any():
        return "is infinite: is something divided by 0?"
    return next(filter(None, _relations(got, right, sizes)), "") or _where(got, right)


def _alike(got, right):
    if right.dtype.kind == "b":
        return bool((got == right).all())
    scale = np.abs(right[np.isfinite(right)]).max(initial=0)
    return bool(np.allclose(got, right, rtol=TOLERANCE, atol=TOLERANCE * min(1, scale) + 1e-12, equal_nan=True))


def _relations(got, right, sizes) -> Iterator[str]:
    """What slips would have made of the right result, the plainest first."""
    if not got.any():
        yield "is 0 throughout" if got.size > 1 else "is 0"
        return
    yield "has the wrong sign" if _alike(got, -right) else ""
    yield from _orders(got, right)
    yield _factor(got, right, sizes)
    yield from _functions(got, right)
    yield _constant(got, right)


def _orders(got, right):
    if right.ndim == 2 and right.shape[0] == right.shape[1] and _alike(got.T, right):
        yield "is transposed: rows and columns are exchanged"
    if right.ndim and len(right) > 1:
        if _alike(got[::-1], right):
            yield "is the other way round: the last comes first"
        for step in (1, -1):
            if _alike(np.roll(got, step, axis=0), right):
                yield "stands one place off"
        if right.size < 100_000 and _alike(np.sort(got, axis=None), np.sort(right, axis=None)):
            yield "has the right values in another order"


def _factor(got, right, sizes):
    """Words for one factor between all the numbers."""
    used = np.abs(right) > 1e-9 * np.abs(right).max()
    if not used.any() or not _alike(got[~used], right[~used]):
        return ""
    factors = got[used] / right[used]
    factor = factors.flat[0]
    if not np.isclose(factors, factor, rtol=1e-4).all() or np.iscomplexobj(factor) or factor == 0:
        return ""
    if right.size == 1 and not _is_plain(abs(factor), sizes):
        return ""  # any two numbers have some factor between them
    turned = " and has the wrong sign" if factor < 0 else ""
    return _factor_words(abs(factor), sizes) + turned


def _is_plain(factor, sizes):
    plain = {2, 3, 4, 8, 10, 100, 1000, np.pi, np.log(2), np.log(10), np.sqrt(2), *sizes} - {0, 1}
    return any(np.isclose(factor, each, rtol=1e-5) or np.isclose(factor, 1 / each, rtol=1e-5) for each in plain)


def _factor_words(factor, sizes):
    for size in sorted(sizes - {0, 1, 2}):
        rows = f"and {size} is a number of rows or columns here"
        if np.isclose(factor, size, rtol=1e-4):
            return f"is {size} times too large, {rows}: is it a sum where a mean is asked?"
        if np.isclose(factor, 1 / size, rtol=1e-4):
            return f"is {size} times too small, {rows}: is it a mean where a sum is asked?"
    if np.isclose(factor, 100, rtol=1e-4):
        return "is 100 times too large: is it in percent?"
    simple = Fraction(float(factor)).limit_denominator(12)
    shown = f"{simple}" if np.isclose(float(simple), factor, rtol=1e-4) and simple else f"{factor:.4g}"
    return f"is {shown} times what it should be: a factor is missing or too much"


def _functions(got, right):
    with np.errstate(all="ignore"):
        yield "is 1 minus what is asked" if _alike(1 - got, right) else ""
        yield "would be right if it were squared: a square is missing" if _alike(got**2, right) else ""
        yield (
            "would be right under a root: it was squared once too often"
            if _alike(np.sqrt(np.abs(got)), np.abs(right))
            else ""
        )
        yield "is 1 divided by what is asked" if _alike(1 / got, right) else ""
        yield "would be right under a logarithm: it is missing" if _alike(np.log(np.abs(got)), right) else ""
        yield "is the logarithm of what is asked" if _alike(np.exp(np.minimum(got, 700)), right) else ""


def _constant(got, right):
    difference = (got - right).flat[0]
    if right.size > 1 and _alike(got - difference, right):
        return f"is too {'large' if difference > 0 else 'small'} by {abs(difference):.4g} at every place"
    if right.size == 1 and float(right.flat[0]).is_integer() and abs(difference) == 1:
        return f"is one too {'many' if difference > 0 else 'few'}"
    return ""


def _where(got, right):
    """Where it differs: on the diagonal, in the first or last row, or at one place."""
    if right.ndim == 0:
        return ""
    right_there = np.isclose(got, right, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
    if right.ndim == 2 and right.shape[0] == right.shape[1] and right_there[~np.eye(len(right), dtype=bool)].all():
        return "is wrong on the diagonal alone: each with itself"
    for place, words in ((0, "first"), (-1, "last")):
        if len(right) > 1 and np.delete(right_there, place, axis=0).all():
            return f"is wrong in the {words} {'row' if right.ndim > 1 else 'number'} alone"
    place = tuple(int(each) for each in np.argwhere(~right_there)[0])
    there = f"[{', '.join(map(str, place))}]"
    count = f"is right at {int(right_there.sum())} of {right.size} places"
    return f"{count}; at {there} it is {_short(got[place])} and should be {_short(right[place])}"


def _short(value):
    return str(bool(value)) if np.asarray(value).dtype.kind == "b" else f"{value:.4g}"

"""Names the fault of a wrong result by comparing it with the right one: sign, factor, mean for sum, axis, order.

"Expected x, got y" explains nothing. Slips leave traces in the numbers, and these are looked for.
"""

from typing import Any

import numpy as np

from course_lib.exercises.forms import form_fault, shown
from course_lib.exercises.lost_digits import few_digits, lost_digits
from course_lib.exercises.slips import alike, slips, where
from course_lib.exercises.telling import tells_numbers

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


def compare(got: Any, right: Any, sizes: frozenset[int] = frozenset(), tell: bool = False) -> str:
    """Name what is wrong with a result, or where it differs, as in "has the wrong sign"; empty where it is right.

    Args:
        got: the learner's result: a number, an array, a text, a tuple of these.
        right: the right one.
        sizes: lengths of the axes of what the function was given, to tell a sum from a mean.
        tell: say what a single number should be where nothing better can be said; else the sentence is empty then.

    >>> compare(-3.0, 3.0)
    'has the wrong sign'
    >>> compare(6.0, 2.0, frozenset({3}))
    'is 3 times too large, and 3 is a number of rows or columns here: is it a sum where a mean is asked?'
    """
    fault = form_fault(got, right)
    if fault:
        return fault
    if isinstance(right, tuple | list):
        return _of_parts(list(got), list(right), sizes, tell)
    if isinstance(right, dict):
        return _of_keys(got, right, sizes, tell)
    if isinstance(right, bool | np.bool_):
        return "" if bool(got) == bool(right) else "is the other way round: True for False"
    if isinstance(right, str | set):
        return "" if got == right else f"is {shown(got)}, which is not what is asked"
    numbers = _numbers(got, right)
    if not numbers:
        return ""
    if isinstance(right, int | np.integer) and abs(int(right)) < 10:
        return _of_a_count(numbers[0], numbers[1], tell)
    fault = _of_numbers(numbers[0], numbers[1], sizes, tell)
    return (tells_numbers(fault) and few_digits(got, numbers[1])) or fault


def _of_parts(got, right, sizes, tell):
    pairs = list(zip(got, right, strict=True))
    wrong = [place for place, pair in enumerate(pairs) if compare(*pair, sizes, tell=True)]
    if not wrong:
        return ""
    if len(right) > 1 and not any(compare(*pair, sizes, tell=True) for pair in zip(got[::-1], right, strict=True)):
        return "has the right values in the wrong order"
    numbers = _numbers(got, right) if all(np.ndim(part) == 0 for part in [*got, *right]) else None
    if numbers and len(right) > 1 and (lost := lost_digits(*numbers)):
        return lost
    faults = [compare(*pairs[place], sizes, tell) or "is not right" for place in wrong]
    if len(wrong) == len(right) > 1 and len(set(faults)) == 1:
        return f"has {len(right)} values, of which each {faults[0]}"
    which = ORDINALS[wrong[0]] if wrong[0] < len(ORDINALS) else f"{wrong[0] + 1}th"
    return f"has {len(right)} values, of which the {which} {faults[0]}"


def _of_keys(got, right, sizes, tell):
    faults = ((key, compare(got[key], value, sizes, tell)) for key, value in right.items())
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


def _of_a_count(got, right, tell):
    """Between small whole numbers any factor is chance."""
    if alike(got, right):
        return ""
    difference = float(got - right)
    if abs(difference) == 1:
        return f"is one too {'many' if difference > 0 else 'few'}"
    return "has the wrong sign" if alike(got, -right) else where(got, right, tell)


def _of_numbers(got, right, sizes, tell):
    if alike(got, right):
        return ""
    if not right.size:
        return ""
    if right.dtype.kind == "b":
        return "is the other way round: True for False" if (got != right).all() else where(got, right, tell)
    if np.isnan(got).any() and not np.isnan(right).any():
        return "holds NaN, which is not a number: is something divided by 0, or the logarithm of 0 taken?"
    if np.isinf(got).any() and not np.isinf(right).any():
        return "is infinite: is something divided by 0?"
    return next(filter(None, slips(got, right, sizes)), "") or where(got, right, tell)

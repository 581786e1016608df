"""Other ways to write a right answer: a fraction, a list for a set, a tensor, a number as a text or in percent."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from course_lib.exercises.same_names import is_same_name

PERCENT = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*%\s*")
AS_TEXT = re.compile(r"\s*(?P<number>-?[0-9]+([.,][0-9]+)?)\s*%?\s*")


def other_readings(answer: Any, ours: Any, in_percent: bool = True) -> Iterator[Any]:
    """The same answer written as ours is: with plain numbers and arrays, and then not in percent but as a share.

    Args:
        answer: the learner's, of any type.
        ours: a right answer, of any type.
        in_percent: may a share be given in percent? Bits are none, even where they lie between 0 and 1.

    >>> list(other_readings(37.5, 0.375)), list(other_readings("37.5 %", 0.375)), list(other_readings("95 %", 95.0))
    ([0.375], [37.5, 0.375], [95.0])
    >>> list(other_readings("525 %", 5.25))
    [525.0, 5.25]
    >>> list(other_readings(47, 0.47, in_percent=False))
    []
    """
    if isinstance(ours, str | set) and is_same_name(answer, ours):
        yield ours
    if isinstance(ours, set) and isinstance(answer, list | tuple | frozenset):
        yield set(answer)
        return
    if isinstance(ours, tuple) and isinstance(answer, dict) and len(answer) == len(ours):
        answer = tuple(answer.values())
        yield answer
    plain = as_plain(answer)
    if plain is not answer:
        yield plain
    if isinstance(ours, tuple) and isinstance(answer, list | tuple) and len(answer) == len(ours):
        yield tuple(map(_read, answer, ours))
    is_number = isinstance(ours, int | float) and not isinstance(ours, bool)
    if is_number and isinstance(answer, str) and (text := AS_TEXT.fullmatch(answer)):
        number = float(text["number"].replace(",", "."))
        yield number
        if number > 100 and answer.rstrip().endswith("%"):
            yield number / 100
    if in_percent:
        yield from _as_shares(plain, ours)


def _read(part, right):
    """A part of an answer as a number where it is a text that stands for one."""
    if not isinstance(part, str) or isinstance(right, bool) or not isinstance(right, int | float):
        return part
    share, number = _as_share(part, right), AS_TEXT.fullmatch(part)
    return float(number["number"].replace(",", ".")) if share is None and number else part if share is None else share


def as_plain(value: Any) -> Any:
    """Fractions, decimals and single numbers in arrays as floats, lists of numbers as arrays; else the value itself.

    >>> as_plain(Fraction(1, 4)), as_plain([1, 2]).shape, as_plain("a")
    (0.25, (2,), 'a')
    """
    if isinstance(value, Fraction | Decimal):
        return float(value)
    if isinstance(value, tuple):
        parts = tuple(map(as_plain, value))
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    if isinstance(value, list | range):
        return _as_array(value)
    if hasattr(value, "__array__") and not isinstance(value, np.generic) and np.ndim(value) == 0:
        number = np.asarray(value)
        return number.item() if number.dtype.kind in "biuf" else value
    return value


def without_fractions(value: Any) -> Any:
    """The same answer with a float in place of each fraction or decimal in it, alone or in a tuple, list or dictionary.

    >>> without_fractions((Fraction(1, 4), "a")), without_fractions({"share": Decimal("0.5")})
    ((0.25, 'a'), {'share': 0.5})
    """
    if isinstance(value, Fraction | Decimal):
        return float(value)
    if type(value) in (tuple, list):
        return type(value)(map(without_fractions, value))
    return {name: without_fractions(part) for name, part in value.items()} if type(value) is dict else value


def _as_array(values):
    try:
        array = np.asarray([as_plain(each) for each in values])
    except ValueError:  # rows of different lengths
        return values
    return array if array.dtype.kind in "biufc" else values


def _as_shares(answer, ours):
    """An answer in percent as a share, where ours is one: all its numbers, or those alone that say so."""
    if isinstance(ours, dict) and isinstance(answer, dict) and set(answer) == set(ours):
        for parts in _as_shares(tuple(answer[key] for key in ours), tuple(ours.values())):
            yield dict(zip(ours, parts, strict=True))
    elif isinstance(ours, tuple) and isinstance(answer, tuple | np.ndarray) and len(answer) == len(ours):
        parts = [_as_share(*pair) for pair in zip(answer, ours, strict=True)]
        if any(part is not None for part in parts):
            yield tuple(old if part is None else part for part, old in zip(parts, answer, strict=True))
        shares = all(_is_number(each) and 0 <= each <= 1 for each in ours) and any(map(_is_float, ours))
        if shares and all(_is_number(each) and 0 <= each <= 100 for each in answer) and max(answer) > 1:
            yield tuple(each / 100 for each in answer)
    elif (share := _as_share(answer, ours)) is not None:
        yield share


def _as_share(answer, ours):
    """A number in percent as a share, where ours is one; None where nothing of the kind is meant."""
    if not _is_float(ours) or not 0 <= ours <= 1:
        return None
    in_percent = PERCENT.fullmatch(answer) if isinstance(answer, str) else None
    if in_percent:
        return float(in_percent[1].replace(",", ".")) / 100
    return answer / 100 if _is_number(answer) and 1 < answer <= 100 else None


def _is_number(value):
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _is_float(value):
    return isinstance(value, float)

"""Other ways to write a right answer: a fraction, a list for a set, a tensor, a number as a text or in percent."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

PERCENT = re.compile(r"\s*([0-9.]+)\s*%\s*")
AS_TEXT = re.compile(r"\s*(?P<number>-?[0-9]+([.,][0-9]+)?)\s*%?\s*")


def other_readings(answer: Any, ours: Any) -> Iterator[Any]:
    """The same answer written as ours is: with plain numbers and arrays, and then not in percent but as a share.

    >>> list(other_readings(37.5, 0.375)), list(other_readings("37.5 %", 0.375)), list(other_readings("95 %", 95.0))
    ([0.375], [37.5, 0.375], [95.0])
    """
    if isinstance(ours, set) and isinstance(answer, list | tuple | frozenset):
        yield set(answer)
        return
    plain = as_plain(answer)
    if plain is not answer:
        yield plain
    is_number = isinstance(ours, int | float) and not isinstance(ours, bool)
    if is_number and isinstance(answer, str) and (text := AS_TEXT.fullmatch(answer)):
        yield float(text["number"].replace(",", "."))
    share = _as_share(plain, ours)
    if share is not None:
        yield share


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


def _as_array(values):
    try:
        array = np.asarray([as_plain(each) for each in values])
    except ValueError:  # rows of different lengths
        return values
    return array if array.dtype.kind in "biufc" else values


def _as_share(answer, ours):
    """An answer in percent as a share, where ours is one; None where nothing of the kind is meant."""
    if isinstance(ours, tuple) and isinstance(answer, tuple | np.ndarray) and len(answer) == len(ours):
        parts = [_as_share(*pair) for pair in zip(answer, ours, strict=True)]
        return None if None in parts else tuple(parts)
    if not isinstance(ours, float) or not 0 <= ours <= 1:
        return None
    in_percent = PERCENT.fullmatch(answer) if isinstance(answer, str) else None
    if in_percent:
        return float(in_percent[1]) / 100
    is_number = isinstance(answer, int | float | np.number) and not isinstance(answer, bool)
    return answer / 100 if is_number and 1 < answer <= 100 else None

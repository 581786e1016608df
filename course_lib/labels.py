"""Labels, which say what pictures are of one class: whole numbers, texts or truth values. NumPy only.

A mixture is refused, and so is a missing label: NumPy would call some of them different that are not, and the other
way round, and a score would be wrong without a word.
"""

from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect

WANTED = "whole numbers, texts or truth values, all of one kind and none missing"
KINDS = {"i": "whole numbers", "u": "whole numbers", "U": "texts", "b": "truth values"}  # by dtype.kind


def checked_labels(labels: ArrayLike, argument: str = "labels") -> np.ndarray:
    """Labels as an array of their shape: int64 (uint64 where one needs it), text or bool.

    Floats that are whole become whole numbers. No labels at all are labels, of no kind: a search without queries has no
    rows. Whoever needs one refuses it.

    Args:
        labels: an array, a list, a column of a table.
        argument: what the caller calls them.

    Raises:
        ValueError: a mixture such as numbers and texts; None, NaN or a masked one; fractions; whole numbers so large
            that the type of a float no longer tells neighbours apart; bytes, dates and all else.

    >>> checked_labels([3.0, 7.0])
    array([3, 7])
    >>> checked_labels([3, "apple"])
    Traceback (most recent call last):
    ...
    ValueError: labels: expected whole numbers, texts or truth values, all of one kind and none missing, \
got texts and whole numbers
    """
    masked = isinstance(labels, np.ma.MaskedArray) and np.ma.is_masked(labels)
    expect(not masked, argument, "masked ones", WANTED)
    array = np.asarray(labels) if hasattr(labels, "__array__") else np.array(labels, dtype=object)
    if array.dtype.kind in "OT":
        return _from_objects(array, argument)
    if array.dtype.kind == "f":
        sound = np.isfinite(array) & (array == np.round(array)) & (np.abs(array) < _limit(array.dtype))
        got = _kind(array[~sound][0]) if not sound.all() else ""
        expect(sound.all(), argument, got, WANTED)
        return array.astype(np.int64)
    expect(array.dtype.kind in KINDS, argument, array.dtype, WANTED)
    wide = array.dtype.kind == "U" or array.dtype in (np.bool_, np.uint64)
    return array if wide else array.astype(np.int64, copy=False)


def check_one_kind(**labels: np.ndarray) -> None:
    """Raise ValueError unless the labels, each from `checked_labels`, are of one kind, so that they can be compared.

    >>> check_one_kind(queries=np.array(["0"]), gallery=np.array([0]))
    Traceback (most recent call last):
    ...
    ValueError: queries, gallery: expected labels of one kind, got texts and whole numbers
    """
    kinds = [KINDS[each.dtype.kind] for each in labels.values() if each.size]
    expect(len(set(kinds)) < 2, ", ".join(labels), " and ".join(kinds), "labels of one kind")


def _from_objects(array: np.ndarray, argument: str) -> np.ndarray:
    """The labels of an array of Python's objects, one by one."""
    values = array.ravel().tolist() if array.ndim else [array.item()]
    kinds = sorted({_kind(value) for value in values})
    expect(len(kinds) < 2 and set(kinds) <= set(KINDS.values()), argument, " and ".join(kinds), WANTED)
    if kinds == ["texts"]:
        ends = [value for value in values if value.endswith("\0")]  # NumPy drops it, and two texts become one
        expect(not ends, argument, repr(ends[:1]), "texts that do not end with the character 0")
        return np.array(values, dtype=str).reshape(array.shape)
    if kinds == ["truth values"]:
        return np.array(values, dtype=bool).reshape(array.shape)
    whole = [int(value) for value in values]
    least, most = min(whole, default=0), max(whole, default=0)
    fits = least >= -(2**63) and most < 2 ** (63 if least < 0 else 64)
    expect(fits, argument, f"{least} to {most}", "whole numbers of 64 bits")
    return np.array(whole, np.int64 if most < 2**63 else np.uint64).reshape(array.shape)


def _kind(value: Any) -> str:
    """What a single label is: one of KINDS, or words for what it should not be."""
    if isinstance(value, bool | np.bool_):
        return "truth values"
    if isinstance(value, Integral):
        return "whole numbers"
    if isinstance(value, str):
        return "texts"
    if not isinstance(value, Real):
        return type(value).__name__
    number = float(value)
    if not np.isfinite(number):
        return str(number).replace("nan", "NaN")
    limit = _limit(getattr(value, "dtype", np.dtype(np.float64)))
    large = f"{number:.0f} in a float, which has no room for all such numbers"
    return "fractions" if not number.is_integer() else "whole numbers" if abs(number) < limit else large


def _limit(dtype: np.dtype) -> int:
    """Below it a float of this type tells every whole number from its neighbours."""
    return min(2**53, 2 ** (np.finfo(dtype).nmant + 1))

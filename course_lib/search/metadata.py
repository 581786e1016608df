"""What is known of each picture, column by column, and the question which pictures fit a filter."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from course_lib.arrays import as_array
from course_lib.errors import expect, is_whole

Columns: TypeAlias = Mapping[str, ArrayLike]  # {column: one value per picture}; of a filter, a value or several
WHAT = {"b": "truth values", "i": "whole numbers", "u": "whole numbers", "f": "numbers", "U": "text"}  # by dtype.kind


def checked_columns(metadata: Columns | None, n: int, known: Mapping[str, str] | None = None) -> dict[str, np.ndarray]:
    """Metadata {column: n values} as {column: array (n,)}.

    Args:
        metadata: None for no columns.
        n: The number of pictures.
        known: The columns that are wanted, {column: a value of WHAT}; None for any.

    Raises:
        ValueError: Another length, other columns, one name twice, values that are none of WHAT or would be kept as
            others, or not what the column holds; whole numbers pass as numbers.
    """
    metadata = {} if metadata is None else metadata
    fits = isinstance(metadata, Mapping)
    expect(fits, "metadata", type(metadata).__name__, "a dictionary, {column: one value per picture}")
    fits = known is None or set(metadata) == set(known)
    expect(fits, "metadata", f"columns {sorted(map(str, metadata))}", f"{sorted(known or ())}")
    columns = {str(name): as_column(f"metadata[{name!r}]", values) for name, values in metadata.items()}
    expect(len(columns) == len(metadata), "metadata", f"columns {list(metadata)}", "names that differ as text")
    for name, values in columns.items():
        argument, kind = f"metadata[{name!r}]", values.dtype.kind
        expect(values.shape == (n,), argument, f"shape {values.shape}", f"({n},), one value per picture")
        expect(kind in WHAT, argument, f"dtype {values.dtype}", "numbers or text")
        wanted = WHAT[kind] if known is None or not n else known[name]
        fits = WHAT[kind] == wanted or (WHAT[kind], wanted) == ("whole numbers", "numbers")
        expect(fits, argument, f"{WHAT[kind]}", f"{wanted}, as in the column so far")
        exact = kind != "i" or wanted == "whole numbers" or (np.abs(values.astype(float)) <= 2**53).all()
        expect(exact, argument, "a whole number beyond 2**53", "numbers that a column of numbers holds exactly")
    return columns


def checked_filter(filter: Columns, known: Mapping[str, str]) -> dict[str, np.ndarray]:
    """A filter as {column: array of values}.

    Args:
        filter: {column: value or list of values}.
        known: {column: a value of WHAT}.

    Raises:
        ValueError: an unknown column, text where the column holds numbers, or numbers where it holds text.
    """
    expect(isinstance(filter, Mapping), "filter", type(filter).__name__, "a dictionary, {column: value or values}")
    wanted = {}
    for name, given in filter.items():
        expect(name in known, "filter", f"the column {name!r}", f"one of {sorted(known)}")
        values, text = np.atleast_1d(as_array(given, f"filter[{name!r}]")).ravel(), known[name] == "text"
        alike = not values.size or (values.dtype.kind in WHAT and (values.dtype.kind == "U") == text)
        alike &= not text or all(isinstance(value, str) for value in np.asarray(given, object).ravel().tolist())
        expect(alike, f"filter[{name!r}]", values.tolist(), "text" if text else "numbers")
        wanted[name] = values
    return wanted


def fitting(columns: Mapping[str, np.ndarray], filter: Columns, n: int) -> np.ndarray:
    """Which of the n pictures have, in each column that `filter` names, the wanted value or one of several. (n,) bool.

    Args:
        columns: {column: array (n,)}, from `checked_columns`.
        filter: {column: value or list of values}.
        n: the number of pictures.

    >>> fitting({"kind": np.array(["pear", "apple", "melon"])}, {"kind": ["pear", "melon"]}, 3)
    array([ True, False,  True])
    """
    fits = np.ones(n, bool)
    for name, values in checked_filter(filter, kinds_of(columns)).items():
        fits &= np.isin(columns[name], _held_by(columns[name].dtype, values))
    return fits


def as_column(argument: str, values: ArrayLike) -> np.ndarray:
    """The values as an array that holds each as it is; whole numbers become int64.

    NumPy makes text of 1 beside "a", numbers of True beside 2, 2**53 of 2**53 + 1 beside 0.5, and cuts zero bytes off.

    Raises:
        ValueError: one would become another one.
    """
    array = as_array(values, argument)
    if array.dtype.kind == "u":
        expect((array < 2**63).all(), argument, array.max(initial=0), "numbers below 2^63")
        array = array.astype(np.int64)
    if isinstance(values, np.ndarray) or array.dtype.kind not in WHAT:
        return array
    given = np.asarray(values, object).ravel().tolist()
    expect(len({_sort(value) for value in given}) <= 1, argument, "a mixture", "values of one kind")
    kept = all(one == other or one != one for one, other in zip(array.ravel().tolist(), given, strict=True))
    kept = kept and not (array.dtype.kind == "f" and all(map(is_whole, given)) and given)
    expect(kept, argument, "some that it would change", "values that an array holds as they are")
    return array


def _sort(value):
    return "text" if isinstance(value, str) else "truth" if isinstance(value, bool | np.bool_) else "number"


def _held_by(dtype, values):
    """Those of the values that an array of this dtype can hold, so that none is rounded to another one."""
    if dtype.kind not in "iuf" or dtype.kind == values.dtype.kind:
        return values
    if dtype.kind == "f":
        return np.array([value for value in values.tolist() if float(value) == value], np.float64)
    low, high = (0, 2**64) if dtype.kind == "u" else (-(2**63), 2**63)
    whole = [int(value) for value in values.tolist() if float(value).is_integer() and low <= value < high]
    return np.array(whole, np.uint64 if dtype.kind == "u" else np.int64)


def kinds_of(columns: Mapping[str, np.ndarray]) -> dict[str, str]:
    """What each column holds, a value of WHAT."""
    return {name: WHAT[values.dtype.kind] for name, values in columns.items()}

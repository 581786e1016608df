"""What is known of each picture, column by column, and the question which pictures fit a filter."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect

Columns: TypeAlias = Mapping[str, ArrayLike]  # {column: one value per picture}; of a filter, a value or several
WHAT = {"b": "truth values", "i": "whole numbers", "u": "whole numbers", "f": "numbers", "U": "text"}  # by dtype.kind


def checked_columns(metadata: Columns | None, n: int, known: Mapping[str, str] | None = None) -> dict[str, np.ndarray]:
    """Metadata {column: n values} as {column: array (n,)}.

    Args:
        metadata: None for no columns.
        n: The number of pictures.
        known: The columns that are wanted, {column: a value of WHAT}; None for any.

    Raises:
        ValueError: Another length, other columns, values that are none of WHAT, or not what the column holds; whole
            numbers pass as numbers.
    """
    metadata = {} if metadata is None else metadata
    fits = isinstance(metadata, Mapping)
    expect(fits, "metadata", type(metadata).__name__, "a dictionary, {column: one value per picture}")
    fits = known is None or set(metadata) == set(known)
    expect(fits, "metadata", f"columns {sorted(metadata)}", f"{sorted(known or ())}")
    columns = {str(name): np.asarray(values) for name, values in metadata.items()}
    for name, values in columns.items():
        argument, kind = f"metadata[{name!r}]", values.dtype.kind
        expect(values.shape == (n,), argument, f"shape {values.shape}", f"({n},), one value per picture")
        expect(kind in WHAT, argument, f"dtype {values.dtype}", "numbers or text")
        wanted = WHAT[kind] if known is None or not n else known[name]
        fits = WHAT[kind] == wanted or (WHAT[kind], wanted) == ("whole numbers", "numbers")
        expect(fits, argument, f"{WHAT[kind]}", f"{wanted}, as in the column so far")
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
        values, text = np.atleast_1d(given).ravel(), known[name] == "text"
        alike = not values.size or (values.dtype.kind in WHAT and (values.dtype.kind == "U") == text)
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
        fits &= np.isin(columns[name], values)
    return fits


def kinds_of(columns: Mapping[str, np.ndarray]) -> dict[str, str]:
    """What each column holds, a value of WHAT."""
    return {name: WHAT[values.dtype.kind] for name, values in columns.items()}

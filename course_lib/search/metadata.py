"""What is known of each picture, column by column, and the question which pictures fit a filter."""

import numpy as np

from course_lib.errors import expect

PLAIN = "biufU"  # truth values, numbers, text: what can be written to a file without pickling


def checked_columns(metadata, n, names=None):
    """Metadata {column: n values} as {column: array (n,)}; `names` are the columns that are wanted, None for any.

    Raises ValueError for another length, other columns, or values that are neither numbers nor text.
    """
    metadata = {} if metadata is None else metadata
    expect(
        isinstance(metadata, dict), "metadata", type(metadata).__name__, "a dictionary, {column: one value per picture}"
    )
    expect(
        names is None or set(metadata) == set(names),
        "metadata",
        f"columns {sorted(metadata)}",
        f"{sorted(names or ())}",
    )
    columns = {str(name): np.asarray(values) for name, values in metadata.items()}
    for name, values in columns.items():
        expect(values.shape == (n,), f"metadata[{name!r}]", f"shape {values.shape}", f"({n},), one value per picture")
        expect(values.dtype.kind in PLAIN, f"metadata[{name!r}]", f"dtype {values.dtype}", "numbers or text")
    return columns


def fitting(columns, wanted, n):
    """Which of the n pictures have, in each column that `wanted` names, the wanted value or one of several. (n,) bool.

    >>> fitting({"kind": np.array(["pear", "apple", "melon"])}, {"kind": ["pear", "melon"]}, 3)
    array([ True, False,  True])
    """
    expect(isinstance(wanted, dict), "filter", type(wanted).__name__, "a dictionary, {column: value or values}")
    fits = np.ones(n, bool)
    for name, values in wanted.items():
        expect(name in columns, "filter", f"the column {name!r}", f"one of {sorted(columns)}")
        values, column = np.atleast_1d(values), columns[name]
        alike = not values.size or (values.dtype.kind == "U") == (column.dtype.kind == "U")
        expect(alike, f"filter[{name!r}]", values.tolist(), "text" if column.dtype.kind == "U" else "numbers")
        fits &= np.isin(column, values)
    return fits

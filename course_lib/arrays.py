"""Arrays out of what callers give: lists, columns of a table, other arrays. NumPy only.

NumPy drops the mask of a masked array, gives dates where a caller writes numbers, and has its own words for lists of
different lengths. Here these are refused by the name of the argument.
"""

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect


def as_array(values: ArrayLike, argument: str) -> np.ndarray:
    """The values as an array of their shape, of whatever kind.

    Args:
        values: an array, a list, a column of a table.
        argument: what the caller calls them.

    Raises:
        ValueError: some are masked, or lists inside have different lengths.

    >>> as_array([[1, 2], [3]], "labels")
    Traceback (most recent call last):
    ...
    ValueError: labels: expected an array or lists of one length, got lists of several lengths
    """
    masked = isinstance(values, np.ma.MaskedArray) and np.ma.is_masked(values)
    expect(not masked, argument, "masked ones", "values none of which is masked")
    try:
        array = np.asarray(values)
    except ValueError:
        array = None  # what NumPy says does not name the argument
    expect(array is not None, argument, "lists of several lengths", "an array or lists of one length")
    return np.asarray(array)


def real_numbers(values: ArrayLike, argument: str) -> np.ndarray:
    """The values as an array of whole numbers or floats; NaN and infinity pass.

    Args:
        values: as in `as_array`.
        argument: what the caller calls them.

    Raises:
        ValueError: truth values, complex numbers, texts, dates, None and other things; what `as_array` refuses.

    >>> real_numbers([True], "distances")
    Traceback (most recent call last):
    ...
    ValueError: distances: expected real numbers, got dtype bool
    """
    array = as_array(values, argument)
    expect(array.dtype.kind in "fiu" or not array.size, argument, f"dtype {array.dtype}", "real numbers")
    return array


def is_number(value: Any) -> bool:
    """Whether the value is one real number, Python's or NumPy's; truth values and NaN are none, infinity is one.

    >>> is_number(np.float32(0.5)), is_number(True), is_number(float("nan")), is_number([0.5])
    (True, False, False, False)
    """
    return not isinstance(value, bool) and isinstance(value, Real) and bool(value == value)

"""What a store is given, checked and as the database keeps it."""

import re

import numpy as np
from numpy.typing import ArrayLike

from course_lib.arrays import as_array
from course_lib.distances import checked_embeddings
from course_lib.errors import expect

WIDEST = 2000  # numbers per embedding that an HNSW index takes
LARGEST = 2.0**57  # so that a sum of WIDEST squared differences is a float32


def check_name(name: str) -> None:
    """Raise ValueError unless `name` can be the beginning of the names of tables."""
    fits = isinstance(name, str) and re.fullmatch("[a-z][a-z0-9_]{0,29}", name)
    expect(fits, "name", repr(name), "at most 30 of a-z, 0-9 and _, a letter first")


def checked_ids(ids: ArrayLike) -> np.ndarray:
    """Whole numbers from 0 on as an int64 array of the same shape.

    Raises:
        ValueError: anything else.
    """
    ids = as_array(ids, "ids")
    expect(ids.dtype.kind in "iu" or not ids.size, "ids", f"dtype {ids.dtype}", "whole numbers")
    expect(not ids.size or (ids.min() >= 0 and ids.max() < 2**63), "ids", "a number out of range", "0 to 2^63 - 1")
    return ids.astype(np.int64)


def float32_embeddings(
    embeddings: ArrayLike, argument: str, rows: int | None = None, dimension: int | None = None
) -> np.ndarray:
    """Embeddings (rows, dimension) as float32, which is how the database keeps them.

    Args:
        embeddings: (n, d).
        argument: what the caller calls them.
        rows: the wanted n; None takes any.
        dimension: the wanted d; None takes any.

    Raises:
        ValueError: another shape, NaN, infinity, or numbers whose distances a float32 could not hold.
    """
    embeddings = checked_embeddings(embeddings, argument)
    n, d = embeddings.shape
    expect(d <= WIDEST, argument, f"{d} numbers each", f"at most {WIDEST}")
    expect(dimension in (None, d), argument, f"{d} numbers each", f"{dimension}, as in the store")
    expect(rows in (None, n), argument, f"{n} rows", f"{rows}, one per picture")
    expect(np.abs(embeddings).max(initial=0) < LARGEST, argument, "a larger number", "numbers below 2^57")
    return embeddings.astype(np.float32)

"""What an index is given: embeddings as FAISS wants them, k, a threshold, ids; and what lies beyond the threshold.

FAISS wants (n, d), float32, contiguous, of length 1 for cosine. Such an array needs one dot product to be trusted, two
microseconds; the full check of `checked_embeddings`, which names what is wrong, would take as long as a small search.
"""

from numbers import Real
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import ArrayLike

from course_lib.arrays import as_array
from course_lib.distances import checked_embeddings, unit_length
from course_lib.errors import check_whole, expect

FLOAT32 = np.dtype("float32")
LARGEST, LARGEST_SQUARED = 1e18, 1e36  # the squares of larger numbers leave float32
SHORTEST = 1e-15  # the squares of shorter rows lose digits


def check_search(k: Any, threshold: Any) -> None:
    """Raise ValueError unless k is a whole number from 1 on, and the threshold None or a distance."""
    check_whole("k", k, 1)
    number = isinstance(threshold, Real) and not isinstance(threshold, bool)
    expect(threshold is None or (number and threshold >= 0), "threshold", threshold, "a distance, 0 or more")


def leave_out_beyond(threshold: float | None, distances: np.ndarray, ids: np.ndarray) -> None:
    """Put -1 for the ids, and infinity for the distances, that are not below the threshold.

    Compared as float64, which holds each float32 and each middle of two: so as thresholds are chosen.

    Args:
        threshold: None leaves all as they are.
        distances: (n, k), written into.
        ids: (n, k), written into.
    """
    if threshold is not None:
        beyond = ~(distances < np.float64(threshold))
        ids[beyond], distances[beyond] = -1, np.inf


def faiss_rows(embeddings: ArrayLike, d: int, metric: str, argument: str) -> np.ndarray:
    """Embeddings ready for FAISS, (n, d).

    Args:
        embeddings: (n, d).
        d: numbers per embedding, as in the index.
        metric: "euclidean", or "cosine" for rows of length 1.
        argument: what the caller calls the embeddings.

    Raises:
        ValueError: what FAISS can't compare, naming `argument`.

    >>> faiss_rows([[3, 4]], 2, "cosine", "queries")
    array([[0.6, 0.8]], dtype=float32)
    """
    if _is_ready(embeddings, d):
        if metric == "euclidean":
            return embeddings
        wide = embeddings.astype(np.float64)  # as below: a picture has one direction, whatever is beside it
        lengths = np.sqrt(np.vecdot(wide, wide))[:, None]  # (n, 1)
        if lengths.min(initial=np.inf) > SHORTEST:
            return (wide / lengths).astype(np.float32)
    rows = checked_embeddings(embeddings, argument)
    width = rows.shape[1]
    expect(width == d, argument, f"{width} numbers each", f"{d}, as in the index")
    rows = unit_length(rows.astype(np.float64)) if metric == "cosine" else rows
    largest = np.abs(rows).max(initial=0)
    expect(largest < LARGEST, argument, f"a number of {largest:.0e}", f"numbers below {LARGEST:.0e}")
    return np.ascontiguousarray(rows, dtype=np.float32)


def places_of(ids: ArrayLike, known: np.ndarray) -> np.ndarray:
    """Where ids stand among the growing `known` ids (n,).

    Raises:
        ValueError: one is not among them.
    """
    ids = as_array(ids, "ids")
    ids = ids if ids.size else ids.astype(np.int64)  # an empty list has no kind of number
    expect(ids.dtype.kind in "iu", "ids", f"{ids.dtype} {ids.shape}", "whole numbers")
    expect(np.isin(ids, known).all(), "ids", ids[~np.isin(ids, known)][:5], "ids of pictures in the index")
    return np.searchsorted(known, ids)


def _is_ready(embeddings: ArrayLike, d: int) -> TypeGuard[np.ndarray]:
    """Is there nothing to convert and nothing to refuse? The sum of all squares tells: NaN or infinity spoils it."""
    return (
        isinstance(embeddings, np.ndarray)
        and embeddings.dtype == FLOAT32
        and embeddings.shape[1:] == (d,)
        and embeddings.flags.c_contiguous
        and float(np.vdot(embeddings, embeddings)) < LARGEST_SQUARED  # so no number is too large; false for NaN
    )

"""One convention for losses, metrics and search: the Euclidean distance between embeddings. NumPy only.

For unit-length embeddings it lies between 0 (same direction) and 2 (opposite), and squared it is 2 - 2 cos.
`distance_matrix` is written in lessons 05 and 16.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from course_lib.arrays import real_numbers
from course_lib.errors import expect
from course_lib.machine import memory

BLOCK = 2**22  # numbers that are worked on at a time, where several arrays of them are needed


def checked_embeddings(embeddings: ArrayLike, argument: str = "embeddings") -> np.ndarray:
    """The embeddings as an array (n, d) of floats, at least float32.

    Raises:
        ValueError: another rank, no columns, NaN or infinity.
    """
    embeddings = real_numbers(embeddings, argument)
    expect(
        embeddings.ndim == 2 and embeddings.shape[1],
        argument,
        f"shape {embeddings.shape}",
        "shape (n, d), one row per picture",
    )
    expect(np.isfinite(embeddings).all(), argument, "NaN or infinity", "finite numbers")
    return embeddings.astype(np.result_type(embeddings, np.float32), copy=False)


def on_one_scale(queries: ArrayLike, gallery: ArrayLike) -> tuple[np.ndarray, np.ndarray, int]:
    """Queries (n, d) and gallery (m, d), checked and divided by one power of two: no number is above 1 any more.

    So no square overflows or vanishes, and as a division by a power of two is exact, nothing is lost.

    Returns:
        Both, and the exponent.

    Raises:
        ValueError: a distance could be too large for the numbers' type, or the table (n, m) of all of them, of which
            `distance_matrix` needs four at a time, for the memory of this computer.

    >>> on_one_scale([[6.0]], [[-8.0]])
    (array([[0.375]]), array([[-0.5]]), 4)
    """
    queries, gallery = checked_embeddings(queries, "queries"), checked_embeddings(gallery, "gallery")
    d = queries.shape[1]
    expect(gallery.shape[1] == d, "gallery", f"{gallery.shape[1]} numbers per embedding", f"{d}, as in queries")
    check_table(len(queries), len(gallery), np.result_type(queries, gallery).itemsize)
    largest = max(np.abs(part).max(initial=0) for part in (queries, gallery))
    exponent = int(np.frexp(largest)[1])  # largest < 2^exponent
    limit = np.finfo(np.result_type(queries, gallery)).maxexp - int(np.ceil(np.log2(2 * np.sqrt(d))))
    expect(exponent <= limit, "queries, gallery", f"a number of size {largest:.0e}", f"numbers below 2^{limit}")
    return np.ldexp(queries, -exponent), np.ldexp(gallery, -exponent), exponent


def distance_matrix(queries: ArrayLike, gallery: ArrayLike) -> np.ndarray:
    """Euclidean distance of every query (n, d) to every gallery embedding (m, d). Returns (n, m).

    Uses |q - g|^2 = |q|^2 + |g|^2 - 2 q.g: one matrix product instead of n*m subtractions. Where the sum has
    cancelled to less than a hundredth of its terms, the difference is taken after all; so the relative error stays
    near a hundred roundings, equal embeddings have distance 0, and no distance is negative. Equal embeddings of the
    gallery are equally far from a query, to the last bit, so that a tie is one.

    >>> distance_matrix([[0.0, 0.0]], [[3.0, 4.0], [0.0, 0.0]])
    array([[5., 0.]])
    """
    queries, gallery, exponent = on_one_scale(queries, gallery)
    q2, g2 = (queries**2).sum(axis=1)[:, None], (gallery**2).sum(axis=1)  # (n, 1), (m,)
    squared = q2 + g2 - 2 * queries @ gallery.T  # (n, m)
    cancelled = squared < 0.01 * (q2 + g2) + np.finfo(squared.dtype).tiny  # (n, m)
    for i in np.flatnonzero(cancelled.any(axis=1)):
        near = cancelled[i]  # (m,)
        squared[i, near] = ((queries[i] - gallery[near]) ** 2).sum(axis=1)
    return np.ldexp(np.sqrt(equal_for_equal(squared, gallery)), exponent)


def check_table(n: int, m: int, itemsize: int) -> None:
    """Raise ValueError where four tables (n, m) of numbers of so many bytes are more than this computer's memory."""
    wanted, there = 4 * n * m * itemsize, memory.total()
    got = f"{n:,} x {m:,} distances, and four tables of {itemsize} bytes each are {wanted / 1e9:,.0f} GB"
    fits = f"at most {there / 1e9:,.0f} GB, the memory here: take the queries in blocks, or course_lib.search.Index"
    expect(wanted <= there, "queries, gallery", got, fits)


def equal_for_equal(table: np.ndarray, gallery: np.ndarray) -> np.ndarray:
    """The table (n, m) in which equal rows of the gallery (m, d) have equal columns, those of the first such row.

    A matrix product may round the last bit of two equal columns differently.

    >>> equal_for_equal(np.array([[1.0, 2.0, 3.0]]), np.array([[5.0], [0.0], [5.0]]))
    array([[1., 2., 1.]])
    """
    rows = np.ascontiguousarray(gallery + 0.0)  # makes 0 of -0
    keys = rows.view(np.dtype((np.void, rows.itemsize * rows.shape[1]))).ravel()  # (m,) a row's bytes
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return table if len(first) == len(rows) else table[:, first[inverse.ravel()]]


def row_blocks(n: int, m: int) -> Iterator[slice]:
    """Slices of the n rows of a table (n, m), a few million numbers each, so that memory does not grow with n m.

    >>> list(row_blocks(5, 2**21))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    rows = max(1, BLOCK // max(m, 1))
    return (slice(first, min(first + rows, n)) for first in range(0, max(n, 1), rows))


def unit_length(embeddings: ArrayLike) -> np.ndarray:
    """Each row (n, d) divided by its length.

    Raises:
        ValueError: a row of zeros, which has no direction.

    >>> unit_length([[3.0, 4.0]])
    array([[0.6, 0.8]])
    """
    embeddings = checked_embeddings(embeddings)
    largest = np.abs(embeddings).max(axis=1, keepdims=True)  # (n, 1)
    expect((largest > 0).all(), "embeddings", "a row of zeros", "rows with a direction")
    scaled = embeddings / largest  # no square of these overflows, and not all vanish
    return scaled / np.linalg.norm(scaled, axis=1, keepdims=True)

"""One convention for losses, metrics and search: the Euclidean distance between embeddings. NumPy only.

For unit-length embeddings it lies between 0 (same direction) and 2 (opposite), and squared it is 2 - 2 cos.
"""

import numpy as np

from course_lib.errors import expect


def checked_embeddings(embeddings, argument="embeddings"):
    """The embeddings as an array (n, d) of floats; raises ValueError for another rank, no columns, NaN or infinity."""
    embeddings = np.asarray(embeddings)
    expect(embeddings.dtype.kind in "fiu", argument, f"dtype {embeddings.dtype}", "real numbers")
    expect(
        embeddings.ndim == 2 and embeddings.shape[1],
        argument,
        f"shape {embeddings.shape}",
        "shape (n, d), one row per picture",
    )
    if embeddings.dtype.kind != "f":
        embeddings = embeddings.astype("float32")
    expect(np.isfinite(embeddings).all(), argument, "NaN or infinity", "finite numbers")
    return embeddings


def distance_matrix(queries, gallery):
    """Euclidean distance of every query (n, d) to every gallery embedding (m, d). Returns (n, m).

    Uses |q - g|^2 = |q|^2 + |g|^2 - 2 q.g: one matrix product instead of n*m subtractions. Rounding can push the
    right side a little below zero, hence the maximum.

    >>> distance_matrix([[0.0, 0.0]], [[3.0, 4.0], [0.0, 0.0]])
    array([[5., 0.]])
    """
    queries = checked_embeddings(queries, "queries")
    gallery = checked_embeddings(gallery, "gallery")
    expect(
        queries.shape[1] == gallery.shape[1],
        "gallery",
        f"{gallery.shape[1]} numbers per embedding",
        f"{queries.shape[1]}, as in queries",
    )
    squared = (queries**2).sum(1)[:, None] + (gallery**2).sum(1) - 2 * queries @ gallery.T  # (n, m)
    return np.sqrt(np.maximum(squared, 0))


def unit_length(embeddings):
    """Each row (n, d) divided by its length; a row of zeros has no direction and raises ValueError.

    >>> unit_length([[3.0, 4.0]])
    array([[0.6, 0.8]])
    """
    embeddings = checked_embeddings(embeddings)
    lengths = np.linalg.norm(embeddings, axis=1, keepdims=True)  # (n, 1)
    expect((lengths > 0).all(), "embeddings", "a row of zeros", "rows with a direction")
    return embeddings / lengths

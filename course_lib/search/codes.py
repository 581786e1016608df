"""Binary codes of embeddings and their Hamming distance: a bit for a float, 1/32 of the memory. NumPy only."""

import numpy as np
from numpy.typing import ArrayLike

from course_lib.distances import checked_embeddings
from course_lib.errors import check_whole, expect


def median_thresholds(embeddings: ArrayLike) -> np.ndarray:
    """The median of each dimension (n, d) to (d,): above it half the pictures, so each bit says as much as it can.

    Take them from training embeddings and use them for queries and gallery alike.
    """
    embeddings = checked_embeddings(embeddings)
    expect(len(embeddings), "embeddings", "none", "at least one")
    return np.median(embeddings, axis=0)


def binary_codes(embeddings: ArrayLike, thresholds: ArrayLike | None = None) -> np.ndarray:
    """One bit per number: is it above its threshold? (n, d) to bytes (n, ceil(d / 8)), the last filled up with 0.

    Args:
        embeddings: (n, d).
        thresholds: (d,), or None for 0 (the sign).

    Raises:
        ValueError: another shape, NaN or infinity.

    >>> binary_codes([[0.3, -2.0, 0.1, 4.0, 5.0, -1.0, -1.0, -1.0]])  # bits 10111000
    array([[184]], dtype=uint8)
    """
    embeddings = checked_embeddings(embeddings)
    thresholds = np.zeros(embeddings.shape[1]) if thresholds is None else np.asarray(thresholds)
    expected = embeddings.shape[1:]
    expect(thresholds.shape == expected, "thresholds", f"shape {thresholds.shape}", f"{expected}, one per dimension")
    expect(not np.isnan(thresholds).any(), "thresholds", "NaN", "numbers")
    return np.packbits(embeddings > thresholds, axis=1)


def hamming_distances(queries: ArrayLike, gallery: ArrayLike) -> np.ndarray:
    """In how many bits each query code (n, bytes) differs from each gallery code (m, bytes). Returns (n, m) of int32.

    Byte by byte: exclusive or leaves a 1 where two bits differ, and a machine instruction counts them.

    >>> hamming_distances(np.array([[0b1011]], "uint8"), np.array([[0b1011], [0b0010]], "uint8"))
    array([[0, 2]], dtype=int32)
    """
    queries, gallery = checked_codes(queries, "queries"), checked_codes(gallery, "gallery")
    width = queries.shape[1]
    expect(gallery.shape[1] == width, "gallery", f"{gallery.shape[1]} bytes per code", f"{width}, as in queries")
    different = np.zeros((len(queries), len(gallery)), "int32")
    for byte in range(width):
        different += np.bitwise_count(queries[:, byte, None] ^ gallery[:, byte])  # (n, m)
    return different


def random_projection_codes(embeddings: ArrayLike, bits: int, seed: int) -> np.ndarray:
    """Codes that need no learning: on which side of `bits` random planes through 0 does each row lie?

    The share of differing bits estimates the angle over pi.

    Args:
        embeddings: (n, d).
        bits: how many planes.
        seed: equal seeds give equal planes: use one for queries and gallery.

    Returns:
        Bytes (n, ceil(bits / 8)).

    Source: Charikar 2002, Similarity estimation techniques from rounding algorithms.
    """
    embeddings = checked_embeddings(embeddings)
    check_whole("bits", bits, 1)
    planes = np.random.default_rng(seed).normal(size=(embeddings.shape[1], bits))  # (d, bits)
    return binary_codes(embeddings @ planes)


def checked_codes(codes: ArrayLike, argument: str) -> np.ndarray:
    """The codes as an array (n, bytes) of uint8.

    Raises:
        ValueError: anything else.
    """
    codes = np.asarray(codes)
    expect(codes.dtype == np.uint8, argument, f"dtype {codes.dtype}", "bytes (uint8), from binary_codes")
    expect(
        codes.ndim == 2 and codes.shape[1], argument, f"shape {codes.shape}", "shape (n, bytes), one row per picture"
    )
    return codes

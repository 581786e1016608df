"""Distances and shares as arrays, or an error that names what is wrong with them. NumPy only."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from course_lib.arrays import is_number, real_numbers
from course_lib.errors import expect


def checked_square(distances: np.ndarray) -> np.ndarray:
    """Distances of one list of pictures to each other as an array (n, n).

    Raises:
        ValueError: another shape, NaN, or no real numbers.
    """
    distances = real_numbers(distances, "distances")
    fits = distances.ndim == 2 and distances.shape[0] == distances.shape[1] > 0
    expect(fits, "distances", f"shape {distances.shape}", "shape (n, n), pictures x pictures")
    expect(not np.isnan(distances).any(), "distances", "NaN", "numbers")
    return distances


def checked_distances(
    same: np.ndarray, different: np.ndarray, argument: str = "same, different"
) -> tuple[np.ndarray, np.ndarray]:
    """Both flat, sorted, float64.

    Args:
        same: distances.
        different: distances.
        argument: what the caller calls the two.

    Raises:
        ValueError: one of them is empty, or a distance is not finite or below 0.
    """
    same, different = (real_numbers(each, argument).ravel() for each in (same, different))
    both = np.concatenate([same, different])
    expect(len(same) and len(different), argument, f"{len(same)}, {len(different)}", "at least one each")
    fits = np.isfinite(both) & (both >= 0)
    expect(fits.all(), argument, both[~fits][:3], "finite distances of at least 0")
    return np.sort(same).astype(float), np.sort(different).astype(float)


def checked_shares(**shares: Any) -> Iterable[np.ndarray]:
    """The named numbers or arrays, as arrays.

    Raises:
        ValueError: one of them does not lie between 0 and 1, or is no real number.
    """
    shares = {name: real_numbers(share, name) for name, share in shares.items()}
    for name, share in shares.items():
        expect(((share >= 0) & (share <= 1)).all(), name, share, "shares, from 0 to 1")
    return shares.values()


def check_share(argument: str, value: Any) -> None:
    """Raise ValueError unless the value is one number from 0 to 1."""
    expect(is_number(value) and 0 <= value <= 1, argument, repr(value), "a share, from 0 to 1")

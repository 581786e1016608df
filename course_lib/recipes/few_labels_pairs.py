"""The table of all pairs, same or different, completed from the pairs of few labelled pictures. Lesson 11b."""

import numpy as np

from course_lib.arrays import real_numbers
from course_lib.errors import expect


def complete_pairs(known: np.ndarray, same: np.ndarray, others: np.ndarray, shrinkage: float) -> np.ndarray:
    """How much each other picture belongs to each known one, (m, n): a bilinear form, fitted to the known pairs.

    The matrix W has the smallest sum of the squared errors of x_i' W x_j against `same`, both sides shrunk.

    Args:
        known: features (n, f) of pictures whose pairs somebody has judged.
        same: (n, n), 1 or True where a pair is of one class, else 0.
        others: features (m, f).
        shrinkage: added to the diagonal of the inverse, above 0.

    Raises:
        ValueError: an argument does not fit.

    Lesson: 11b
    """
    x, z = real_numbers(known, "known").astype(float), real_numbers(others, "others").astype(float)
    expect(x.ndim == 2, "known", f"shape {x.shape}", "shape (n, f)")
    expect(np.shape(same) == (len(x),) * 2, "same", f"shape {np.shape(same)}", f"({len(x)}, {len(x)}), all pairs")
    expect(z.ndim == 2 and z.shape[1] == x.shape[1], "others", f"shape {z.shape}", f"(m, {x.shape[1]})")
    expect(shrinkage > 0, "shrinkage", shrinkage, "a positive number")
    half = np.linalg.inv(x @ x.T + shrinkage * np.eye(len(x)))  # (n, n)
    return z @ x.T @ half @ np.asarray(same, float) @ half @ x @ x.T

"""Each embedding at length 1, forward and backward. Written in lesson 04."""

import numpy as np

from course_lib.by_hand.gradient_checks import checked
from course_lib.errors import expect


@checked(x="n d")
def unit_length(x: np.ndarray) -> np.ndarray:
    """Each row (n, d) divided by its length.

    Raises:
        ValueError: a row of zeros, which has no direction.

    >>> unit_length([[3, 4]])
    array([[0.6, 0.8]])
    """
    lengths = np.linalg.norm(x, axis=1, keepdims=True)  # (n, 1)
    expect((lengths > 0).all(), "x", "a row of zeros", "rows with a direction")
    return x / lengths


@checked(upstream="n d", x="n d")
def unit_length_backward(upstream: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Gradient of the loss by x (n, d); upstream (n, d) is its gradient by `unit_length`.

    What points along the row is taken out, for no step along it changes the direction; the rest is divided by its
    length.

    >>> unit_length_backward([[1, 0]], [[0, 2]])
    array([[0.5, 0. ]])
    """
    f = unit_length(x)  # (n, d)
    along = (upstream * f).sum(axis=1, keepdims=True)  # (n, 1)
    return (upstream - along * f) / np.linalg.norm(x, axis=1, keepdims=True)

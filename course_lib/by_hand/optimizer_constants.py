"""The constants of optimizers: which are allowed, and what divides a gradient. For `course_lib.by_hand.optimizers`."""

import numpy as np

from course_lib.errors import expect


def divisor(v: np.ndarray, eps: float, where: str) -> np.ndarray:
    """sqrt(v) + eps, or with where="inside" sqrt(v + eps); v an array of squares.

    >>> float(divisor(9.0, 16.0, "inside")), float(divisor(9.0, 16.0, "outside"))
    (5.0, 19.0)
    """
    return np.sqrt(v + eps) if where == "inside" else np.sqrt(v) + eps


def an_eps(eps: float, where: str, *others: str) -> float:
    """Give `eps` back if it and its place are allowed. At 0 a parameter without a gradient would get 0 / 0.

    >>> an_eps(1e-8, "outside")
    1e-08
    """
    expect(0 < eps < np.inf, "eps", eps, "a positive number")
    expect(where in ("outside", "inside", *others), "where", where, f"one of {('outside', 'inside', *others)}")
    return eps


def a_share(argument: str, value: float) -> float:
    """Give `value` back if it is at least 0 and below 1: what an average keeps of its past.

    >>> a_share("beta", 1)
    Traceback (most recent call last):
    ...
    ValueError: beta: expected at least 0 and below 1, got 1
    """
    expect(0 <= value < 1, argument, value, "at least 0 and below 1")
    return value

"""One dense layer and its activations, forward and backward. Written in lesson 01."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from course_lib.by_hand.gradient_checks import checked

Parameters: TypeAlias = dict[str, np.ndarray]  # the weights and biases of a network, or their gradients, by name
Activation: TypeAlias = Callable[[np.ndarray], np.ndarray]


@checked(x="n i", weights="i o", bias="o")
def dense(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """A weighted sum per output: x (n, i) through weights (i, o) and bias (o,) to (n, o).

    >>> dense([[1, 2]], [[1, 0, 1], [0, 1, 1]], [0, 0, 10])
    array([[ 1.,  2., 13.]])
    """
    return x @ weights + bias  # (n, o)


@checked(upstream="n o", x="n i", weights="i o")
def dense_backward(
    upstream: np.ndarray, x: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of the loss by weights (i, o), bias (o,) and x (n, i).

    Args:
        upstream: (n, o), the gradient by the output of `dense`.
        x: (n, i), as `dense` had it.
        weights: (i, o), the same.

    >>> dense_backward([[1, 0]], [[3, 4]], [[1, 2], [5, 6]])
    (array([[3., 0.],
           [4., 0.]]), array([1., 0.]), array([[1., 5.]]))
    """
    d_weights = x.T @ upstream  # (i, o)
    d_bias = upstream.sum(axis=0)  # (o,)
    d_x = upstream @ weights.T  # (n, i)
    return d_weights, d_bias, d_x


@checked(z="...")
def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z)), element by element, between 0 and 1.

    >>> sigmoid([-1000, 0, 1000])
    array([0. , 0.5, 1. ])
    """
    with np.errstate(over="ignore"):  # exp(1000) is inf, and 1 / inf is the 0 that we want
        return 1 / (1 + np.exp(-z))


@checked(z="...")
def relu(z: np.ndarray) -> np.ndarray:
    """The positive part of z, element by element.

    >>> relu([-2, 3])
    array([0., 3.])
    """
    return np.maximum(z, 0)


# Each activation by name: its value from z, and its slope from that value.
ACTIVATIONS: dict[str, tuple[Activation, Activation]] = {
    "sigmoid": (sigmoid, lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "relu": (relu, lambda a: (a > 0) * 1.0),
    "linear": (lambda z: z, np.ones_like),
}

"""A branch with a norm in every hidden layer, forward and backward. Written in lesson 04b.

A norm is a function of z (n, o) and the number of its layer. It returns z_hat (n, o) and the way back: a function from
the gradient by z_hat to the gradient by z.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from course_lib.by_hand.gradient_checks import checked
from course_lib.by_hand.layers import Parameters, dense, dense_backward, relu
from course_lib.by_hand.normalisation import Average, standardise, standardise_backward
from course_lib.by_hand.twins import starting_parameters
from course_lib.errors import expect

WayBack: TypeAlias = Callable[[np.ndarray], np.ndarray]
Norm: TypeAlias = Callable[[np.ndarray, int], tuple[np.ndarray, WayBack]]
Tape: TypeAlias = list[tuple[np.ndarray, np.ndarray, np.ndarray, WayBack]]


def start(widths: Sequence[int], rng: np.random.Generator) -> Parameters:
    """As `starting_parameters`, with a gamma of ones for each hidden layer; its bias plays the part of beta.

    >>> list(start([64, 32, 2], np.random.default_rng(0)))
    ['W1', 'b1', 'W2', 'b2', 'gamma1']
    """
    gammas = {f"gamma{layer}": np.ones(width) for layer, width in enumerate(widths[1:-1], start=1)}
    return starting_parameters(widths, rng) | gammas


@checked(part="n")
def over_parts(part: np.ndarray) -> Average:
    """An average for `standardise`: the mean over the rows with the same number in part (n,), one for every row.

    >>> over_parts([0, 0, 1])(np.array([[1.0], [3.0], [7.0]])).ravel()
    array([2., 2., 7.])
    """
    together = part[:, None] == part  # (n, n)
    matrix = together / together.sum(axis=1, keepdims=True)
    return lambda values: matrix @ values  # (n, d)


def over(average: Average) -> Norm:
    """The norm that standardises z (n, o) over what `average` averages; eps is 1e-3.

    >>> from course_lib.by_hand.normalisation import over_features
    >>> z_hat, back = over(over_features)(np.array([[-5.0, 5.0]]), layer=1)
    >>> z_hat.round(3)
    array([[-1.,  1.]])
    """
    return lambda z, layer: (standardise(z, average), lambda upstream: standardise_backward(upstream, z, average))


def forward(parameters: Parameters, x: np.ndarray, norm: Norm) -> tuple[np.ndarray, Tape]:
    """The embeddings (n, d) of x (n, i), and the tape for `backward`: (x, z_hat, a, way back) of each hidden layer."""
    last = len(parameters) // 3 + 1  # three arrays per hidden layer, two for the last one
    expect(last > 1 and f"gamma{last - 1}" in parameters, "parameters", [*parameters], "those of `start`")
    tape = []
    for layer in range(1, last):
        z_hat, back = norm(x @ parameters[f"W{layer}"], layer)  # (n, o)
        a = relu(parameters[f"gamma{layer}"] * z_hat + parameters[f"b{layer}"])  # (n, o)
        tape.append((x, z_hat, a, back))
        x = a
    return dense(x, parameters[f"W{last}"], parameters[f"b{last}"]), tape


def backward(parameters: Parameters, tape: Tape, upstream: np.ndarray) -> Parameters:
    """Gradients by all parameters, a dict like them; upstream (n, d) is the gradient by the embeddings."""
    last = len(tape) + 1
    d_weights, d_bias, upstream = dense_backward(upstream, tape[-1][2], parameters[f"W{last}"])
    gradients = {f"W{last}": d_weights, f"b{last}": d_bias}
    for layer in range(last - 1, 0, -1):
        x, z_hat, a, back = tape[layer - 1]
        d_a = upstream * (a > 0)  # (n, o)
        gradients |= {f"gamma{layer}": (d_a * z_hat).sum(axis=0), f"b{layer}": d_a.sum(axis=0)}
        d_z = back(d_a * parameters[f"gamma{layer}"])  # (n, o)
        gradients[f"W{layer}"], upstream = x.T @ d_z, d_z @ parameters[f"W{layer}"].T
    return gradients

"""One branch forward and backward, and two branches on a pair. Written in lesson 01."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from course_lib.by_hand.layers import ACTIVATIONS, Parameters, dense, dense_backward
from course_lib.by_hand.losses import pair_loss, squared_distance
from course_lib.errors import expect

ARTICLE_1 = ("sigmoid", "tanh")


def starting_parameters(widths: Sequence[int], rng: np.random.Generator) -> Parameters:
    """Random weights and zero biases for layers of the given widths, the input's first: {"W1": ..., "b1": ..., ...}.

    Uniform in +-sqrt(6 / (i + o)), which keeps the spread of the values from layer to layer.

    Source: Glorot and Bengio 2010.

    >>> {name: value.shape for name, value in starting_parameters([64, 32, 2], np.random.default_rng(0)).items()}
    {'W1': (64, 32), 'b1': (32,), 'W2': (32, 2), 'b2': (2,)}
    """
    whole = np.asarray(widths).dtype.kind == "i" and np.size(widths) > 1 and min(widths) > 0
    expect(whole, "widths", widths, "at least two whole numbers, none below 1")
    parameters = {}
    for layer, (i, o) in enumerate(pairwise(widths), start=1):
        limit = np.sqrt(6 / (i + o))
        parameters[f"W{layer}"] = rng.uniform(-limit, limit, (i, o))
        parameters[f"b{layer}"] = np.zeros(o)
    return parameters


def check_branch(
    parameters: Parameters, activations: Sequence[str], outputs: Sequence[np.ndarray] | None = None,
    upstream: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Raise ValueError unless there are parameters for each activation, and `upstream` has the embedding's shape.

    >>> check_branch({"W1": [[1]]}, ["tanh"])
    Traceback (most recent call last):
    ...
    ValueError: parameters: expected ['W1', 'b1'] for ['tanh'], got ['W1']
    """
    names = [f"{kind}{layer}" for layer in range(1, len(activations) + 1) for kind in "Wb"]
    expect(sorted(parameters) == sorted(names), "parameters", sorted(parameters), f"{names} for {activations}")
    expect(set() < set(activations) <= set(ACTIVATIONS), "activations", activations, f"names from {list(ACTIVATIONS)}")
    if outputs is not None:
        expect(len(outputs) == len(activations) + 1, "outputs", len(outputs), f"x and {len(activations)} layers")
        got = () if upstream is None else np.shape(upstream)
        expect(got == outputs[-1].shape, "upstream", got, f"shape {outputs[-1].shape}")


def forward(parameters: Parameters, x: np.ndarray, activations: Sequence[str] = ARTICLE_1) -> list[np.ndarray]:
    """One branch on x (n, i): the list of x and the output of every layer, the embedding (n, d) last.

    Args:
        parameters: of the branch.
        x: (n, i).
        activations: the name of one per layer.

    Raises:
        ValueError: parameters, activations and x do not fit each other.
    """
    check_branch(parameters, activations)
    outputs = [x]
    for layer, name in enumerate(activations, start=1):
        value, _ = ACTIVATIONS[name]
        z = dense(outputs[-1], parameters[f"W{layer}"], parameters[f"b{layer}"])  # (n, o)
        outputs.append(value(z))
    return outputs


def backward(
    parameters: Parameters, outputs: Sequence[np.ndarray], upstream: np.ndarray, activations: Sequence[str] = ARTICLE_1
) -> Parameters:
    """Gradients of the loss by every parameter, a dict with the keys and shapes of `parameters`.

    Args:
        parameters: of the branch.
        outputs: what `forward` returned.
        upstream: (n, d), the gradient by the embedding.
        activations: the name of one per layer.
    """
    check_branch(parameters, activations, outputs, upstream)
    gradients = {}
    for layer in range(len(activations), 0, -1):
        _, slope = ACTIVATIONS[activations[layer - 1]]
        d_z = upstream * slope(outputs[layer])  # (n, o)
        d_weights, d_bias, upstream = dense_backward(d_z, outputs[layer - 1], parameters[f"W{layer}"])
        gradients[f"W{layer}"], gradients[f"b{layer}"] = d_weights, d_bias
    return gradients


def twin_distance(
    left: Parameters, right: Parameters, x_left: np.ndarray, x_right: np.ndarray, activations: Sequence[str] = ARTICLE_1
) -> np.ndarray:
    """Squared distance (n,) of each pair of rows of x_left and x_right (n, i); tied twins get one dict twice."""
    return squared_distance(forward(left, x_left, activations)[-1], forward(right, x_right, activations)[-1])  # (n,)


def branch_gradients(
    left: Parameters, right: Parameters, x_left: np.ndarray, x_right: np.ndarray, same: np.ndarray,
    margin: float = 1.0, activations: Sequence[str] = ARTICLE_1,
) -> tuple[float, Parameters, Parameters]:  # fmt: skip
    """The pair loss and its gradients by the parameters of either branch.

    Args:
        left: parameters of the left branch.
        right: of the right one.
        x_left: (n, i), pictures for the left branch.
        x_right: (n, i), for the right one.
        same: (n,) bool.
        margin: as in `pair_loss`.
        activations: the name of one per layer.

    Returns:
        The loss and two dicts, with the keys and shapes of `left` and of `right`.
    """
    left_outputs = forward(left, x_left, activations)
    right_outputs = forward(right, x_right, activations)
    loss, d_left, d_right = pair_loss(left_outputs[-1], right_outputs[-1], same, margin)
    by_left = backward(left, left_outputs, d_left, activations)
    by_right = backward(right, right_outputs, d_right, activations)
    return loss, by_left, by_right


def twin_gradients(
    parameters: Parameters, x_left: np.ndarray, x_right: np.ndarray, same: np.ndarray, margin: float = 1.0,
    activations: Sequence[str] = ARTICLE_1,
) -> tuple[float, Parameters]:  # fmt: skip
    """The pair loss of tied twins and its gradient by their one set of parameters: the sum over both branches.

    Args:
        parameters: of both branches.
        x_left: (n, i).
        x_right: (n, i).
        same: (n,) bool.
        margin: as in `pair_loss`.
        activations: the name of one per layer.

    Returns:
        The loss and a dict with the keys and shapes of `parameters`.
    """
    loss, by_left, by_right = branch_gradients(parameters, parameters, x_left, x_right, same, margin, activations)
    return loss, {name: by_left[name] + by_right[name] for name in parameters}

"""Training with any loss of pairs or triplets and any optimizer. Lesson 02 writes it; lesson 01b has the plain case."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from course_lib.by_hand.gradient_checks import checked
from course_lib.by_hand.layers import Parameters
from course_lib.by_hand.optimizers import Optimizer
from course_lib.by_hand.twin_training import balanced_pairs
from course_lib.by_hand.twins import backward, forward
from course_lib.by_hand.unit_length import unit_length, unit_length_backward
from course_lib.errors import expect

RELU = ("relu", "linear")
Loss: TypeAlias = Callable[..., tuple[Any, ...]]  # its value, then one gradient (b, d) per role


@checked(labels="n")
def random_triplets(
    labels: np.ndarray, count: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`count` triplets: two pictures of one class and one of another, all drawn at random.

    Args:
        labels: (n,).
        count: how many.
        rng: draws them.

    Returns:
        The numbers of anchors, positives and negatives, (count,) each.

    Raises:
        ValueError: no triplet exists.

    >>> anchor, positive, negative = random_triplets([7, 7, 9], 4, np.random.default_rng(0))
    >>> negative
    array([2, 2, 2, 2])
    """
    first, second, _ = balanced_pairs(labels, 2 * count, rng)  # (2 * count,) each, the same pairs first
    anchor, positive = rng.permuted([first[:count], second[:count]], axis=0)  # which of the two is the anchor: by lot
    negative = rng.integers(len(labels), size=count)
    while (wrong := labels[negative] == labels[anchor]).any():
        negative[wrong] = rng.integers(len(labels), size=wrong.sum())
    return anchor, positive, negative


def embed(parameters: Parameters, x: np.ndarray, activations: Sequence[str] = RELU, unit: bool = True) -> np.ndarray:
    """Embeddings (n, d) of x (n, i); with `unit` each row has length 1."""
    f = forward(parameters, x, activations)[-1]  # (n, d)
    return unit_length(f) if unit else f


def as_roles(roles: ArrayLike, x: np.ndarray, same: np.ndarray | None = None) -> np.ndarray:
    """`roles` as an array (r, p) of row numbers of x.

    Args:
        roles: of pairs or triplets.
        x: the pictures.
        same: of pairs, (p,).

    Raises:
        ValueError: `roles` are no such numbers, or `same` is not (p,).
    """
    roles = np.asarray(roles)
    numbers = roles.ndim == 2 and roles.size > 0 and roles.dtype.kind in "iu"
    expect(numbers, "roles", f"{roles.dtype} of shape {roles.shape}", "whole numbers (r, p), a row per role")
    expect(0 <= roles.min() <= roles.max() < len(x), "roles", f"{roles.min()} to {roles.max()}", f"rows of {len(x)}")
    got, wanted = roles.shape[1:] if same is None else np.shape(same), roles.shape[1:]
    expect(got == wanted, "same", got, f"shape {wanted}")
    return roles


def loss_gradients(
    parameters: Parameters,
    x: np.ndarray,
    roles: ArrayLike,
    loss: Loss,
    same: np.ndarray | None = None,
    activations: Sequence[str] = RELU,
    unit: bool = True,
) -> tuple[float, Parameters]:
    """The loss of a batch of pairs or triplets, and its gradient by the shared parameters.

    Every row passes the network once; its upstream gradient is the sum over all roles that it plays.

    Args:
        parameters: of the network.
        x: (n, i), the pictures.
        roles: (r, b): which row of x plays left and right (r = 2) or anchor, positive and negative (r = 3).
        loss: of the embeddings (b, d) of each role, and of `same` where it is given: its value, then a gradient (b, d)
            per role.
        same: (b,) bool, for a loss of pairs.
        activations: of the layers.
        unit: whether the embeddings get length 1.
    """
    roles = as_roles(roles, x, same)
    outputs = forward(parameters, x, activations)
    f = unit_length(outputs[-1]) if unit else outputs[-1]  # (n, d)
    value, *by_role = loss(*f[roles], *([] if same is None else [same]))
    upstream = np.zeros_like(f)
    for places, gradient in zip(roles, by_role, strict=True):
        np.add.at(upstream, places, gradient)
    upstream = unit_length_backward(upstream, outputs[-1]) if unit else upstream
    return value, backward(parameters, outputs, upstream, activations)


def train(
    parameters: Parameters, x: np.ndarray, roles: ArrayLike, loss: Loss, optimizer: Optimizer,
    rng: np.random.Generator, steps: int, same: np.ndarray | None = None, batch: int = 64,
    activations: Sequence[str] = RELU, unit: bool = True,
) -> tuple[Parameters, np.ndarray]:  # fmt: skip
    """`steps` steps of the optimizer on batches drawn from all pairs or triplets: the parameters and the loss (steps,).

    Args:
        parameters: to begin with.
        x: (n, i), all pictures.
        roles: (r, p), as `balanced_pairs` and `random_triplets` give them.
        loss: as in `loss_gradients`.
        optimizer: keeps its state, like `rng`: another call with both goes on where this one stopped.
        rng: draws the batches.
        steps: how many.
        same: (p,) bool, for a loss of pairs.
        batch: pairs or triplets in each step.
        activations: of the layers.
        unit: whether the embeddings get length 1.
    """
    roles, losses = as_roles(roles, x, same), np.empty(steps)  # (r, p), (steps,)
    for step in range(steps):
        b = rng.integers(roles.shape[1], size=batch)  # (batch,)
        present, places = np.unique(roles[:, b], return_inverse=True)
        alike = None if same is None else same[b]
        losses[step], gradients = loss_gradients(
            parameters, x[present], places.reshape(len(roles), batch), loss, alike, activations, unit
        )
        parameters = optimizer.step(parameters, gradients)
    return parameters, losses

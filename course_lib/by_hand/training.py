"""Training with any loss of pairs or triplets and any optimizer. Written in lesson 02; lesson 01 has the plain case."""

import numpy as np

from course_lib.by_hand.checks import checked
from course_lib.by_hand.normalisation import unit_length, unit_length_backward
from course_lib.by_hand.twins import backward, balanced_pairs, forward

RELU = ("relu", "linear")


@checked(labels="n")
def random_triplets(labels, count, rng):
    """`count` triplets: two pictures of one class and one of another, all drawn at random.

    labels (n,). Returns the numbers of anchors, positives and negatives, (count,) each.
    Raises ValueError where no triplet exists.

    >>> anchor, positive, negative = random_triplets([7, 7, 9], 4, np.random.default_rng(0))
    >>> negative
    array([2, 2, 2, 2])
    """
    anchor, positive, _ = (part[:count] for part in balanced_pairs(labels, 2 * count, rng))  # (count,) each, all same
    negative = rng.integers(len(labels), size=count)
    while (wrong := labels[negative] == labels[anchor]).any():
        negative[wrong] = rng.integers(len(labels), size=wrong.sum())
    return anchor, positive, negative


def embed(parameters, x, activations=RELU, unit=True):
    """Embeddings (n, d) of x (n, i); with `unit` each row has length 1."""
    f = forward(parameters, x, activations)[-1]  # (n, d)
    return unit_length(f) if unit else f


def loss_gradients(parameters, x, roles, loss, same=None, activations=RELU, unit=True):
    """The loss of a batch of pairs or triplets, and its gradient by the shared parameters.

    x (n, i); roles (2, b) or (3, b): which row of x plays left and right, or anchor, positive and negative;
    same (b,) bool for losses that ask for it. Every row passes the network once; its upstream gradient is the sum
    over all roles that it plays.
    """
    outputs = forward(parameters, x, activations)
    f = unit_length(outputs[-1]) if unit else outputs[-1]  # (n, d)
    value, *by_role = loss(*f[roles], *([] if same is None else [same]))
    upstream = np.zeros_like(f)
    for places, gradient in zip(roles, by_role, strict=True):
        np.add.at(upstream, places, gradient)
    upstream = unit_length_backward(upstream, outputs[-1]) if unit else upstream
    return value, backward(parameters, outputs, upstream, activations)


def train(
    parameters, x, roles, loss, optimizer, rng, steps, same=None, batch=64, activations=RELU, unit=True
):  # fmt: skip
    """`steps` steps of the optimizer on batches drawn from all pairs or triplets: the parameters and the loss (steps,).

    x (n, i) all pictures; roles: p numbers of pictures for each of the two or three roles, as `balanced_pairs` and
    `random_triplets` give them; same (p,) bool for losses that ask for it.
    """
    roles, losses = np.asarray(roles), np.empty(steps)  # (r, p), (steps,)
    for step in range(steps):
        b = rng.integers(roles.shape[1], size=batch)  # (batch,)
        present, places = np.unique(roles[:, b], return_inverse=True)
        alike = None if same is None else same[b]
        losses[step], gradients = loss_gradients(
            parameters, x[present], places.reshape(len(roles), batch), loss, alike, activations, unit
        )
        parameters = optimizer.step(parameters, gradients)
    return parameters, losses

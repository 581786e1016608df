"""A classifier: features of a branch, class weights, softmax, cross-entropy, plain or on the sphere. Lesson 10."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from course_lib.by_hand.gradient_checks import checked
from course_lib.by_hand.layers import Parameters
from course_lib.by_hand.optimizers import Adam
from course_lib.by_hand.training import RELU
from course_lib.by_hand.twins import backward, forward, starting_parameters
from course_lib.by_hand.unit_length import unit_length, unit_length_backward
from course_lib.errors import expect

HeadLoss: TypeAlias = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[float, np.ndarray, np.ndarray]]


@checked(logits="n c")
def softmax(logits: np.ndarray) -> np.ndarray:
    """Positive numbers that add up to 1 in each row: exp(z_k) / sum over j of exp(z_j). logits (n, c) to (n, c).

    >>> softmax([[0, 0], [1000, 0]])
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    e = np.exp(logits - logits.max(axis=1, keepdims=True))  # (n, c)
    return e / e.sum(axis=1, keepdims=True)


@checked(logits="n c", targets="n c")
def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean over n rows of -sum over k of t_k log softmax(logits)_k, and its gradient by the logits (n, c).

    Args:
        logits: (n, c).
        targets: (n, c), what the probabilities should be; a row times w counts w times, and a row of zeros not at all.

    >>> loss, gradient = cross_entropy([[0, 0]], [[1, 0]])
    >>> round(loss, 4), gradient  # log 2, p - t
    (0.6931, array([[-0.5,  0.5]]))
    """
    shifted = logits - logits.max(axis=1, keepdims=True)  # (n, c)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # (n, c)
    gradient = targets.sum(axis=1, keepdims=True) * np.exp(log_p) - targets  # (n, c)
    return -float((targets * log_p).sum()) / len(logits), gradient / len(logits)


def plain_softmax(f: np.ndarray, weights: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Cross-entropy of the logits f W, and its gradients by f and by W.

    Args:
        f: features (n, d).
        weights: W (d, c), one column per class.
        targets: (n, c), as in `cross_entropy`.
    """
    loss, d_logits = cross_entropy(f @ weights, targets)
    return loss, d_logits @ weights.T, f.T @ d_logits


@checked(f="n d", weights="d c", targets="n c", scale="")
def normalised_softmax(
    f: np.ndarray, weights: np.ndarray, targets: np.ndarray, scale: float
) -> tuple[float, np.ndarray, np.ndarray]:
    """Cross-entropy of `scale` times the cosines of features and class weights, and its gradients by f and by weights.

    Args:
        f: features (n, d), of any length.
        weights: (d, c), one column per class, of any length.
        targets: (n, c), as in `cross_entropy`.
        scale: above 0.

    Source: Wang and others 2017, "NormFace".

    >>> round(float(normalised_softmax([[2.0, 0.0]], [[1.0, 0.0], [0.0, 5.0]], [[1.0, 0.0]], scale=1)[0]), 4)
    0.3133
    """
    expect(scale > 0, "scale", scale, "a positive number")
    u, v = unit_length(f), unit_length(weights.T)  # (n, d), (c, d)
    loss, d_logits = cross_entropy(scale * u @ v.T, targets)
    d_u, d_v = scale * d_logits @ v, scale * d_logits.T @ u  # (n, d), (c, d)
    return loss, unit_length_backward(d_u, f), unit_length_backward(d_v, weights.T).T


def train_classifier(
    x: np.ndarray, targets: np.ndarray, loss: HeadLoss, seed: int, steps: int = 300, learning_rate: float = 0.005,
    widths: tuple[int, ...] = (64, 64, 16), draw: Callable[[np.random.Generator], np.ndarray] | None = None,
) -> tuple[Parameters, np.ndarray]:  # fmt: skip
    """A branch and the weights of its classes, trained together by Adam.

    Args:
        x: (n, i), all pictures.
        targets: (n, c).
        loss: of features (b, d), class weights (d, c) and targets (b, c): its value, then the gradients by the first
            two, such as `plain_softmax`.
        seed: of the start and of what is drawn.
        steps: how many.
        learning_rate: of Adam.
        widths: of the branch, the pictures' first.
        draw: takes the generator and gives the rows of a step; by default any 64.

    Returns:
        The parameters of the branch and the class weights (d, c).
    """
    rng, for_branch, for_weights = np.random.default_rng(seed), Adam(learning_rate), Adam(learning_rate)
    branch = starting_parameters(widths, rng)
    weights = starting_parameters([widths[-1], targets.shape[1]], rng)["W1"]  # (d, c)
    for _ in range(steps):
        rows = draw(rng) if draw else rng.choice(len(x), 64)
        outputs = forward(branch, x[rows], RELU)
        _, d_f, d_weights = loss(outputs[-1], weights, targets[rows])
        branch = for_branch.step(branch, backward(branch, outputs, d_f, RELU))
        weights = for_weights.step({"W": weights}, {"W": d_weights})["W"]
    return branch, weights

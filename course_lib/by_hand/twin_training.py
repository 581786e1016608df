"""Pairs to train on, and plain gradient descent of two branches, tied or not. Written in lesson 01b."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from course_lib.by_hand.gradient_checks import checked
from course_lib.by_hand.layers import Parameters
from course_lib.by_hand.twins import ARTICLE_1, branch_gradients, twin_gradients
from course_lib.errors import expect, is_whole

Pairs: TypeAlias = tuple[np.ndarray, np.ndarray, np.ndarray]  # left, right, same, (count,) each


def descend(parameters: Parameters, gradients: Parameters, learning_rate: float) -> Parameters:
    """One step of plain gradient descent: a new dict, `parameters` stays as it is.

    >>> descend({"b1": np.array([1.0, 2.0])}, {"b1": np.array([10.0, -10.0])}, learning_rate=0.1)
    {'b1': array([0., 3.])}
    """
    expect(0 < learning_rate < np.inf, "learning_rate", learning_rate, "a positive number")
    return {name: parameters[name] - learning_rate * gradients[name] for name in parameters}


@checked(labels="n")
def balanced_pairs(labels: np.ndarray, count: int, rng: np.random.Generator) -> Pairs:
    """`count` pairs drawn from all pairs of pictures, half of them of the same class.

    All n (n - 1) / 2 pairs are listed on the way, some 20 bytes each: 1 GB for n = 10,000, the most that is taken.

    Args:
        labels: (n,).
        count: how many, an even number.
        rng: draws them.

    Returns:
        The numbers of the left and of the right pictures, (count,) each, and same (count,) bool.

    Raises:
        ValueError: all pairs are alike, then there is nothing to learn from; or there are too many of them.

    >>> left, right, same = balanced_pairs([7, 7, 9], 4, np.random.default_rng(0))
    >>> left[same], right[same]
    (array([0, 0]), array([1, 1]))
    """
    expect(is_whole(count) and count % 2 == 0 < count, "count", count, "an even number of at least 2")
    n = len(labels)
    size = f"{n:,} pictures, whose {n * (n - 1) // 2:,} pairs take {10 * n * (n - 1) / 1e9:.1f} GB"
    expect(n <= 10_000, "labels", size, "at most 10,000")
    first, second = np.triu_indices(n, k=1)  # (p,) each, p = n (n - 1) / 2
    same = labels[first] == labels[second]  # (p,)
    expect(0 < same.sum() < len(same), "labels", f"{same.sum()} same of {len(same)} pairs", "same and different pairs")
    halves = [rng.choice(np.flatnonzero(same == wanted), count // 2) for wanted in (True, False)]
    chosen = np.concatenate(halves)  # (count,)
    return first[chosen], second[chosen], same[chosen]


@checked(x="n i")
def train_twins(
    parameters: Parameters, x: np.ndarray, pairs: Pairs,
    rng: np.random.Generator, steps: int, learning_rate: float, batch: int = 64, margin: float = 1.0,
    activations: Sequence[str] = ARTICLE_1,
) -> tuple[Parameters, np.ndarray]:  # fmt: skip
    """Plain gradient descent of tied twins.

    Args:
        parameters: to begin with.
        x: (n, i), all pictures.
        pairs: from `balanced_pairs`.
        rng: draws the batches.
        steps: how many.
        learning_rate: above 0.
        batch: pairs in each step.
        margin: as in `pair_loss`.
        activations: the name of one per layer.

    Returns:
        The parameters and the loss (steps,).
    """
    left, right, same = pairs
    losses = np.empty(steps)
    for step in range(steps):
        b = rng.integers(len(same), size=batch)  # (batch,)
        losses[step], gradients = twin_gradients(parameters, x[left[b]], x[right[b]], same[b], margin, activations)
        parameters = descend(parameters, gradients, learning_rate)
    return parameters, losses


@checked(x="n i")
def train_untied(
    left: Parameters, right: Parameters, x: np.ndarray, pairs: Pairs,
    rng: np.random.Generator, steps: int, learning_rate: float, batch: int = 64, margin: float = 1.0,
    activations: Sequence[str] = ARTICLE_1,
) -> tuple[Parameters, Parameters]:  # fmt: skip
    """As `train_twins`, x (n, i), but each branch has parameters of its own: the left and the right ones."""
    first, second, same = pairs
    for _ in range(steps):
        b = rng.integers(len(same), size=batch)  # (batch,)
        _, by_left, by_right = branch_gradients(left, right, x[first[b]], x[second[b]], same[b], margin, activations)
        left, right = descend(left, by_left, learning_rate), descend(right, by_right, learning_rate)
    return left, right

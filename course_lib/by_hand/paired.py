"""The small network that lessons 05 to 05c test: trained on pairs with the contrastive loss. Written in lesson 05."""

from collections.abc import Callable

import numpy as np

from course_lib.by_hand.layers import Parameters
from course_lib.by_hand.losses import contrastive
from course_lib.by_hand.optimizers import Adam
from course_lib.by_hand.training import train
from course_lib.by_hand.twin_training import Pairs, balanced_pairs
from course_lib.by_hand.twins import starting_parameters


def train_on_pairs(
    x: np.ndarray,
    labels: np.ndarray,
    seed: int,
    margin: float = 1.0,
    draw_pairs: Callable[[np.ndarray, int, np.random.Generator], Pairs] = balanced_pairs,
    steps: int = 500,
) -> Parameters:
    """Parameters of a network with 64 hidden values and embeddings of 16 numbers, trained by Adam on 20,000 pairs.

    Args:
        x: (n, i), the pictures.
        labels: (n,).
        seed: of the start, the pairs and the batches.
        margin: of the contrastive loss, for embeddings of length 1.
        draw_pairs: as `balanced_pairs`.
        steps: how many batches of 64 pairs.

    Lesson: 05
    """
    rng = np.random.default_rng(seed)
    left, right, same = draw_pairs(labels, 20_000, rng)
    start = starting_parameters([x.shape[1], 64, 16], rng)
    loss = lambda u, v, same: contrastive(u, v, same, margin)
    return train(start, x, (left, right), loss, Adam(0.003), rng, steps=steps, same=same)[0]

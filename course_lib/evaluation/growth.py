"""A large gallery from a small one, to measure an index with: real embeddings, moved as new views move them."""

import numpy as np

from course_lib.distances import checked_embeddings, unit_length
from course_lib.errors import check_whole, expect


def grown(embeddings: np.ndarray, moves: np.ndarray, n: int, seed: int) -> np.ndarray:
    """n embeddings of length 1 from real ones, each one of them plus one of the moves, both at random.

    A move is what another view of a picture, another crop in another light, does to its embedding. So the result is
    like many shots of the same m pictures: right for measuring an index, wrong for measuring a network, because it
    holds no new products.

    Args:
        embeddings: (m, d), the real ones.
        moves: (l, d).
        n: how many.
        seed: another one draws others.

    Returns:
        (n, d), float32.

    Raises:
        ValueError: widths differ, or there is nothing to draw.

    >>> grown([[1.0, 0.0]], [[0.0, 0.0]], n=2, seed=0)
    array([[1., 0.],
           [1., 0.]], dtype=float32)
    """
    embeddings, moves = checked_embeddings(embeddings), checked_embeddings(moves, "moves")
    expect(len(embeddings) and len(moves), "embeddings, moves", f"{len(embeddings)}, {len(moves)}", "at least one each")
    d = embeddings.shape[1]
    expect(moves.shape[1] == d, "moves", f"{moves.shape[1]} numbers each", f"{d}, as in embeddings")
    check_whole("n", n, 1)
    rng = np.random.default_rng(seed)
    chosen, moved = rng.integers(len(embeddings), size=n), rng.integers(len(moves), size=n)  # (n,) each
    return unit_length(embeddings[chosen] + moves[moved]).astype("float32")

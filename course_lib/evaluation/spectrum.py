"""How many dimensions embeddings really use. NumPy only."""

import numpy as np

from course_lib.distances import checked_embeddings
from course_lib.errors import expect


def spectrum(embeddings: np.ndarray) -> np.ndarray:
    """Singular values of the embeddings (n, d) minus their mean, largest first. Returns (min(n, d),).

    Squared and divided by n - 1 they are the variances along the principal axes. All 0: complete collapse; a few only
    above 0: the embeddings lie in a space of that dimension.

    >>> spectrum([[3.0, 0.0], [-3.0, 0.0]]).round(2)
    array([4.24, 0.  ])
    """
    embeddings = checked_embeddings(embeddings)
    expect(len(embeddings), "embeddings", "none", "at least one")
    centred = embeddings.astype(float) - embeddings.mean(axis=0, dtype=float)
    return np.linalg.svd(centred, compute_uv=False)


def effective_rank(embeddings: np.ndarray) -> float:
    """exp of the entropy of the singular values taken as shares: 1 to min(n, d), or 0.

    embeddings (n, d); the singular values are those of `spectrum`. k equal ones and else zeros give k. 0 is returned
    when all embeddings are equal: they have no direction at all.

    Source: Roy and Vetterli 2007.

    >>> round(effective_rank([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]]), 6)
    2.0
    """
    embeddings = checked_embeddings(embeddings)
    values = spectrum(embeddings)
    rounding = np.finfo(embeddings.dtype).eps * np.abs(embeddings).max() * max(embeddings.shape)
    values = values[values > rounding]  # what rounding leaves is no direction
    shares = values / values.sum()
    return float(np.exp(-(shares * np.log(shares)).sum())) if values.size else 0.0

"""The same pictures at several sizes: how well does one size find another?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from course_lib.distances import distance_matrix
from course_lib.errors import expect
from course_lib.evaluation.metrics import map_at_r, ranked_matches


def scores_across_sizes(embeddings: Sequence[np.ndarray], labels: ArrayLike) -> np.ndarray:
    """MAP@R (s, s): pictures of size i ask among the same pictures at size j, each without its own picture.

    To find oneself at another size is no success, so the picture itself is left out on and off the diagonal.

    Args:
        embeddings: s arrays (n, d), one of each size, the same n pictures in the same order.
        labels: (n,).

    Raises:
        ValueError: no size, the arrays differ in shape, or the labels do not fit.

    Lesson: 13

    >>> line = np.array([[0.0], [1.0], [5.0], [6.0]])
    >>> scores_across_sizes([line, line + 0.2], [0, 0, 1, 1])
    array([[1., 1.],
           [1., 1.]])
    """
    expect(len(embeddings), "embeddings", "none", "an array of each size")
    labels = np.asarray(labels)
    shapes = {np.shape(each) for each in embeddings}
    expect(len(shapes) == 1, "embeddings", f"shapes {sorted(shapes)}", "the same n pictures in each size")
    n = next(iter(shapes))[0]
    expect(labels.shape == (n,), "labels", f"shape {labels.shape}", f"({n},), one for each picture")
    score = lambda asks, searched: map_at_r(
        ranked_matches(distance_matrix(asks, searched), labels, labels, same_pictures=True)
    )
    return np.array([[score(asks, searched) for searched in embeddings] for asks in embeddings])

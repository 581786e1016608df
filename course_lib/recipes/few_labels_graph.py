"""Labels that spread from the few who have one to all others: over a graph, or over clusters.

Labels are whole numbers from 0 on; one below 0 says that nobody labelled the picture, as in scikit-learn. Lesson 11
writes these by hand.
"""

import numpy as np

from course_lib.arrays import real_numbers
from course_lib.errors import check_whole, expect
from course_lib.labels import checked_labels


def draw_labels(labels: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Labels (n,) of which all but `count` of each class are -1, at random; with one seed more labels keep the fewer.

    Lesson: 11

    >>> np.unique(draw_labels(np.array([0, 0, 0, 1, 1, 1]), 2, seed=0), return_counts=True)[1].tolist()
    [2, 2, 2]
    """
    known, rng = np.full(len(labels), -1), np.random.default_rng(seed)
    for c in np.unique(labels):
        known[rng.permutation(np.flatnonzero(labels == c))[:count]] = c
    return known


def check_few_labels(features: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Features (n, f) as finite floats and labels (n,) as whole numbers, at least one of them from 0 on."""
    rows = real_numbers(features, "features").astype(float)
    expect(rows.ndim == 2 and np.isfinite(rows).all(), "features", f"shape {rows.shape}", "finite numbers (n, f)")
    known = checked_labels(labels)
    expect(known.shape == (len(rows),), "labels", f"shape {known.shape}", f"({len(rows)},), one of each picture")
    whole = known.dtype.kind in "iu" and bool((known >= 0).any())
    expect(whole, "labels", "none from 0 on", "whole numbers, some from 0 on")
    return rows, known


def affinity(features: np.ndarray, gamma: float) -> np.ndarray:
    """exp(-gamma times the squared distance) of all pairs, and 0 for a picture with itself. (n, f) to (n, n).

    >>> affinity(np.array([[0.0], [1.0]]), gamma=1.0).round(3)
    array([[0.   , 0.368],
           [0.368, 0.   ]])
    """
    squares = (features**2).sum(axis=1)  # (n,)
    squared = np.maximum(squares[:, None] + squares - 2 * features @ features.T, 0)  # (n, n)
    alike = np.exp(-gamma * squared)
    np.fill_diagonal(alike, 0)
    return alike


def spread_labels(features: np.ndarray, labels: np.ndarray, gamma: float, alpha: float = 0.2) -> np.ndarray:
    """What each class has spread to each picture, (n, c); a row adds up to 1.

    Args:
        features: (n, f).
        labels: (n,), below 0 where nobody labelled the picture.
        gamma: of `affinity`.
        alpha: how much a picture listens to its neighbours, above 0 and below 1; 1 - alpha is what its own label says.

    Raises:
        ValueError: an argument does not fit.

    Source: Zhou, Bousquet, Lal, Weston and Schölkopf 2003, in closed form.
    Lesson: 11

    >>> spread_labels(np.array([[0.0], [1.0], [4.0], [5.0]]), np.array([0, -1, -1, 1]), gamma=1.0).argmax(axis=1)
    array([0, 0, 1, 1])
    """
    features, labels = check_few_labels(features, labels)
    expect(0 < alpha < 1, "alpha", alpha, "above 0 and below 1")
    expect(gamma > 0, "gamma", gamma, "a positive number")
    alike = affinity(features, gamma)
    root = 1 / np.sqrt(np.maximum(alike.sum(axis=1), 1e-300))  # (n,)
    smooth = root[:, None] * alike * root  # (n, n), S
    said = (labels[:, None] == np.arange(labels.max() + 1)).astype(float)  # (n, c), Y
    spread = (1 - alpha) * np.linalg.solve(np.eye(len(labels)) - alpha * smooth, said)
    return spread / np.maximum(spread.sum(axis=1, keepdims=True), 1e-300)


def label_new(pictures: np.ndarray, features: np.ndarray, spread: np.ndarray, gamma: float) -> np.ndarray:
    """What was spread to features (n, f), averaged by likeness for new pictures (m, f). Returns (m, c), rows add to 1.

    Args:
        pictures: (m, f), on which no graph was built.
        features: (n, f).
        spread: (n, c), from `spread_labels`.
        gamma: of `affinity`.

    Lesson: 11

    >>> label_new(np.array([[4.0]]), np.array([[0.0], [5.0]]), np.eye(2), gamma=1.0).argmax(axis=1)
    array([1])
    """
    squares = (features**2).sum(axis=1)  # (n,)
    squared = (pictures**2).sum(axis=1)[:, None] + squares - 2 * pictures @ features.T  # (m, n)
    alike = np.exp(-gamma * (squared - squared.min(axis=1, keepdims=True)))  # the factor cancels below
    told = alike @ spread
    return told / np.maximum(told.sum(axis=1, keepdims=True), 1e-300)


def cluster_then_label(
    features: np.ndarray, labels: np.ndarray, clusters: int, seed: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Centres (k, f) of k-means over all pictures, and the label of each, (k,): what most of its labelled ones say.

    A cluster without a label takes that of the labelled picture that lies nearest to its centre.

    Args:
        features: (n, f).
        labels: (n,), below 0 where nobody labelled the picture.
        clusters: k.
        seed: of k-means.

    Raises:
        ValueError: an argument does not fit.

    Lesson: 11

    >>> cluster_then_label(np.array([[0.0], [1.0], [8.0], [9.0]]), np.array([3, -1, -1, 5]), clusters=2)[1].tolist()
    [5, 3]
    """
    from sklearn.cluster import KMeans

    features, labels = check_few_labels(features, labels)
    check_whole("clusters", clusters, 1, len(features))
    found = KMeans(clusters, n_init=3, random_state=seed).fit(features)
    known = np.flatnonzero(labels >= 0)
    away = ((found.cluster_centers_[:, None] - features[known]) ** 2).sum(axis=2)  # (k, m)
    of_nearest = labels[known][away.argmin(axis=1)]
    inside = [labels[known][found.labels_[known] == k] for k in range(clusters)]
    votes = [np.bincount(each).argmax() if len(each) else of_nearest[k] for k, each in enumerate(inside)]
    return found.cluster_centers_, np.array(votes)

"""When is near near enough? Distances of same and of different pairs, and the threshold between them. NumPy only.

A pair counts as the same when its distance is below the threshold. Written in lesson 05b.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.arrays import is_number
from course_lib.data import PictureSet
from course_lib.distances import distance_matrix
from course_lib.errors import expect
from course_lib.evaluation.pair_checks import checked_distances, checked_shares, checked_square
from course_lib.labels import checked_labels


def same_and_different(
    embed: Callable[[np.ndarray], np.ndarray], pictures: PictureSet, split: str
) -> tuple[np.ndarray, np.ndarray]:
    """Distances of the pictures of one split to the training pictures: two flat arrays, those of one class, of two.

    Args:
        embed: a function from pictures (n, h, w, c) to embeddings (n, d).
        pictures: with the split "train".
        split: the other one.
    """
    queries, gallery = pictures.where(split=split), pictures.where(split="train")
    distances = distance_matrix(embed(queries.pictures), embed(gallery.pictures))  # (queries, gallery)
    same = queries.labels[:, None] == gallery.labels
    return distances[same], distances[~same]


def pairs_by_kind(distances: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distances between the pictures of one list, each pair once: those of one class, those of two classes.

    distances (n, n) of the pictures to each other, labels (n,). Returns two flat arrays, n (n - 1) / 2 numbers in all.

    >>> pairs_by_kind([[0, 1, 2], [1, 0, 3], [2, 3, 0]], [7, 7, 9])
    (array([1]), array([2, 3]))
    """
    distances, labels = checked_square(distances), checked_labels(labels)
    expect(labels.shape == distances.shape[:1], "labels", f"shape {labels.shape}", f"shape {distances.shape[:1]}")
    once = np.triu(np.ones(distances.shape, bool), k=1)  # (n, n) where the second picture comes after the first
    same = labels[:, None] == labels  # (n, n)
    return distances[once & same], distances[once & ~same]


def roc_curve(same: np.ndarray, different: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What each threshold catches: shares of different pairs and of same pairs below it. Three arrays (t,).

    same (n,), different (m,): distances. The thresholds, last of the three, are all that occur, then infinity.

    >>> roc_curve([1.0, 2.0], [2.0, 3.0])
    (array([0. , 0. , 0.5, 1. ]), array([0. , 0.5, 1. , 1. ]), array([ 1.,  2.,  3., inf]))
    """
    same, different = checked_distances(same, different)
    thresholds = np.append(np.unique(np.concatenate([same, different])), np.inf)  # (t,)
    caught = np.searchsorted(same, thresholds) / len(same)  # (t,)
    false_alarms = np.searchsorted(different, thresholds) / len(different)  # (t,)
    return false_alarms, caught, thresholds


def auc(same: np.ndarray, different: np.ndarray) -> float:
    """The chance that a random same pair is nearer than a random different pair; a tie counts half.

    same (n,), different (m,): distances. It is the area under the curve of `roc_curve`.

    Source: Hanley and McNeil 1982.

    >>> auc([1.0, 2.0], [2.0, 3.0])
    0.875
    """
    same, different = checked_distances(same, different)
    nearer = np.searchsorted(different, same, side="left")  # (n,) different pairs nearer than each same pair
    not_farther = np.searchsorted(different, same, side="right")  # (n,)
    return float(1 - (nearer + not_farther).mean() / 2 / len(different))


def equal_error_rate(same: np.ndarray, different: np.ndarray) -> float:
    """The share of same (n,) pairs missed where as many of the different (m,) are false alarms, on `roc_curve`'s lines.

    >>> equal_error_rate([1.0, 2.0], [2.0, 3.0])
    0.25
    """
    false_alarms, caught, _ = roc_curve(same, different)
    missed = 1 - caught  # (t,) falls from 1 to 0 while false_alarms rises from 0 to 1
    return float(np.interp(0, false_alarms - missed, false_alarms))


def best_threshold(same: np.ndarray, different: np.ndarray) -> float:
    """The threshold with the largest share of same pairs below it minus the share of different pairs below it.

    same (n,), different (m,): distances; both kinds weigh alike, however many there are. Of equally good thresholds the
    middle between two neighbouring distances, and of several such middles the lowest. When none is better than calling
    all pairs different: the smallest distance, which nothing lies below.

    Source: Youden 1950, statistic J.

    >>> float(best_threshold([0.0, 0.25], [0.75, 1.0]))
    0.5
    """
    false_alarms, caught, thresholds = roc_curve(same, different)
    best: Any = np.argmax(caught - false_alarms)
    low, high = thresholds[max(best - 1, 0)], thresholds[best]
    middle = low + (high - low) / 2
    return middle if middle > low else high  # neighbouring numbers have no middle


def precision_at_base_rate(
    caught: np.ndarray | float, false_alarms: np.ndarray | float, base_rate: np.ndarray | float
) -> np.ndarray:
    """The share of same pairs among those below a threshold, when `base_rate` of all pairs are same (Bayes' rule).

    Args:
        caught: the share of same pairs below it, a number or an array.
        false_alarms: the share of different pairs below it.
        base_rate: a number or an array.

    Raises:
        ValueError: `caught` and `false_alarms` are both 0.

    >>> precision_at_base_rate(0.75, 0.25, [0.5, 0.25])
    array([0.75, 0.5 ])
    """
    caught, false_alarms, base_rate = checked_shares(caught=caught, false_alarms=false_alarms, base_rate=base_rate)
    right, wrong = base_rate * caught, (1 - base_rate) * false_alarms
    expect((right + wrong > 0).all(), "caught, false_alarms", "no pair below the threshold", "some")
    return right / (right + wrong)


def broken_chains(distances: np.ndarray, threshold: float) -> tuple[int, int]:
    """How often a is like b, b like c, but a not like c (like: nearer than the threshold), and all chains a, b, c.

    distances (n, n) of the pictures to each other, of which the upper triangle is read; threshold a number, which may
    be infinite. Returns two whole numbers.

    >>> broken_chains([[0, 1, 2], [1, 0, 1], [2, 1, 0]], threshold=1.5)
    (1, 1)
    """
    expect(is_number(threshold), "threshold", repr(threshold), "a number")
    upper = np.triu(checked_square(distances) < threshold, k=1)  # (n, n)
    like = (upper | upper.T).astype(float)
    partners = like.sum(axis=1)  # (n,)
    chains, closed = (partners * (partners - 1)).sum() / 2, (like @ like * like).sum() / 2
    return int(chains - closed), int(chains)

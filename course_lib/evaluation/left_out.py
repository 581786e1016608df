"""Each picture asks twice: with its class in the search, and with its class left out, as a stranger. NumPy only."""

from typing import NamedTuple

import numpy as np

from course_lib.arrays import as_array
from course_lib.distances import checked_embeddings, distance_matrix, row_blocks
from course_lib.errors import expect
from course_lib.labels import checked_labels

MOST_QUERIES = 2000  # of each kind, drawn from all


class Asked(NamedTuple):
    """How far the nearest picture was, for queries of both kinds.

    Args:
        nearest: (q,), distances of the known queries, those whose class has another picture.
        right: (q,), bool, whether that picture is of their class.
        strangers: (m,), distances of the strangers to the nearest picture of another class.
        known_labels: (q,).
        stranger_labels: (m,).
    """

    nearest: np.ndarray
    right: np.ndarray
    strangers: np.ndarray
    known_labels: np.ndarray
    stranger_labels: np.ndarray

    def errors_at(self, threshold: float) -> np.ndarray:
        """Three counts: strangers for whom a class is named, known queries refused, known queries wrongly named.

        >>> found = Asked(np.array([1.0, 1.5, 2.0]), np.array([True, False, True]), np.array([1.9, 3.0]), None, None)
        >>> found.errors_at(2.0)
        array([1, 1, 1])
        """
        named = self.nearest < threshold
        return np.array([(self.strangers < threshold).sum(), (~named).sum(), (named & ~self.right).sum()])

    def shares_at(self, threshold: float) -> tuple[float, float, float]:
        """The same as shares of the strangers and of the known queries."""
        return tuple((self.errors_at(threshold) / (len(self.strangers), *[len(self.nearest)] * 2)).tolist())

    def of_classes(self, classes: np.ndarray) -> "Asked":
        """The queries of some classes."""
        known, strangers = np.isin(self.known_labels, classes), np.isin(self.stranger_labels, classes)
        return Asked(
            self.nearest[known],
            self.right[known],
            self.strangers[strangers],
            self.known_labels[known],
            self.stranger_labels[strangers],
        )


def ask_each(
    embeddings: np.ndarray, labels: np.ndarray, known: np.ndarray | None = None, strangers: np.ndarray | None = None
) -> Asked:
    """Let pictures ask for themselves, MOST_QUERIES of each kind at most.

    Args:
        embeddings: (n, d) of all that is searched.
        labels: (n,), of at least two classes.
        known: places of the pictures that ask as known ones; None: all.
        strangers: places of those that ask as strangers; None: all. Where the network was trained on some classes, only
            pictures of the others.

    Raises:
        ValueError: fewer than two classes, or places that are none.
    """
    labels, everyone = checked_labels(labels), np.arange(len(labels))
    known, strangers = (_drawn(everyone if places is None else places) for places in (known, strangers))
    right, wrong = nearest_left_out(embeddings, labels, known)
    there = np.isfinite(right)
    _, far = nearest_left_out(embeddings, labels, strangers)
    right, wrong = right[there], wrong[there]
    return Asked(np.minimum(right, wrong), right < wrong, far, labels[known][there], labels[strangers])


def nearest_left_out(embeddings: np.ndarray, labels: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far the nearest picture of the same class is, and the nearest of another one. A query never finds itself.

    Args:
        embeddings: (n, d).
        labels: (n,), of at least two classes.
        places: (q,) of the queries.

    Returns:
        Two arrays (q,): to the nearest of the same class, infinite where there is no other; to that of another class.

    Raises:
        ValueError: labels that do not fit, or places that are none.

    >>> nearest_left_out([[0.0], [1.0], [5.0]], [7, 7, 9], [0, 2])
    (array([ 1., inf]), array([5., 4.]))
    """
    embeddings, labels, places = checked_embeddings(embeddings), checked_labels(labels), as_array(places, "places")
    fits = labels.shape == embeddings.shape[:1] and len(np.unique(labels)) > 1
    expect(fits, "labels", f"shape {labels.shape}", f"two classes or more, one label each of {len(embeddings)}")
    inside = places.ndim == 1 and places.dtype.kind in "iu" and ((places >= 0) & (places < len(labels))).all()
    expect(inside, "places", f"{places.dtype} {places.shape}", f"whole numbers (q,) from 0 to {len(labels) - 1}")
    right, wrong = np.empty(len(places)), np.empty(len(places))
    for rows in row_blocks(len(places), len(embeddings)):
        asked = places[rows]
        distances = distance_matrix(embeddings[asked], embeddings)  # (b, n)
        distances[np.arange(len(asked)), asked] = np.inf
        same = labels[asked][:, None] == labels
        right[rows] = np.where(same, distances, np.inf).min(axis=1)
        wrong[rows] = np.where(same, np.inf, distances).min(axis=1)
    return right, wrong


def _drawn(places):
    return np.sort(np.random.default_rng(0).permutation(places)[:MOST_QUERIES])

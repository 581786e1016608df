"""Scores of a search: ranked matches in, numbers out. NumPy only. Written in lesson 05.

`ranked_matches` sorts the gallery for each query; every score reads its rows. Ties are broken against us: among equal
distances the different ones come first, so that a network which gives everything the same distance scores 0, not 1.
"""

import numpy as np

from course_lib.errors import check_whole, expect


def ranked_matches(
    distances: np.ndarray, query_labels: np.ndarray, gallery_labels: np.ndarray, *, same_pictures: bool = False
) -> np.ndarray:
    """For each query, does the r-th nearest gallery picture have its class?

    Args:
        distances: (n, m).
        query_labels: (n,).
        gallery_labels: (m,).
        same_pictures: query and gallery are one list of pictures; each query's match with itself (the diagonal) is left
            out.

    Returns:
        bool (n, m), or (n, m - 1) with `same_pictures`.

    >>> ranked_matches([[0.1, 0.3, 0.2]], [7], [7, 7, 9])
    array([[ True, False,  True]])
    """
    distances, query_labels, gallery_labels = checked_search(distances, query_labels, gallery_labels)
    match = query_labels[:, None] == gallery_labels  # (n, m)
    if same_pictures:
        distances, match = without_diagonal(distances), without_diagonal(match)
    order = np.lexsort((match, distances), axis=1)  # by distance, among equals the mismatch first
    return np.take_along_axis(match, order, axis=1)


def checked_search(
    distances: np.ndarray, query_labels: np.ndarray, gallery_labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three as arrays (n, m), (n,), (m,).

    Raises:
        ValueError: they do not fit each other, or a distance is NaN.
    """
    distances = np.asarray(distances, dtype=float)
    query_labels, gallery_labels = np.asarray(query_labels), np.asarray(gallery_labels)
    for argument, labels in (("query_labels", query_labels), ("gallery_labels", gallery_labels)):
        expect(labels.ndim == 1, argument, f"shape {labels.shape}", "shape (n,), one label per picture")
    expected = (len(query_labels), len(gallery_labels))
    expect(distances.shape == expected, "distances", f"shape {distances.shape}", f"{expected}: queries x gallery")
    expect(not np.isnan(distances).any(), "distances", "NaN", "numbers")
    return distances, query_labels, gallery_labels


def without_diagonal(square: np.ndarray) -> np.ndarray:
    """The square array (n, n) without its diagonal. Returns (n, n - 1)."""
    n = len(square)
    expect(square.shape == (n, n), "same_pictures", square.shape, "as many queries as gallery pictures")
    return square[~np.eye(n, dtype=bool)].reshape(n, n - 1)


def precision_at_1(matches: np.ndarray) -> float:
    """Share of queries whose nearest picture has their class. matches (n, m) from `ranked_matches`.

    >>> precision_at_1(np.array([[True, False], [False, True]]))
    0.5
    """
    return float(checked_matches(matches)[:, 0].mean())


def hierarchical_precision_at_1(
    distances: np.ndarray, query_labels: np.ndarray, gallery_labels: np.ndarray, coarse_of: np.ndarray
) -> float:
    """Precision@1 in which the right coarse class counts half: a Gala for a Royal Gala is not as wrong as a leek.

    Ties are broken against us: among the nearest the worst one counts.

    Args:
        distances: (n, m).
        query_labels: (n,), whole numbers below c.
        gallery_labels: (m,), the same.
        coarse_of: (c,), the coarse class of each label.

    >>> hierarchical_precision_at_1([[0.1, 0.3], [0.2, 0.1]], [0, 0], [0, 1], coarse_of=[5, 5])
    0.75
    """
    distances, query_labels, gallery_labels = checked_search(distances, query_labels, gallery_labels)
    coarse_of = np.asarray(coarse_of)
    expect(distances.size, "distances", f"shape {distances.shape}", "at least one query and one gallery picture")
    for argument, labels in (("query_labels", query_labels), ("gallery_labels", gallery_labels)):
        whole = labels.dtype.kind in "iu" and labels.min() >= 0
        expect(whole, argument, f"{labels.dtype} from {labels.min()}", "whole numbers from 0 on")
    most = max(query_labels.max(), gallery_labels.max())
    expect(
        coarse_of.ndim == 1 and len(coarse_of) > most, "coarse_of", f"shape {coarse_of.shape}", f"{most + 1} or more"
    )
    right = query_labels[:, None] == gallery_labels  # (n, m)
    near = coarse_of[query_labels][:, None] == coarse_of[gallery_labels]  # (n, m)
    credit = np.where(distances == distances.min(axis=1, keepdims=True), (right + 1.0 * near) / 2, 1)  # (n, m)
    return float(credit.min(axis=1).mean())


def recall_at_k(matches: np.ndarray, k: int) -> float:
    """Share of queries with at least one match among their k nearest. matches (n, m) from `ranked_matches`, k <= m.

    That is what the field calls recall at k: not the share of the matches found.

    Source: Jégou, Douze and Schmid 2011.

    >>> recall_at_k(np.array([[True, False], [False, True], [False, False]]), k=2)
    0.6666666666666666
    """
    matches = checked_matches(matches)
    most = matches.shape[1]
    check_whole("k", k, 1, most)
    return float(matches[:, :k].any(axis=1).mean())


def map_at_r(matches: np.ndarray) -> float:
    """Mean average precision at R, mean over queries. matches (n, m) from `ranked_matches`.

    A query has R matches in the gallery. Among its R nearest, each match counts with the precision up to its rank:
    (1/R) sum over ranks r <= R of [match at r] * (matches up to r) / r. 1 means that all matches come first.

    Raises:
        ValueError: a query without a match in the gallery, which can't be scored.

    Source: Musgrave, Belongie and Lim 2020, section 3.2.

    >>> map_at_r(np.array([[True, False, True, False]]))
    0.5
    """
    matches = checked_matches(matches)
    wanted = matches.sum(1)  # (n,) R of each query
    expect(wanted.all(), "matches", f"{(wanted == 0).sum()} queries without a match", "at least one match per query")
    ranks = np.arange(1, matches.shape[1] + 1)
    precision = matches.cumsum(1) / ranks  # (n, m)
    counted = matches & (ranks <= wanted[:, None])
    return float(((precision * counted).sum(1) / wanted).mean())


def checked_matches(matches: np.ndarray) -> np.ndarray:
    """matches as a bool array (n, m) with at least one query and one gallery picture."""
    matches = np.asarray(matches)
    expect(matches.ndim == 2 and matches.size, "matches", f"shape {matches.shape}", "shape (n, m), not empty")
    expect(matches.dtype == bool, "matches", f"dtype {matches.dtype}", "bool, from ranked_matches")
    return matches

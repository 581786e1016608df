"""Scores of a search: ranked matches in, numbers out. NumPy only. Written in lesson 05.

`ranked_matches` sorts the gallery for each query; every score reads its rows. Ties are broken against us: among equal
distances the different ones come first, so that a network which gives everything the same distance scores 0, not 1.
Distances that differ in the last bit are different; `distance_matrix` gives equal embeddings equal distances.

Labels are whole numbers, texts or truth values, those of queries and gallery of one kind; none may be missing.
"""

import numpy as np

from course_lib.distances import row_blocks
from course_lib.errors import check_whole, expect
from course_lib.labels import check_one_kind, checked_labels


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
    distances, query_labels, gallery_labels = checked_search(distances, query_labels, gallery_labels, same_pictures)
    ranked = np.empty((len(distances), distances.shape[1] - same_pictures), bool)
    for rows in row_blocks(*distances.shape):
        near, match = distances[rows], query_labels[rows, None] == gallery_labels  # (block, m) each
        if same_pictures:
            near, match = without_diagonal(near, rows), without_diagonal(match, rows)
        order = np.lexsort((match, near), axis=1)  # by distance, among equals the mismatch first
        ranked[rows] = np.take_along_axis(match, order, axis=1)
    return ranked


def checked_search(
    distances: np.ndarray, query_labels: np.ndarray, gallery_labels: np.ndarray, same_pictures: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three as arrays (n, m), (n,), (m,).

    Args:
        distances: (n, m).
        query_labels: (n,).
        gallery_labels: (m,).
        same_pictures: query and gallery are one list of pictures, at least one.

    Raises:
        ValueError: they do not fit each other, a distance is NaN, or a label is missing or of another kind.
    """
    distances = np.asarray(distances)
    expect(distances.dtype.kind in "fiub", "distances", f"dtype {distances.dtype}", "real numbers")
    query_labels = checked_labels(query_labels, "query_labels")
    gallery_labels = checked_labels(gallery_labels, "gallery_labels")
    for argument, labels in (("query_labels", query_labels), ("gallery_labels", gallery_labels)):
        expect(labels.ndim == 1, argument, f"shape {labels.shape}", "shape (n,), one label per picture")
    check_one_kind(query_labels=query_labels, gallery_labels=gallery_labels)
    expected = (len(query_labels), len(gallery_labels))
    expect(distances.shape == expected, "distances", f"shape {distances.shape}", f"{expected}: queries x gallery")
    expect(not np.isnan(distances).any(), "distances", "NaN", "numbers")
    square = not same_pictures or (expected[0] == expected[1] > 0)
    expect(square, "same_pictures", expected, "as many queries as gallery pictures, at least one")
    alike = not same_pictures or bool((query_labels == gallery_labels).all())
    expect(alike, "same_pictures", "two labels for one picture", "query_labels and gallery_labels that are equal")
    return distances, query_labels, gallery_labels


def without_diagonal(part: np.ndarray, rows: slice) -> np.ndarray:
    """Some rows (block, n) of a square table without its diagonal. Returns (block, n - 1).

    >>> without_diagonal(np.array([[4, 5, 6]]), slice(1, 2))
    array([[4, 6]])
    """
    own = np.arange(rows.start, rows.stop)[:, None]  # (block, 1) where each row meets itself
    return part[np.arange(part.shape[1]) != own].reshape(len(part), part.shape[1] - 1)


def precision_at_1(matches: np.ndarray) -> float:
    """Share of queries whose nearest picture has their class. matches (n, m) from `ranked_matches`.

    A query without a match in the gallery counts as wrong, whatever is found; `map_at_r` refuses it.

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
    coarse_of = checked_labels(coarse_of, "coarse_of")
    expect(distances.size, "distances", f"shape {distances.shape}", "at least one query and one gallery picture")
    for argument, labels in (("query_labels", query_labels), ("gallery_labels", gallery_labels)):
        whole = labels.dtype.kind in "iu" and labels.min() >= 0
        expect(whole, argument, f"{labels.dtype}, such as {labels[:3].tolist()}", "whole numbers from 0 on")
    most = max(query_labels.max(), gallery_labels.max())
    expect(
        coarse_of.ndim == 1 and len(coarse_of) > most, "coarse_of", f"shape {coarse_of.shape}", f"{most + 1} or more"
    )
    credits = np.empty(len(distances))
    for rows in row_blocks(*distances.shape):
        right = query_labels[rows, None] == gallery_labels  # (block, m)
        near = coarse_of[query_labels[rows]][:, None] == coarse_of[gallery_labels]  # (block, m)
        nearest = distances[rows] == distances[rows].min(axis=1, keepdims=True)
        credits[rows] = np.where(nearest, (right + 1.0 * near) / 2, 1).min(axis=1)
    return float(credits.mean())


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


def average_precisions(matches: np.ndarray) -> np.ndarray:
    """Average precision at R of each query, (n,). matches (n, m) from `ranked_matches`.

    A query has R matches in the gallery. Among its R nearest, each match counts with the precision up to its rank:
    (1/R) sum over ranks r <= R of [match at r] * (matches up to r) / r. 1 means that all matches come first. Without a
    match R is 0 and there is no such score; `precision_at_1` and `recall_at_k` count that query as wrong.

    Raises:
        ValueError: a query without a match in the gallery, which can't be scored.

    Source: Musgrave, Belongie and Lim 2020, section 3.2.

    >>> average_precisions(np.array([[True, False, True, False], [True, True, False, False]]))
    array([0.5, 1. ])
    """
    matches = checked_matches(matches)
    wanted = matches.sum(1)  # (n,) R of each query
    expect(wanted.all(), "matches", f"{(wanted == 0).sum()} queries without a match", "at least one match per query")
    ranks = np.arange(1, matches.shape[1] + 1)
    scores = np.empty(len(matches))
    for rows in row_blocks(*matches.shape):
        precision = matches[rows].cumsum(1) / ranks  # (block, m)
        counted = matches[rows] & (ranks <= wanted[rows, None])
        scores[rows] = (precision * counted).sum(1) / wanted[rows]
    return scores


def map_at_r(matches: np.ndarray) -> float:
    """Mean of the `average_precisions` of all queries. matches (n, m) from `ranked_matches`.

    Raises:
        ValueError: a query without a match in the gallery, which can't be scored.

    Source: Musgrave, Belongie and Lim 2020, section 3.2.

    >>> map_at_r(np.array([[True, False, True, False]]))
    0.5
    """
    return float(average_precisions(matches).mean())


def checked_matches(matches: np.ndarray) -> np.ndarray:
    """matches as a bool array (n, m) with at least one query and one gallery picture."""
    matches = np.asarray(matches)
    expect(matches.ndim == 2 and matches.size, "matches", f"shape {matches.shape}", "shape (n, m), not empty")
    expect(matches.dtype == bool, "matches", f"dtype {matches.dtype}", "bool, from ranked_matches")
    return matches

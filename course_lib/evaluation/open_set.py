"""Is it here at all? A search whose query may show a product that the gallery does not have. NumPy only.

The nearest picture names the product when its distance is below the threshold; otherwise the answer is "not here".
A *known* query shows a product of the gallery, a *stranger* does not. `nearest_distances` is written in lesson 15c.
"""

from collections.abc import Callable

import numpy as np

from course_lib.arrays import as_array
from course_lib.data import PictureSet
from course_lib.distances import distance_matrix
from course_lib.errors import expect
from course_lib.evaluation.pair_checks import check_share, checked_distances
from course_lib.evaluation.threshold_cost import check_prices
from course_lib.evaluation.thresholds import roc_curve


def nearest_distances(
    embed: Callable[[np.ndarray], np.ndarray], queries: PictureSet, gallery: PictureSet
) -> tuple[np.ndarray, np.ndarray]:
    """How far the nearest picture of the gallery is from each query, and whether it shows the query's product.

    A wrong picture as near as the nearest right one counts as nearer.

    Args:
        embed: a function from pictures (n, h, w, c) to embeddings (n, d).
        queries: whose pictures are searched for.
        gallery: what is searched.

    Returns:
        Distances (q,), and right (q,), bool.
    """
    distances = distance_matrix(embed(queries.pictures), embed(gallery.pictures))  # (queries, gallery)
    same = queries.labels[:, None] == gallery.labels
    to_right = np.where(same, distances, np.inf).min(axis=1)  # (queries,) infinite for a stranger
    to_wrong = np.where(same, np.inf, distances).min(axis=1)
    return np.minimum(to_right, to_wrong), to_right < to_wrong


def open_set_curve(
    known: np.ndarray, right: np.ndarray, strangers: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What is answered at each threshold.

    Args:
        known: (q,), distances to the nearest picture.
        right: (q,), bool, whether that shows the product.
        strangers: (m,), distances to the nearest picture.

    Returns:
        Four arrays (t,), three shares and the thresholds: false alarms, of the strangers those for whom a product is
        named; identified, of the known queries those for whom the right product is named; misnamed, of the known
        queries those for whom a wrong product is named. The rest hears "not here". The first two are the false alarm
        rate and the detection and identification rate at rank 1.

    Source: Phillips, Grother and Micheals 2005, Evaluation methods in face recognition.

    >>> open_set_curve([1.0, 2.0], [True, False], [2.0, 3.0])[:3]
    (array([0. , 0. , 0.5, 1. ]), array([0. , 0.5, 0.5, 0.5]), array([0. , 0. , 0.5, 0.5]))
    """
    checked_distances(known, strangers, "known, strangers")
    known, right = np.ravel(known), as_array(right, "right").ravel()
    fits = right.dtype == bool and right.shape == known.shape
    expect(fits, "right", f"{right.dtype} {right.shape}", f"bool {known.shape}")
    false_alarms, _, thresholds = roc_curve(known, strangers)
    identified = np.searchsorted(np.sort(known[right]), thresholds) / len(known)  # (t,)
    misnamed = np.searchsorted(np.sort(known[~right]), thresholds) / len(known)  # (t,)
    return false_alarms, identified, misnamed, thresholds


def identification_rate(known: np.ndarray, right: np.ndarray, strangers: np.ndarray, most_alarms: float) -> float:
    """The largest share of known queries that get their right product with at most that share of false alarms.

    Args:
        known, right, strangers: as in `open_set_curve`.
        most_alarms: the share; with 1 every query is answered: that is precision@1.

    >>> identification_rate([1.0, 2.0], [True, False], [2.0, 3.0], most_alarms=0.1)
    0.5
    """
    check_share("most_alarms", most_alarms)
    false_alarms, identified, _, _ = open_set_curve(known, right, strangers)
    return float(identified[false_alarms <= most_alarms].max())


def answer_costs(
    known: np.ndarray,
    right: np.ndarray,
    strangers: np.ndarray,
    cost_refused: float,
    cost_wrong: float,
    base_rate: float,
) -> tuple[np.ndarray, np.ndarray]:
    """What a query costs on average at each threshold.

    p (c_refused (share of known refused) + c_wrong (share of known misnamed)) + (1 - p) c_wrong (false alarms)

    Args:
        known, right, strangers: as in `open_set_curve`.
        cost_refused: price of "not here" said of a product that is there.
        cost_wrong: of a wrong product named. The right product, and "not here" said to a stranger, cost nothing.
        base_rate: p, the share of known queries where the search will be used.

    Returns:
        Costs (t,) and thresholds (t,), for `cheapest`.

    >>> answer_costs([1.0, 2.0], [True, False], [2.0, 3.0], cost_refused=1, cost_wrong=2, base_rate=0.5)[0]
    array([0.5 , 0.25, 1.  , 1.5 ])
    """
    check_prices(cost_refused=cost_refused, cost_wrong=cost_wrong, base_rate=base_rate)
    false_alarms, identified, misnamed, thresholds = open_set_curve(known, right, strangers)
    refused = 1 - identified - misnamed  # (t,)
    of_known = cost_refused * refused + cost_wrong * misnamed
    return base_rate * of_known + (1 - base_rate) * cost_wrong * false_alarms, thresholds

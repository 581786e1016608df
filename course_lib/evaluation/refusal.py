"""May this search say "not here"? The threshold on the nearest picture, chosen and judged with strangers held out.

The threshold is the cheapest of `open_set.answer_costs`, with the prices of lesson 15c: a wrong class named costs 1,
whoever asked, "not here" said of a class that is there costs 1, and half of the queries are strangers. How often it is
wrong is counted on classes that had no part in choosing it. NumPy only.
"""

from dataclasses import dataclass, replace

import numpy as np

from course_lib.evaluation.left_out import Asked
from course_lib.evaluation.open_set import answer_costs
from course_lib.evaluation.threshold_cost import cheapest

PRICES = {"cost_refused": 1.0, "cost_wrong": 1.0, "base_rate": 0.5}  # who never answers pays 0.5 a query
FOLDS = 5  # each keeps a fifth of the classes from choosing, and judges with them
FEWEST_CLASSES, FEWEST_QUERIES, MOST_PAID = 10, 50, 0.35  # what a verdict needs at least; what it may cost at most


@dataclass(frozen=True)
class Refusal:
    """The threshold of a search that may say "not here", and how often that is wrong.

    Args:
        threshold: at this distance of the nearest picture, or a larger one, the answer is "not here"; 0 for none.
        false_alarms: share of the strangers for whom a class is named.
        refused: share of the known queries that hear "not here".
        misnamed: share of the known queries for whom a wrong class is named.
        classes: how many judged.
        reason: why there is no threshold, in words; empty where there is one.
    """

    threshold: float = 0.0
    false_alarms: float = 0.0
    refused: float = 0.0
    misnamed: float = 0.0
    classes: int = 0
    reason: str = ""

    @property
    def cost(self) -> float:
        """What a query costs, at PRICES.

        >>> Refusal(1.0, false_alarms=0.25, refused=0.25, misnamed=0.0).cost
        0.25
        """
        return (self.refused + self.misnamed + self.false_alarms) / 2


def calibrated_refusal(asked: Asked) -> Refusal:
    """The threshold of a search, or the reason why none is worth having.

    It needs FEWEST_CLASSES classes and FEWEST_QUERIES queries of each kind, and, on classes that did not choose, a cost
    of at most MOST_PAID.

    Args:
        asked: from `left_out.ask_each`.
    """
    classes = _in_random_order(asked)
    reason = too_few(asked)
    if reason:
        return Refusal(classes=len(classes), reason=reason)
    errors = np.zeros(3)
    for fold in range(FOLDS):
        judging = np.arange(len(classes)) % FOLDS == fold
        limit = _cheapest(asked.of_classes(classes[~judging]))
        errors += asked.of_classes(classes[judging]).errors_at(limit)
    false_alarms, refused, misnamed = (errors / (len(asked.strangers), *[len(asked.nearest)] * 2)).tolist()
    found = Refusal(_cheapest(asked), false_alarms, refused, misnamed, len(classes))
    return found if found.cost <= MOST_PAID else replace(found, threshold=0.0, reason=_does_not_pay(found.cost))


def too_few(asked: Asked) -> str:
    """Why so few queries cannot choose a threshold and judge it, in words; nothing where they can."""
    kinds = (asked.known_labels, asked.stranger_labels)
    classes, queries = min(len(np.unique(kind)) for kind in kinds), min(map(len, kinds))
    if classes < FEWEST_CLASSES:
        return f"it would take {FEWEST_CLASSES} classes with two pictures each, and here {classes} could be used"
    return (
        "" if queries >= FEWEST_QUERIES else f"it would take {FEWEST_QUERIES} pictures in such classes, not {queries}"
    )


def _in_random_order(asked):
    """All classes, those of strangers first: every FOLDS-th ones hold their share of both kinds."""
    classes = np.union1d(asked.known_labels, asked.stranger_labels)
    draw = np.random.default_rng(0).permutation(len(classes))
    return classes[np.lexsort([draw, np.isin(classes, asked.known_labels), ~np.isin(classes, asked.stranger_labels)])]


def _cheapest(asked):
    costs, thresholds = answer_costs(asked.nearest, asked.right, asked.strangers, **PRICES)
    return float(cheapest(costs.round(12), thresholds))  # so that rounding decides between no two that cost the same


def _does_not_pay(cost):
    return (
        f"of 100 queries, half of them of something that is not here, the best threshold would answer {100 * cost:.0f} "
        f"wrongly, where guessing does 50 and {100 * MOST_PAID:.0f} are allowed"
    )

"""Which of several faults is told, and which of them tells numbers alone."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

NUMBERS = re.compile(
    r"and should be \S+$|is not right$|a factor is missing or too much|one is missing or too much|by \S+ (at|in) every"
)
FEW = 4


def tells_numbers(fault: str) -> bool:
    """Does a sentence tell numbers, yours and the right one or their ratio, for want of a slip that explains them?

    >>> tells_numbers("the result is 3 and should be 4"), tells_numbers("the result has the wrong sign")
    (True, False)
    """
    return NUMBERS.search(fault) is not None


def clearest(faults: Sequence[str], results: Sequence[Any]) -> str:
    """The first fault with a name; a name that only one result of few numbers has is chance.

    Args:
        faults: of each call, empty where it has none; one of them has.
        results: of the calls.

    >>> clearest(["is 3 and should be 4", "has the wrong sign", "has the wrong sign"], [3, -1, -2])
    'has the wrong sign'
    """
    named = [
        fault
        for fault, result in zip(faults, results, strict=True)
        if fault and not tells_numbers(fault) and (faults.count(fault) > 1 or _size(result) > FEW)
    ]
    return next(iter(named), next(filter(None, faults)))


def _size(result):
    return sum(map(_size, result)) if isinstance(result, tuple | list) else np.size(result)

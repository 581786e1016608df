"""An argument that a learner's function does not use: a number or a variable from outside stands in its place."""

import inspect
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import numpy as np

from course_lib.exercises.call_records import Record, copied
from course_lib.exercises.watching import watched

MOST_DRAWS = 6


def ignored_argument(answer: Callable, ours: Callable, draws: Sequence[tuple]) -> str:
    """The name of an argument with which the result of ours changes, and of an answer never; empty for none or all.

    Args:
        answer: the learner's function.
        ours: the right one.
        draws: arguments for both. Each gets one argument of the next one, in turn.

    >>> ignored_argument(lambda n, p: 16 * n, lambda n, p: p * n, [(2, 3), (4, 5)])
    'p'
    """
    function, draws = watched(answer, Record()), draws[:MOST_DRAWS]
    try:
        names = list(inspect.signature(answer).parameters)
    except (TypeError, ValueError):
        return ""
    pairs = list(zip(draws, [*draws[1:], *draws[:1]], strict=True))
    with redirect_stdout(StringIO()):  # what it prints was seen when the check called it
        found = {name: [_changes(function, ours, *pair, place) for pair in pairs] for place, name in enumerate(names)}
    matters = {name: changes for name, changes in found.items() if len(changes) - changes.count(None) > len(pairs) / 3}
    unused = [name for name, changes in matters.items() if True not in changes]
    return unused[0] if unused and len(unused) < len(matters) else ""


def _changes(function, ours, first, other, place):
    """Does the result change with the argument at a place? None where that of ours does not, or there is none."""
    try:
        mixed = (*first[:place], other[place], *first[place + 1 :])
        if _same(ours(*first), ours(*mixed)):
            return None
        return not _same(function(*copied(first)), function(*copied(mixed)))
    except Exception:  # arguments that do not fit together
        return None


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple | list) and isinstance(other, tuple | list) and len(one) == len(other):
        return all(map(_same, one, other))
    return bool(np.array_equal(one, other))

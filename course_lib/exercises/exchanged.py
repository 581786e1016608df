"""Two arguments that a learner's function takes for each other."""

import inspect
from collections.abc import Callable, Sequence
from itertools import combinations
from numbers import Number
from typing import Any

import numpy as np

from course_lib.exercises.call_records import Call, copied
from course_lib.exercises.diagnosis import compare


def exchanged_arguments(calls: Sequence[Call], ours: Callable) -> str:
    """A predicate that names two arguments, where each result is what ours gives with these two exchanged.

    Args:
        calls: of the learner's function, one of them at least with a wrong result.
        ours: the right function.

    >>> exchanged_arguments([Call((3.0, 2.0), {}, -1.0), Call((1.0, 5.0), {}, 4.0)], lambda a, b: a - b)
    'would be right if `a` and `b` were exchanged'
    """
    given = [call for call in calls if not call.named]
    try:
        names = list(inspect.signature(ours).parameters)
    except (TypeError, ValueError):
        return ""
    if len(given) < len(calls) or any(len(call.positional) > len(names) for call in given):
        return ""
    places = range(min((len(call.positional) for call in given), default=0))
    for one, other in combinations(places, 2):
        if all(_as_if(call, ours, one, other) for call in given):
            return f"would be right if `{names[one]}` and `{names[other]}` were exchanged"
    return ""


def _as_if(call, ours, one, other):
    """Is a result what ours gives with two arguments exchanged, which are of one kind?"""
    arguments = list(call.positional)
    if not _of_one_kind(arguments[one], arguments[other]):
        return False
    arguments[one], arguments[other] = arguments[other], arguments[one]
    try:
        with np.errstate(all="ignore"):  # they may make no sense this way round
            return not compare(call.result, ours(*copied(tuple(arguments))), tell=True)
    except Exception:  # ours refuses them this way round
        return False


def _of_one_kind(first: Any, second: Any) -> bool:
    if isinstance(first, Number) and isinstance(second, Number):
        return True
    arrays = isinstance(first, np.ndarray) and isinstance(second, np.ndarray)
    return arrays and first.shape == second.shape and first.dtype.kind == second.dtype.kind

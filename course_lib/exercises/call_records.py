"""What a learner's function was given and what it returned, copied, so that a fault can be looked for afterwards."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

MOST_CALLS, MOST_BYTES = 20, 20_000_000


class Call(NamedTuple):
    """One call of a learner's function: copies of what it was given, and what it returned."""

    positional: tuple
    named: dict
    result: Any


class Record:
    """What a learner's function did while a check called it.

    Attributes:
        calls: the first calls, at most MOST_CALLS, with arguments of at most MOST_BYTES each.
        gave_nan: was there NaN in a result?
        printed: did the function print something?
        raised: did the last call end in an error?
        given: copies of what the last call was given, by place and by name; None where they are too large.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.gave_nan = self.printed = self.raised = False
        self.given: tuple[tuple, dict] | None = None


def copied(value: Any) -> Any:
    """A copy of a value that a later change of it does not reach; None where that is too large."""
    parts = list(changeable([value]))
    if sum(part.nbytes for part in parts if isinstance(part, np.ndarray)) > MOST_BYTES:
        return None
    return _copy(value)


def _copy(value):
    if isinstance(value, dict):
        return {key: _copy(each) for key, each in value.items()}
    if type(value) in (tuple, list):
        return type(value)(map(_copy, value))
    if isinstance(value, np.ndarray | set):
        return value.copy()
    return copy.deepcopy(value) if isinstance(value, np.random.Generator) else value


def changeable(values: Any) -> Iterator[Any]:
    """Every array, list, dictionary and set among some values and inside them."""
    for value in values:
        if isinstance(value, np.ndarray | list | dict | set):
            yield value
        if isinstance(value, Mapping):
            yield from changeable(value.values())
        elif isinstance(value, list | tuple):
            yield from changeable(value)

"""Watches a learner's function while a check calls it: is it still a stub, does it leave its arguments alone?"""

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np


class NotSolvedYet(Exception):
    """A function that returns `...`, as the stub of an exercise does."""


def is_stub(value: object) -> bool:
    """Is a value `...`, or a tuple, list, dictionary or array of objects with `...` in it, however deep?

    >>> is_stub(...), is_stub((1, [...])), is_stub({"W1": ...}), is_stub([1, 2])
    (True, True, True, False)
    """
    if isinstance(value, np.ndarray) and value.dtype == object:
        value = value.ravel().tolist()
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else ()
    return value is ... or any(map(is_stub, parts))


def watched(function: Callable[..., Any], gave_nan: list[bool] | None = None) -> Callable[..., Any]:
    """The same function for a check to call.

    What it changes in an array, list, dictionary or set that it is given is put back, for the lesson goes on with it.

    Args:
        function: the learner's.
        gave_nan: gets True or False at each call: is there NaN in what it returned?

    Raises:
        NotSolvedYet: in a call, where `function` returns `...`.
        AssertionError: in a call, where `function` changed an argument.
    """

    @functools.wraps(function)
    def call(*positional: Any, **named: Any) -> Any:
        kept = [(each, each.copy()) for each in _changeable([*positional, *named.values()])]
        try:
            result = function(*positional, **named)
        finally:
            changed = [_put_back(*pair) for pair in kept if not _alike(*pair)]
        if is_stub(result):
            raise NotSolvedYet
        if gave_nan is not None:
            gave_nan.append(holds_nan(result))
        if changed:
            raise AssertionError(f"the function changes the {changed[0]} that it is given: let it work on a copy")
        return result

    return call


def holds_nan(value: Any) -> bool:
    """Is there NaN in a number, in an array or tensor, or in one inside a tuple, list or dictionary?

    >>> holds_nan(("a", [1.0, np.array([np.nan])])), holds_nan({"a": 1})
    (True, False)
    """
    if isinstance(value, tuple | list):
        return any(map(holds_nan, value))
    if isinstance(value, dict):
        return any(map(holds_nan, value.values()))
    if not (isinstance(value, float | complex) or hasattr(value, "__array__")):
        return False
    try:
        array = np.asarray(value)
    except Exception:  # a tensor inside a graph has no values
        return False
    return array.dtype.kind in "fc" and bool(np.isnan(array).any())


def _changeable(values: Any) -> Iterator[Any]:
    """Every array, list, dictionary and set among some values and inside them."""
    for value in values:
        if isinstance(value, np.ndarray | list | dict | set):
            yield value
        if isinstance(value, Mapping):
            yield from _changeable(value.values())
        elif isinstance(value, list | tuple):
            yield from _changeable(value)


def _alike(value, before):
    if isinstance(value, np.ndarray):
        return (value.shape, value.dtype, value.tobytes()) == (before.shape, before.dtype, before.tobytes())
    if isinstance(value, set):
        return value == before
    now, then = (list(each) if isinstance(each, list) else [*each, *each.values()] for each in (value, before))
    return len(now) == len(then) and all(a is b for a, b in zip(now, then, strict=True))


def _put_back(value, before):
    """Make a value what it was; return in words what kind of value it is."""
    if isinstance(value, np.ndarray):
        if value.shape == before.shape:
            value[...] = before
        return "array"
    value.clear()
    (value.extend if isinstance(value, list) else value.update)(before)
    return "list" if isinstance(value, list) else "set" if isinstance(value, set) else "dictionary"

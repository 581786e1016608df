"""Watches a learner's function while a check calls it: is it still a stub, does it leave its arguments alone?"""

import contextlib
import functools
import inspect
import io
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.exercises.call_records import MOST_CALLS, Call, Record, changeable, copied


def as_it_is(value: Any) -> Any:
    """The value itself."""
    return value


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


def watched(function: Callable[..., Any], record: Record, reading: Callable[[Any], Any] = as_it_is) -> Callable:
    """The same function for a check to call.

    What it changes in an array, list, dictionary or set that it is given is put back, for the lesson goes on with it.
    A function that it returns is watched too, for itself: its calls are not in the record.

    Args:
        function: the learner's.
        record: gets what the function does.
        reading: what is made of each result before the check gets it.

    Raises:
        NotSolvedYet: in a call, where `function` returns `...`.
        AssertionError: in a call, where `function` changed an argument, or takes other arguments.
    """

    @functools.wraps(function)
    def call(*positional: Any, **named: Any) -> Any:
        _refuse_other_arguments(function, positional, named)
        kept = [(each, each.copy()) for each in changeable([*positional, *named.values()])]
        given = record.given = copied((positional, named)) if len(record.calls) < MOST_CALLS else None
        try:
            record.raised = True
            with _listening(record):
                result = reading(function(*positional, **named))
            record.raised = False
        finally:
            changed = [_put_back(*pair) for pair in kept if not _alike(*pair)]
        if is_stub(result):
            raise NotSolvedYet
        record.gave_nan |= holds_nan(result)
        kept_result = copied(result)
        if given is not None and (kept_result is not None or result is None):
            record.calls.append(Call(given[0], given[1], kept_result))
        if changed:
            raise AssertionError(f"the function changes the {changed[0]} that it is given: let it work on a copy")
        # the stub may stand in the function that the learner's returns
        return watched(result, Record()) if inspect.isfunction(result) else result

    return call


def _refuse_other_arguments(function, positional, named):
    try:
        signature = inspect.signature(function)
    except ValueError:  # written in C
        return
    try:
        signature.bind(*positional, **named)
    except TypeError as error:
        said = f"the function does not take the arguments that it is given ({error})"
        raise AssertionError(f"{said}: leave its first line as the stub has it") from error


@contextlib.contextmanager
def _listening(record):
    """Note whether something is printed, and print it all the same."""

    class Listener(io.TextIOBase):
        def write(self, text: str) -> int:
            record.printed |= bool(text.strip())
            return out.write(text)

        def flush(self) -> None:
            out.flush()

    out = sys.stdout
    with contextlib.redirect_stdout(Listener()):
        yield


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

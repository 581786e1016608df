"""The line of a learner's cell in which an error was raised."""

import inspect
import traceback
from collections.abc import Iterator
from typing import Any


def line_in(error: BaseException, answer: Any, other: Any = None) -> str:
    """The last line of an error that stands in the file or cell of an answer; empty where none does.

    Args:
        error: that was caught.
        answer: a function, a class, or a tuple or list of these.
        other: a function in whose file or cell the line must not stand.
    """
    files = set(_files(answer)) - set(_files(other))
    lines = [frame.line for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
    return next((line for line in reversed(lines) if line), "")


def _files(answer: Any) -> Iterator[str]:
    if isinstance(answer, tuple | list):
        for part in answer:
            yield from _files(part)
    elif inspect.isclass(answer):
        yield from (each.__code__.co_filename for each in vars(answer).values() if inspect.isfunction(each))
    elif hasattr(answer, "__code__"):
        yield answer.__code__.co_filename

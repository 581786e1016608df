"""A seal on a verdict, by which the command `grade` knows that the course gave it, and not an answer.

The grader hands a key to the kernel before anything of a submission runs, and no variable, file or history holds it. A
verdict gets a seal where a cell has called `attempt` itself, and where the functions that judge, those of NumPy and
Python's own are still the ones that they were. That makes forging a piece of work, and not impossible, since an answer
runs in the same Python.
"""

import builtins
import hmac
import sys
from collections.abc import Callable, Iterator
from types import FrameType, FunctionType
from typing import Any

import numpy as np

JUDGES = "course_lib.exercises"
SET_ANEW = ("input", "exit", "quit", "_")  # builtins that a kernel binds when a cell runs
_sign: Callable[..., str] | None = None


def begin(key: str) -> None:
    """Seal each verdict from now on, where nothing has been changed since, with a key that whoever grades knows."""
    global _sign
    before, attempt = dict(_functions()), vars(sys.modules[JUDGES])["attempt"]

    def sign(frame: FrameType, words: tuple[str, ...]) -> str:
        caller = frame.f_back
        by_a_cell = caller is not None and caller.f_code.co_name.startswith(("<module>", "<cell line"))
        own = caller is not None and caller.f_globals.get("attempt", attempt) is attempt
        itself = frame.f_code is attempt.__code__ and by_a_cell and own
        return seal_of(key, *words) if itself and _are_the_same(before) and not _are_put_in() else ""

    _sign = sign


def seal(exercise: str, state: str, sentence: str) -> dict[str, str]:
    """{"seal": that of a verdict}, for `attempt` to call; {} where nobody grades, an empty one where it is forged."""
    return {"seal": _sign(sys._getframe(1), (exercise, state, sentence))} if _sign else {}


def seal_of(key: str, *words: str) -> str:
    """The seal that a key gives.

    >>> seal_of("a", "01-1", "solved", "") == seal_of("b", "01-1", "solved", "")
    False
    """
    return hmac.new(key.encode(), "\0".join(words).encode("utf-8", "replace"), "sha256").hexdigest()


def _functions() -> Iterator[tuple[tuple[str, str], tuple[Any, ...]]]:
    """By module and name: the functions and classes that judge, and that a check calls, with what they run."""
    judges = {name: module for name, module in list(sys.modules.items()) if name.startswith(JUDGES)}
    for owner, module in {**judges, "numpy": np, "builtins": builtins}.items():
        for name, value in list(vars(module).items()):
            if callable(value) and name not in SET_ANEW and value is not _sign:
                yield (owner, name), (value, getattr(value, "__code__", None), getattr(value, "__defaults__", None))


def _are_the_same(before):
    now = dict(_functions())
    return all(
        place in now and all(one is other for one, other in zip(found, now[place], strict=True))
        for place, found in before.items()
    )


def _are_put_in():
    """Does a module of the course hold a function that a cell of the notebook has made?"""
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("course_lib")]
    values = (value for module in modules for value in list(vars(module).values()))
    return any(isinstance(value, FunctionType) and value.__module__ == "__main__" for value in values)

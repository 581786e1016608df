"""What stands in the code of a learner's function: whole numbers, a `//`, sizes, numbers and arrays from outside it."""

import dis
import inspect
import itertools
from collections.abc import Callable, Iterator
from numbers import Number
from types import CodeType
from typing import Any

import numpy as np

from course_lib.exercises.checks import codes

CUT_OFF = {  # the steps of `//` and `//=`; those of the second line are Python 3.10's
    *(("BINARY_OP", sign) for sign in ("//", "//=")),
    *((name, "") for name in ("BINARY_FLOOR_DIVIDE", "INPLACE_FLOOR_DIVIDE")),
}
PLAIN = (-2, -1, 0, 0.5, 1, 2)  # which stand in many formulas


def floor_divides(function: Any) -> bool:
    """Is there a `//` or a `//=` in a function?

    >>> floor_divides(lambda a, b: a // b), floor_divides(lambda a, b: a / b), floor_divides(3)
    (True, False, False)
    """
    steps = [step for code in _of(function) for step in dis.get_instructions(code)]
    return any((step.opname, step.argrepr) in CUT_OFF for step in steps)


def whole_numbers(function: Any) -> set[int]:
    """The whole numbers above 2 that stand in a function.

    >>> sorted(whole_numbers(lambda a: a[:32] + 10 * len(a) + 1))
    [10, 32]
    """
    return {each for each in _constants(function) if isinstance(each, int) and each > 2}


def axes_counted(function: Any) -> list[int]:
    """The axes whose length a function reads by `.shape[axis]`.

    >>> axes_counted(lambda a: a[: a.shape[1] // 2] + a.shape[-1]), axes_counted(lambda a: len(a))
    ([-1, 1], [])
    """
    steps = [step for code in _of(function) for step in dis.get_instructions(code)]
    axes = {then.argval for step, then in itertools.pairwise(steps) if step.argval == "shape"}
    return sorted(each for each in axes if isinstance(each, int))


def has_numbers_of_its_own(function: Any) -> bool:
    """Does a function hold a number that is no plain one, or read a number or an array from outside?

    >>> has_numbers_of_its_own(lambda a: 1 - a / 2), has_numbers_of_its_own(lambda a: 0.3 * a)
    (False, True)
    """
    if any(isinstance(each, int | float) and each not in PLAIN for each in _constants(function)):
        return True
    names = {name for code in _of(function) for name in code.co_names}
    outside = [function.__globals__.get(name) for name in names] if names else []
    return any(isinstance(each, Number | np.ndarray) for each in outside)


def _of(function: Any) -> Iterator[CodeType]:
    if inspect.isfunction(function):
        yield from codes(function.__code__)


def _constants(function: Callable) -> Iterator[Any]:
    for code in _of(function):
        for each in code.co_consts:
            yield from each if isinstance(each, tuple) else (each,)

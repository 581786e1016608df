"""Has an answer the form of ours: a number, a text, a function? And is a number or a text the one we handed out?

`np.allclose([], 3)` is True, and so is `np.allclose` of a whole array of threes: a check that is meant for a number
may pass what is none.
"""

from numbers import Number
from typing import Any

import numpy as np


def other_form(answer: Any, ours: Any) -> str:
    """A sentence where an answer is of another form than ours; empty where it is of the same, or ours tells nothing.

    Forms are: a number that is not NaN, a text, a function, an array of a shape, a set, a dictionary with its keys, a
    tuple or list of so many parts, each of its form.
    """
    if isinstance(ours, tuple | list):
        if not isinstance(answer, tuple | list | np.ndarray) or len(answer) != len(ours):
            return f"expected {len(ours)} values, got {_said(answer)}"
        return next(filter(None, map(other_form, answer, ours)), "")
    if isinstance(ours, dict):
        if not isinstance(answer, dict) or set(answer) != set(ours):
            return f"expected the keys {list(ours)}, got {_said(answer)}"
        return other_form([answer[key] for key in ours], list(ours.values()))
    expected, fits = _form(answer, ours)
    return "" if fits else f"expected {expected}, got {_said(answer)}"


def _form(answer, ours):
    """The form of ours, which has no parts, in words, and whether an answer has it."""
    if isinstance(ours, complex | float | int | np.number) and not isinstance(ours, bool):
        return "a number", _is_number(answer)
    if isinstance(ours, np.ndarray):
        return f"an array of shape {ours.shape}", np.shape(answer) == ours.shape
    if isinstance(ours, str):
        return "a text", isinstance(answer, str)
    if isinstance(ours, set):
        return "a set", isinstance(answer, set)
    return "a function", callable(answer) or not callable(ours)


def _is_number(value):
    if isinstance(value, Number):
        return value == value
    return (
        not isinstance(value, list | tuple)
        and np.ndim(value) == 0
        and np.asarray(value).dtype.kind in "biufc"
        and not np.isnan(value)
    )


def _said(value):
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


class OurFloat(float):
    """A float that `attempt` handed out for an exercise."""

    exercise = ""


class OurInt(int):
    """An int that `attempt` handed out for an exercise."""

    exercise = ""


class OurText(str):
    """A text that `attempt` handed out for an exercise."""

    exercise = ""


MARKS: dict[type, Any] = {float: OurFloat, int: OurInt, str: OurText}


def marked(ours: Any, exercise: str) -> Any:
    """Our answer, for the lesson to go on with: an equal number or text, also inside a tuple, that `was_marked` knows.

    True, False and None cannot be marked, and what is no number and no text is told by its identity.
    """
    if type(ours) is tuple:
        return tuple(marked(part, exercise) for part in ours)
    if type(ours) not in MARKS:
        return ours
    made = MARKS[type(ours)](ours)
    made.exercise = exercise
    return made


def was_marked(answer: Any, exercise: str) -> bool:
    """Is an answer what `marked` made for this exercise, or a tuple or list with nothing else in it?"""
    if isinstance(answer, tuple | list):
        return bool(answer) and all(was_marked(part, exercise) for part in answer)
    return isinstance(answer, OurFloat | OurInt | OurText) and answer.exercise == exercise

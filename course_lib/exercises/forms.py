"""Has an answer the form of ours: a number, a text, a function? And is a number or a text the one we handed out?

`np.allclose([], 3)` is True, and so is `np.allclose` of a whole array of threes: a check that is meant for a number
may pass what is none.
"""

import inspect
import reprlib
from numbers import Number
from typing import Any

import numpy as np


def form_fault(answer: Any, ours: Any) -> str:
    """What an answer is, where it is of another form than ours, as in "is None, that is, nothing"; empty where not.

    Forms are: True or False, a number that is not NaN, a text, a function, an array of a shape, a set, a dictionary
    with its keys, a tuple or list of so many parts, each of its form. Ours may be of a kind that tells nothing.
    """
    if isinstance(ours, tuple | list):
        return _fault_of_parts(answer, ours)
    if isinstance(ours, dict):
        if not isinstance(answer, dict) or set(answer) != set(ours):
            return f"{_said(answer)}, and a dictionary with the keys {list(ours)} is expected"
        return form_fault([answer[key] for key in ours], list(ours.values()))
    expected, fits = _form(answer, ours)
    return "" if fits else f"{_said(answer)}, and {expected} is expected"


def _fault_of_parts(answer, ours):
    has_parts = isinstance(answer, tuple | list) or (isinstance(answer, np.ndarray) and answer.ndim > 0)
    if not has_parts or len(answer) != len(ours):
        return f"{_said(answer)}, and {len(ours)} values are expected"
    faults = [form_fault(*pair) for pair in zip(answer, ours, strict=True)]
    wrong = next((place for place, fault in enumerate(faults) if fault), None)
    return "" if wrong is None else f"has {len(ours)} values, of which number {wrong + 1} {faults[wrong]}"


def _form(answer, ours):
    """The form of ours, which has no parts, in words, and whether an answer has it."""
    if isinstance(ours, bool | np.bool_):
        is_truth = isinstance(answer, bool | np.bool_) or (_is_number(answer) and answer in (0, 1))
        return "True or False", is_truth
    if isinstance(ours, complex | float | int | np.number):
        return "a number", _is_number(answer)
    if hasattr(ours, "__array__") and np.ndim(ours):
        return f"an array of shape {np.shape(ours)}", _shape(answer) == np.shape(ours)
    if isinstance(ours, str):
        return "a text", isinstance(answer, str)
    if isinstance(ours, set):
        return "a set", isinstance(answer, set)
    return "a function", callable(answer) or not callable(ours)


def _shape(value):
    try:
        return np.shape(value)
    except ValueError:  # rows of different lengths
        return None


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
    """What a value is, as a predicate."""
    if value is None:
        return "is None, that is, nothing"
    if isinstance(value, float | np.floating) and value != value:
        return "is NaN, which is not a number"
    if isinstance(value, str):
        return f"is the text {shown(value)}"
    if inspect.isgenerator(value) or isinstance(value, map | filter | zip):
        return f"is a {type(value).__name__}, which makes its values only when a loop asks for them"
    if inspect.isroutine(value):
        return "is a function"
    if hasattr(value, "__array__"):
        return f"is an array of shape {np.shape(value)}" if np.ndim(value) else f"is the number {shown(value)}"
    if isinstance(value, Number):
        return f"is the number {shown(value)}"
    if isinstance(value, tuple | list):
        return f"is a {type(value).__name__} of {len(value)}"
    return f"is {shown(value)}"


def shown(value: Any, limit: int = 80) -> str:
    """A value as Python writes it, in so many characters at most, and a set in one order on every machine.

    Args:
        value: anything; a number of NumPy is written as one of Python.
        limit: the most characters.
    """
    writer = reprlib.Repr()  # which sorts a set: the order of its texts is another in each process
    writer.maxlevel = writer.maxlist = writer.maxtuple = writer.maxset = writer.maxdict = writer.maxarray = limit
    writer.maxstring = writer.maxother = writer.maxlong = limit
    text = writer.repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


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

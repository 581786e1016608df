"""What is wrong with an answer, found by a comparison with ours: of a value, or of what a function returned."""

import inspect
import re
from typing import Any

import numpy as np

from course_lib.exercises.call_records import Call, Record
from course_lib.exercises.diagnosis import compare
from course_lib.exercises.exchanged import exchanged_arguments
from course_lib.exercises.forms import form_fault
from course_lib.exercises.readings import as_plain
from course_lib.exercises.slips import alike, common_slips, slips, where
from course_lib.exercises.telling import clearest, tells_numbers
from course_lib.exercises.watching import holds_nan

TOO_SLOW = (
    "it was stopped after {} seconds: does a loop go on for ever, since its condition never changes, "
    "or does it do the same work again and again?"
)
PRINTS = "the function prints its result and returns None: end it with `return`"
SOME_RETURN = (
    "the function returns None, that is, nothing, for some inputs and a result for others: does its `return` stand in "
    "a loop or behind an `if`?"
)
NO_RETURN = "the function returns None, that is, nothing: does every way through it end in `return`?"
SAME_FOR_ALL = (
    "the function returns the same whatever it is given: does it use its arguments, "
    "or a number or a variable from outside?"
)

RATIO = re.compile(r"is \S+ times what it should be: a factor")


def fault_of_value(answer: Any, ours: Any, unique: bool = True) -> str:
    """A sentence about an answer that is no function; empty where the comparison finds no fault that has a name.

    Args:
        answer: the learner's.
        ours: a right one.
        unique: is it the only right one? Else the forms alone are compared.
    """
    fault = compare(answer, ours) if unique and not inspect.isroutine(ours) else form_fault(answer, ours)
    fault = RATIO.sub("is wrong by a factor: one", fault)  # its number would tell ours
    return f"your answer {fault}" if fault else ""


def fault_of_calls(record: Record, ours: Any, unique: bool = True) -> str:
    """A sentence about a function, from the calls that a check made of it; empty where none has a fault with a name.

    Args:
        record: of the calls.
        ours: the right function, which is given the same arguments.
        unique: is what it returns the only right result? Else the forms alone are compared.
    """
    pairs = [(call, right) for call in record.calls for right in _ours_of(call, ours)]
    if any(call.result is None and right is not None for call, right in pairs):
        some = any(call.result is not None for call, _ in pairs)
        return PRINTS if record.printed else SOME_RETURN if some else NO_RETURN
    faults = [_fault(*pair, unique) for pair in pairs]
    if not any(faults):
        return ""
    results, wanted = [call.result for call, _ in pairs], [right for _, right in pairs]
    if _is_constant(results) and not _is_constant(wanted) and not holds_nan(results):
        return SAME_FOR_ALL
    fault = _of_numbers(pairs) or clearest(faults, results)
    return f"the result {(tells_numbers(fault) and exchanged_arguments(record.calls, ours)) or fault}"


def _of_numbers(pairs):
    """Where all results are numbers: the slip that explains every wrong one, else what the first of these should be."""
    if not all(_is_finite(call.result) and _is_finite(right) for call, right in pairs):
        return ""
    numbers = [(np.asarray(call.result, float), np.asarray(right, float), sizes_of(call)) for call, right in pairs]
    wrong = [each for each in numbers if not alike(*each[:2])]
    if any(isinstance(right, bool | np.bool_) for _, right in pairs):
        return "" if len(wrong) == len(pairs) else where(np.asarray(not wrong[0][1]), wrong[0][1] > 0, tell=True)
    found = [
        [words for words in slips(*each) if words and not (_is_count(pairs) and RATIO.search(words))] for each in wrong
    ]
    kinds = [set(map(_kind, names)) for names in found]
    shared = (words for words in found[0] if all(_kind(words) in each for each in kinds))
    return next(shared, "") or (not _is_count(pairs) and _of_all(numbers)) or where(*wrong[0][:2], tell=True)


def _is_count(pairs):
    """Are the right results small whole numbers, between which any factor is chance?"""
    return all(isinstance(right, int | np.integer) and abs(int(right)) < 20 for _, right in pairs)


def _of_all(numbers):
    """The slip that leads from the right numbers of several calls to the wrong ones: one factor, one constant."""
    got, right = (np.array(each) for each in list(zip(*numbers, strict=True))[:2])
    if np.unique(right).size < 3:
        return ""
    return next(filter(None, common_slips(got, right)), "")


def _is_finite(value):
    return isinstance(value, int | float | np.number | np.bool_) and bool(np.isfinite(value))


def _kind(words):
    """The words of a slip without the number of rows, which differs from call to call."""
    return words.partition("rows or columns here")[2] or words


def _fault(call, right, unique):
    if not unique:
        return form_fault(call.result, right)
    return compare(call.result, right, sizes_of(call), tell=True)


def is_cut_off(record: Record, ours: Any) -> bool:
    """Is each wrong result what ours returns, without what comes after the point?"""
    pairs = [(call.result, right) for call in record.calls for right in _ours_of(call, ours)]
    wrong = [pair for pair in pairs if compare(*pair, tell=True)]
    return bool(wrong) and all(_is_finite(right) and _is_finite(got) and got == right // 1 for got, right in wrong)


def is_of_other_kind(record: Record, ours: Any) -> bool:
    """Does a function, whose calls were recorded, return fractions or lists where ours returns numbers or arrays?"""
    other = [call for call in record.calls if as_plain(call.result) is not call.result]
    return any(type(call.result) is not type(right) for call in other for right in _ours_of(call, ours))


def _ours_of(call, ours):
    """What ours returns for a call, alone in a list; empty where it refuses."""
    if not callable(ours):
        return []
    try:
        return [ours(*call.positional, **call.named)]
    except Exception:
        return []


def _is_constant(results):
    try:
        return all(np.array_equal(results[0], each, equal_nan=True) for each in results[1:])
    except Exception:  # no numbers
        return False


def sizes_of(call: Call) -> frozenset[int]:
    """Lengths of all axes of what a function was given in a call."""
    given = [*call.positional, *call.named.values()]
    parts = [part for each in given for part in (each if isinstance(each, tuple | list) else [each])]
    return frozenset(size for part in parts if hasattr(part, "shape") for size in np.shape(part))

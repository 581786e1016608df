"""The verdict on an answer: its check, within a time limit, and what a comparison with ours adds."""

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_lib.errors import expect
from course_lib.exercises import checks
from course_lib.exercises.call_records import Record
from course_lib.exercises.explaining import HIDDEN_DRAWS, explain, of_hidden_input
from course_lib.exercises.faults import TOO_SLOW, is_of_other_kind
from course_lib.exercises.forms import form_fault
from course_lib.exercises.leaving import SENTENCE, kernel_stays
from course_lib.exercises.limits import TooSlow, time_limit
from course_lib.exercises.readings import as_plain, other_readings, without_fractions
from course_lib.exercises.verdicts import NOT_YET, SOLVED, WRONG
from course_lib.exercises.watching import NotSolvedYet, is_stub, watched


class Exercise(NamedTuple):
    """What an answer is judged by.

    Args:
        check: a function of asserts.
        ours: a right answer.
        again: makes arguments for a function from a random generator, to try it on what the check does not show.
        seconds: how long it may take.
        unique: is ours the only right answer?
        in_percent: may a number between 0 and 1 be given in percent?
    """

    check: Callable[[Any], None]
    ours: Any
    again: Callable[[np.random.Generator], tuple] | None
    seconds: float
    unique: bool = True
    in_percent: bool = True


class Verdict(NamedTuple):
    """A state, its explanation, and the answer as the lesson goes on with it."""

    state: str
    explanation: str
    answer: Any


def judge(answer: Any, exercise: Exercise) -> Verdict:
    """State and explanation of an answer; nothing that an answer does is raised.

    Raises:
        ValueError: the check returns something, or holds no assert.
    """
    if is_stub(answer):
        return Verdict(NOT_YET, "", answer)
    try:
        with time_limit(exercise.seconds), kernel_stays():
            return _judge(answer, exercise)
    except TooSlow:
        return Verdict(WRONG, TOO_SLOW.format(f"{exercise.seconds:g}"), answer)
    except SystemExit:
        return Verdict(WRONG, SENTENCE, answer)


def _judge(answer, exercise):
    try:
        record = Record()
        sentence = _sentence(answer, exercise, record)
        if sentence:
            others = [(each, _sentence(each, exercise, Record())) for each in _other_readings(answer, exercise, record)]
            kept = others[0][1] if others and _has_texts(answer) else sentence  # of its number or parts
            answer, sentence = next((pair for pair in others if not pair[1]), (answer, kept))
        elif inspect.isroutine(answer) and is_of_other_kind(record, exercise.ours):
            answer = watched(answer, Record(), as_plain)  # the lesson goes on with plain numbers
        else:
            answer = without_fractions(answer)
    except NotSolvedYet:
        return Verdict(NOT_YET, "", answer)
    return Verdict(WRONG if sentence else SOLVED, sentence, answer)


def _has_texts(answer):
    parts = answer if isinstance(answer, tuple | list) else (answer,)
    return any(isinstance(each, str | dict) for each in parts)


def _other_readings(answer, exercise, record):
    if not inspect.isroutine(answer):
        yield from other_readings(answer, exercise.ours, exercise.in_percent)
    elif any(as_plain(call.result) is not call.result for call in record.calls):
        yield watched(answer, Record(), as_plain)


def _sentence(answer, exercise, record):
    """What is wrong with an answer, written as it is; empty where nothing is. The record gets what a function does."""
    check = exercise.check
    try:
        verdict = check(watched(answer, record) if inspect.isroutine(answer) else answer)
        fault = _fault_that_the_check_missed(answer, exercise, record)
    except NotSolvedYet:
        raise
    except Exception as error:
        if "ellipsis" in str(error):  # a stub in the middle of a calculation
            raise NotSolvedYet from error
        return explain(error, answer, exercise, record)
    expect(verdict is None, "check", f"a function that returned {verdict!r}", "a function of asserts, without a return")
    expect(checks.can_raise(check), "check", check, "a function of asserts, which this one passed without any")
    return fault


def _fault_that_the_check_missed(answer, exercise, record):
    fault = form_fault(answer, exercise.ours)
    if fault:
        return f"the answer {fault}"
    if not (inspect.isroutine(answer) and inspect.isroutine(exercise.ours)):
        return ""
    if record.gave_nan:
        by_ours = Record()
        exercise.check(watched(exercise.ours, by_ours))
        if not by_ours.gave_nan:
            return "the function returns NaN, which is not a number"
    return _fault_on_hidden_input(answer, exercise) if exercise.again else ""


def _fault_on_hidden_input(answer, exercise):
    record, rng = Record(), np.random.default_rng(len(exercise.check.__name__))
    function = watched(answer, record)
    for _ in range(HIDDEN_DRAWS):
        function(*exercise.again(rng))
    return of_hidden_input(answer, exercise, record)

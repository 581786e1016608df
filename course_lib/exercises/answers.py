"""Exercises: check an answer, say what is wrong with it, and let the lesson go on in any case."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from IPython.display import display

from course_lib.errors import CourseProblem, expect
from course_lib.exercises import checks, progress_file
from course_lib.exercises.forms import marked, was_marked
from course_lib.exercises.judging import Exercise, Verdict, judge
from course_lib.exercises.seal import seal
from course_lib.exercises.verdicts import NOT_JUDGED, NOT_YET, SOLVED, Line, Table, show
from course_lib.exercises.watching import is_stub
from course_lib.settings import read_setting

RUN_YOURS = "This is still our version: run the cell of your answer first."
# Equal values of these types are one object in Python, so it cannot be told who wrote them.
SHARED = (bool, int, str, type(None))
_handed_out: dict[str, list] = {}


def attempt(
    name: str,
    answer: Any,
    check: Callable[[Any], None],
    ours: Any,
    again: Callable[[np.random.Generator], tuple] | None = None,
    seconds: float = 30,
    unique: bool = True,
    in_percent: bool = True,
) -> Any:
    """Run `check(answer)` and show one line about the exercise; whatever goes wrong in the check is shown, not raised.

    Args:
        name: of the exercise, such as "01-2".
        answer: the learner's, of any type. `...`, or a function that returns `...`, is not solved yet.
        check: a function of asserts, each with a message that explains. Python with -O leaves them out: not judged.
        ours: the answer that the lesson goes on with meanwhile. An answer of another form, such as an array where ours
            is a number, or one that is not a number at all, does not solve the exercise.
        again: for a function: makes its arguments, a tuple, from a random generator. What `check` finds right is tried
            on three such tuples, and must return there what `ours` returns.
        seconds: after which an answer is stopped. The variable COURSE_ANSWER_SECONDS stands above it.
        unique: is ours the only right answer? Else a wrong one is compared with it in its form alone.
        in_percent: may a number between 0 and 1 be given in percent? Not where it is no share, as a number of bits.

    Returns:
        `answer` if it is solved, with its numbers as ours has them where they came as fractions, lists or in percent;
        else `ours`, its numbers and texts marked, to be known when the check runs again.

    Raises:
        ValueError: `name`, `check` or `ours` is not of that form.
    """
    expect(
        isinstance(name, str) and re.fullmatch(r"\d\d[b-z]?-\d+", name),
        "name",
        repr(name),
        'an exercise such as "01-2"',
    )
    checks.refuse_unfit(check)
    expect(not is_stub(ours), "ours", ours, "an answer that the lesson can go on with")
    given = _handed_out.setdefault(name, [])
    verdict = Verdict(NOT_JUDGED, checks.why_blind(), answer)
    if not checks.why_blind():
        kept = [part for one in given for part in _parts(one)]
        own = not _is_ours(answer, name, kept)  # else the check alone was run again
        exercise = Exercise(check, ours, again, _seconds(seconds), unique, in_percent)
        verdict = judge(answer, exercise) if own else Verdict(NOT_YET, RUN_YOURS, answer)
    line = Line(name, verdict.state, verdict.explanation, _record(name, verdict.state))
    line.for_programs |= seal(**line.for_programs)
    show(line)
    if verdict.state == SOLVED:
        return verdict.answer
    given.append(marked(ours, name))
    return given[-1]


def _seconds(seconds):
    said = read_setting("COURSE_ANSWER_SECONDS")
    try:
        found = float(said or seconds)
    except ValueError:
        found = -1.0
    if not 0 < found < float("inf"):
        raise CourseProblem(f"COURSE_ANSWER_SECONDS: expected a positive number of seconds, got {said or seconds!r}")
    return found


def _parts(ours):
    """Ours itself and, of a tuple or list, its parts: the lesson may take it apart and put it together again."""
    yield ours
    if isinstance(ours, tuple | list):
        for part in ours:
            yield from _parts(part)


def _is_ours(answer, name, handed_out):
    """Is an answer one of the objects that were handed out for the exercise, or a tuple or list of these alone?"""
    if was_marked(answer, name) or (not isinstance(answer, SHARED) and any(answer is one for one in handed_out)):
        return True
    told = [part for part in answer if not isinstance(part, bool | None)] if isinstance(answer, tuple | list) else []
    return bool(told) and all(_is_ours(part, name, handed_out) for part in told)


def progress() -> None:
    """Show which exercises were tried and which are solved; a sentence says why where that cannot be read."""
    try:
        entries, sentence = progress_file.load()
    except (CourseProblem, OSError) as error:
        entries, sentence = {}, f"Your progress could not be read: {error}"
    display(Table(entries, sentence))


def _record(name, state):
    """Note the attempt; return a sentence for the learner where that went wrong."""
    if state == NOT_JUDGED or Path.cwd().name == "solutions":
        return ""  # running our solutions is not solving
    try:
        return progress_file.record(name, solved=state == SOLVED, tried=state != NOT_YET)
    except (CourseProblem, OSError) as error:
        return f"Your progress could not be saved: {error}"

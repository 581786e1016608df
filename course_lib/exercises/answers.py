"""Exercises: check an answer, say what is wrong with it, and let the lesson go on in any case."""

import inspect
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from IPython.display import display

from course_lib.errors import CourseProblem, expect
from course_lib.exercises import checks, progress_file
from course_lib.exercises.forms import marked, other_form, was_marked
from course_lib.exercises.leaving import SENTENCE, kernel_stays
from course_lib.exercises.verdicts import NOT_JUDGED, NOT_YET, SOLVED, WRONG, Line, Table
from course_lib.exercises.watching import NotSolvedYet, is_stub, watched

RUN_YOURS = "This is still our version: run the cell of your answer first."
# Equal values of these types are one object in Python, so it cannot be told who wrote them.
SHARED = (bool, int, str, type(None))
_handed_out: dict[str, list] = {}


def attempt(name: str, answer: Any, check: Callable[[Any], None], ours: Any) -> Any:
    """Run `check(answer)` and show one line about the exercise; whatever goes wrong in the check is shown, not raised.

    Args:
        name: of the exercise, such as "01-2".
        answer: the learner's, of any type. `...`, or a function that returns `...`, is not solved yet.
        check: a function of asserts, each with a message that explains. Python with -O leaves them out: not judged.
        ours: the answer that the lesson goes on with meanwhile. An answer of another form, such as an array where ours
            is a number, or one that is not a number at all, does not solve the exercise.

    Returns:
        `answer` if it is solved, else `ours`, its numbers and texts marked, to be known when the check runs again.

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
    if checks.why_blind():
        state, explanation = NOT_JUDGED, checks.why_blind()
    elif _is_ours(answer, name, [part for one in given for part in _parts(one)]):
        state, explanation = NOT_YET, RUN_YOURS  # the check alone was run again
    else:
        state, explanation = _judge(answer, check, ours)
    display(Line(name, state, explanation, _record(name, state)))
    if state == SOLVED:
        return answer
    given.append(marked(ours, name))
    return given[-1]


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


def _judge(answer, check, ours):
    """State and explanation of an answer."""
    if is_stub(answer):
        return NOT_YET, ""
    gave_nan: list[bool] = []
    try:
        with kernel_stays():
            verdict = check(watched(answer, gave_nan) if inspect.isroutine(answer) else answer)
        differs = other_form(answer, ours) or _nan_but_not_ours(gave_nan, check, ours)
    except NotSolvedYet:
        return NOT_YET, ""
    except SystemExit:
        return WRONG, SENTENCE
    except Exception as error:
        # A stub in the middle of a calculation shows as an error about an ellipsis.
        return (NOT_YET, "") if "ellipsis" in str(error) else (WRONG, _explain(error, check, answer))
    expect(verdict is None, "check", f"a function that returned {verdict!r}", "a function of asserts, without a return")
    expect(checks.can_raise(check), "check", check, "a function of asserts, which this one passed without any")
    return (WRONG, differs) if differs else (SOLVED, "")


def _nan_but_not_ours(gave_nan, check, ours):
    """A sentence where a function gave NaN to a check that saw none from ours; no comparison with NaN fails loudly."""
    by_ours: list[bool] = []
    if any(gave_nan) and inspect.isroutine(ours):
        check(watched(ours, by_ours))
    return "the function returns NaN, which is not a number" if any(gave_nan) and not any(by_ours) else ""


def _explain(error, check, answer):
    if isinstance(error, AssertionError) and str(error):
        return str(error)
    files = {function.__code__.co_filename for function in (check, answer) if hasattr(function, "__code__")}
    lines = [
        frame.line for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files and frame.line
    ]
    where = f"`{lines[-1]}`" if lines else "the check"
    if isinstance(error, AssertionError):
        return f"this does not hold: {where}"
    return f"{type(error).__name__} in {where}: {error}"


def _record(name, state):
    """Note the attempt; return a sentence for the learner where that went wrong."""
    if state == NOT_JUDGED or Path.cwd().name == "solutions":
        return ""  # running our solutions is not solving
    try:
        return progress_file.record(name, solved=state == SOLVED, tried=state != NOT_YET)
    except (CourseProblem, OSError) as error:
        return f"Your progress could not be saved: {error}"

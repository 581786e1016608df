"""The sentence about a wrong answer: the words of its check or of Python, and what a comparison with ours adds."""

import inspect
import re
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import numpy as np

from course_lib.exercises.call_records import Call, Record
from course_lib.exercises.faults import SAME_FOR_ALL, fault_of_calls, fault_of_value, is_cut_off, sizes_of
from course_lib.exercises.own_code import axes_counted, floor_divides, has_numbers_of_its_own, whole_numbers
from course_lib.exercises.quoting import line_in
from course_lib.exercises.telling import tells_numbers
from course_lib.exercises.unused import MOST_DRAWS, ignored_argument
from course_lib.exercises.watching import watched

HIDDEN_DRAWS = 3
FROM_OUTSIDE = "is a number in it made for the check, or read from a variable outside the function?"
ONE_CASE = "what is different in them: their number, their order, their size, their sign?"
CUTS = "`//` divides and cuts off what comes after the point: divide with `/`"
INSTEAD = "is it used, or does a number or a variable from outside stand in its place?"
# What says little of a value beside any words of the check: it as it was written, what two numbers have by chance.
SAYS_LITTLE = re.compile(r"your answer .*(which is not what is asked|of which .* by a factor|whole numbers alone)")
# What says little beside a named slip, as it may be chance.
BLURS = (SAME_FOR_ALL, INSTEAD, CUTS, "but for its digits", "were exchanged", "a mean where a sum is asked")
OF_A_SLIP = re.compile(r"assert (.* or )?not [\w.]*\(")
SHAPES = "these shapes do not fit together: along which axis is something summed or joined, where is an axis missing?"
TRUTH = (
    "an array is neither true nor false as a whole: `|`, `&`, `~` and np.where work number by number, "
    "and `or`, `and`, `not`, `in` and `if` do not"
)
# What lies behind words of Python or NumPy that name no fault of the answer.
REASONS = {
    "broadcast": SHAPES,
    "mismatch in its core": SHAPES,
    "not aligned": SHAPES,
    "arrays can be converted to Python scalars": "`math` takes one number: the functions of NumPy take whole arrays",
    "truth value of an array": TRUTH,
    "boolean index did not match": "a mask fits what it was made from: was one of the two cut, and not the other?",
    "cannot reshape": "the numbers do not fill that shape: which axis is parted, and into how many parts?",
    "can't multiply sequence": "a list is not multiplied number by number: make an array of it",
    "'list' and '": "a list does not calculate: make an array of it",
    "recursion depth": "the function calls itself and comes to no end: is another function meant?",
    "'NoneType'": "something is None here: does a function end without `return`, or change its argument instead?",
}


def explain(error: Exception, answer: Any, exercise: Any, record: Record) -> str:
    """The check's own words or Python's, and what a comparison with ours finds.

    Args:
        error: that the check raised.
        answer: the learner's.
        exercise: what it is judged by, an `Exercise`.
        record: of the calls that the check made, where the answer is a function.
    """
    is_function = inspect.isroutine(answer)
    if is_function and exercise.again and record.calls and not record.raised:
        _try_others(answer, exercise, record)
    if is_function and "//" not in str(error) and floor_divides(answer) and is_cut_off(record, exercise.ours):
        return CUTS
    find, given = (fault_of_calls, record) if is_function else (fault_of_value, answer)
    fault = find(given, exercise.ours, exercise.unique)
    if not fault or fault == SAME_FOR_ALL or tells_numbers(fault):
        fault = _unused(answer, exercise, record) or fault
    if floor_divides(answer) and not floor_divides(exercise.ours) and (not fault or tells_numbers(fault)):
        fault = CUTS
    own = line_in(error, answer, None if record.raised or not is_function else exercise.check)
    if isinstance(error, AssertionError):
        line = line_in(error, exercise.check)
        said = str(error) or f"this does not hold: `{line or 'a line of the check'}`"
        return _joined(said, "" if str(error) and _adds_little(fault, line, said) else fault)
    said = f"{type(error).__name__} in `{own or line_in(error, exercise.check) or 'the check'}`: {error}"
    reason = next((reason for words, reason in REASONS.items() if words in str(error)), "")
    said = _joined(said, _of_a_size(answer, record) if reason == SHAPES else reason)
    if isinstance(error, NameError) and own:
        said = _joined(said, "is that name known where it stands, or only inside another function?")
    return _joined(said, "") if own or not fault else fault


def of_hidden_input(answer: Any, exercise: Any, record: Record) -> str:
    """A sentence about a function that the check found right, from its calls with other arguments; empty if right."""
    form = fault_of_calls(record, exercise.ours, unique=False)
    if form:
        return form
    fault = fault_of_calls(record, exercise.ours)
    unused = _unused(answer, exercise, record) if fault else ""
    said = f"it is right for the numbers of the check, and wrong for others that were drawn: {unused or fault}"
    why = FROM_OUTSIDE if has_numbers_of_its_own(answer) else ONE_CASE
    return _joined(said, "" if unused or fault == SAME_FOR_ALL or not tells_numbers(fault) else why) if fault else ""


def _try_others(answer, exercise, record):
    """Let the record have calls with other arguments, too: what is a slip in one call may be chance."""
    if fault_of_calls(record, exercise.ours, unique=False):
        return  # a result of another form is no chance
    rng, function = np.random.default_rng(len(exercise.check.__name__)), watched(answer, record)
    try:
        for _ in range(HIDDEN_DRAWS):
            with redirect_stdout(StringIO()):
                function(*exercise.again(rng))
    except Exception:  # what the check said is enough
        record.raised = False


def _of_a_size(answer, record):
    """What may lie behind shapes that do not fit: a number in the code that is no size of what was given."""
    positional, named = record.given or ((), {})
    sizes = sizes_of(Call(positional, named, None)) | {each for each in positional if isinstance(each, int)}
    own, axes = sorted(whole_numbers(answer) - sizes), axes_counted(answer)
    if own:
        return f"{SHAPES[:-1]}, and does the {own[0]} in your code fit what the function is given?"
    return f"{SHAPES[:-1]}, and is `.shape[{axes[0]}]` the length that is meant?" if axes else SHAPES


def _adds_little(fault, line, said):
    """Would a fault only blur what the check said, in a line such as `assert not close(answer, slip), words`?"""
    of_a_slip = OF_A_SLIP.match(line) or said.endswith("let it work on a copy")
    known = any(words in said and words in fault for words in ("exchanged", "rounded"))
    return (
        known
        or "is right at 0 of" in fault
        or SAYS_LITTLE.match(fault)
        or (of_a_slip and (any(words in fault for words in BLURS) or tells_numbers(fault)))
    )


def _unused(answer, exercise, record):
    """A sentence about an argument that the answer does not use."""
    if not (inspect.isroutine(answer) and inspect.isroutine(exercise.ours)) or record.raised:
        return ""
    rng = np.random.default_rng(len(exercise.check.__name__))
    given = [call.positional for call in record.calls if not call.named]
    draws = [exercise.again(rng) for _ in range(MOST_DRAWS)] if exercise.again else given
    name = ignored_argument(answer, exercise.ours, draws)
    return f"the result is the same for every `{name}`: {INSTEAD}" if name else ""


def _joined(said, fault):
    said = said.strip()
    end = "" if said.endswith((".", "!", "?")) else "."
    return f"{said}{end} {fault[0].upper()}{fault[1:]}" if fault else said

"""A lesson in one run: what the learner sees from top to bottom, and our solutions on the way.

A lesson takes a minute or more, and the learner's notebook and the solutions differ in their exercises alone. So one
kernel takes both: at each exercise first our solution, whose check must say that it is solved, then the answer with
which the lesson goes on where there is none, `ours`, of which the same is asked, then the learner's stub, whose check
must say that it is not solved yet. There the answers of notebooks/answers are tried as well. The lesson then goes on
as it does for a learner who answers nothing.
exercise_rules sees to it that no solution binds a name on which the rest of the lesson depends.
"""

import ast
import copy
from collections.abc import Iterator

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

OPEN = "open"  # the tag of a check that comes after the stub
ANSWERS = "answers"  # the tag of a cell that tries answers


def merge(learners: NotebookNode, solutions: NotebookNode, lesson: str = "") -> NotebookNode:
    """One notebook out of the two of a lesson, whose cells have their number in the source as id.

    Args:
        learners: with the stubs.
        solutions: with our answers in their place.
        lesson: its name, such as 02_losses, where the answers of notebooks/answers are to be tried.

    Returns:
        The solutions; after each check come a check of `ours`, its id ending in -ours, then the stub and the check once
        more, tagged `open`, their ids ending in -open, then a cell that tries answers, tagged `answers`.

    Raises:
        ValueError: a stub without a check after it, or a check that passes no `ours` to `attempt`.
    """
    stubs = [cell for cell in learners.cells if "exercise" in cell.metadata.get("tags", [])]
    merged = copy.copy(solutions)
    merged.cells = list(_with_stubs(solutions.cells, stubs, lesson))
    if stubs:
        raise ValueError(f"learners: expected a check after each stub, got none after cell {stubs[0].id}")
    return merged


def _with_stubs(cells: list[NotebookNode], stubs: list[NotebookNode], lesson: str) -> Iterator[NotebookNode]:
    """The cells; after each check that of `ours`, the stub before it, taken from `stubs`, the check again, answers."""
    for cell in cells:
        yield cell
        if "check" in cell.metadata.get("tags", []):
            yield _of_ours(cell)
            for again in (stubs.pop(0), cell):
                yield _opened(again)
            if lesson:
                yield _of_answers(cell, lesson)


def _opened(cell: NotebookNode) -> NotebookNode:
    again = copy.deepcopy(cell)
    again.id += "-open"
    again.metadata.tags.append(OPEN)
    return again


def _of_ours(cell: NotebookNode) -> NotebookNode:
    """The `attempt` of a check once more, with `ours` in the place of the answer.

    It comes before the stub: what `attempt` has handed out for a stub, it does not take for an answer any more.
    """
    call = _attempt(cell)
    given = [*call.args[3:4], *(word.value for word in call.keywords if word.arg == "ours")]
    if len(given) != 1:
        raise ValueError(f"cell {cell.id}: expected an `attempt` that is given `ours`, got one without")
    call.args[1] = given[0]
    return new_code_cell(ast.unparse(call), id=f"{cell.id}-ours", metadata={"tags": ["check"]})


def _of_answers(cell: NotebookNode, lesson: str) -> NotebookNode:
    """Tries all answers of the exercise of a check."""
    exercise = ast.literal_eval(_attempt(cell).args[0])
    code = f"from course_lib.authoring import trying\n\ntrying.show(globals(), {lesson!r}, {exercise!r})"
    return new_code_cell(code, id=f"{cell.id}-answers", metadata={"tags": [ANSWERS]})


def _attempt(cell: NotebookNode) -> ast.Call:
    calls = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call) and attempts(node)]
    if len(calls) != 1:
        raise ValueError(f"cell {cell.id}: expected one `attempt` with the answer `ours`, got {len(calls)}")
    return calls[0]


def attempts(call: ast.Call) -> bool:
    """Does a call name `attempt`, alone or with its module?"""
    return getattr(call.func, "id", getattr(call.func, "attr", "")) == "attempt"

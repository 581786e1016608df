"""A lesson in one run: what the learner sees from top to bottom, and our solutions on the way.

A lesson takes a minute or more, and the learner's notebook and the solutions differ in their exercises alone. So one
kernel takes both: at each exercise first our solution, whose check must say that it is solved, then the learner's stub,
whose check must say that it is not solved yet. The lesson then goes on as it does for a learner who answers nothing.
exercise_rules sees to it that no solution binds a name on which the rest of the lesson depends.
"""

import copy
from collections.abc import Iterator

from nbformat import NotebookNode

OPEN = "open"  # the tag of a check that comes after the stub


def merge(learners: NotebookNode, solutions: NotebookNode) -> NotebookNode:
    """One notebook out of the two of a lesson, whose cells have their number in the source as id.

    Args:
        learners: with the stubs.
        solutions: with our answers in their place.

    Returns:
        The solutions; after each check come the stub and the check once more, tagged `open`, their ids ending in -open.

    Raises:
        ValueError: a stub without a check after it.
    """
    stubs = [cell for cell in learners.cells if "exercise" in cell.metadata.get("tags", [])]
    merged = copy.copy(solutions)
    merged.cells = list(_with_stubs(solutions.cells, stubs))
    if stubs:
        raise ValueError(f"learners: expected a check after each stub, got none after cell {stubs[0].id}")
    return merged


def _with_stubs(cells: list[NotebookNode], stubs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """The cells; after each check the stub that lies before it, which is taken from `stubs`, and the check again."""
    for cell in cells:
        yield cell
        if "check" in cell.metadata.get("tags", []):
            for again in (stubs.pop(0), cell):
                yield _opened(again)


def _opened(cell: NotebookNode) -> NotebookNode:
    again = copy.deepcopy(cell)
    again.id += "-open"
    again.metadata.tags.append(OPEN)
    return again

"""A learner's notebook as an assignment of nbgrader.

The answers are cells that nbgrader takes from the student; all other code is locked, and nbgrader puts it back where it
was changed. nbgrader gives a point where a graded cell raises no error and prints no warning. A check raises none, for
the lesson goes on after it. So it is graded with no point, which has it put back where it was deleted, and behind each
one comes a cell with one point, which raises the sentence of the check where the exercise is not solved.
"""

import copy

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course_lib.classroom.release import CHECK, STUB, Release

POINT = "-point"  # how the id of a cell with a point ends


def assignment(learners: NotebookNode, release: Release) -> NotebookNode:
    """The learner's notebook with what nbgrader wants to know, and a cell with one point behind each check."""
    made = copy.deepcopy(learners)
    made.cells = [each for cell in made.cells for each in _with_point(cell, release)]
    nbformat.validate(made)
    return made


def answered(made: NotebookNode, release: Release) -> NotebookNode:
    """An assignment with our own answers, which must get all points before anybody's are graded."""
    made = copy.deepcopy(made)
    stubs = {cell.id: cell.exercise for cell in release.cells if cell.part == STUB}
    for cell in made.cells:
        if cell.id in stubs:
            cell.source = release.solutions[stubs[cell.id]]
    return made


def _with_point(cell, release):
    parts = {each.id: each for each in release.cells}
    if cell.id not in parts:
        return [cell]
    known = parts[cell.id]
    if known.part != CHECK:
        return [_known_to_nbgrader(cell, solution=known.part == STUB)]
    code = f'from course_lib.exercises import require_solved\n\nrequire_solved("{known.exercise}")'
    point = new_code_cell(code, id=f"{cell.id}{POINT}")
    return [_known_to_nbgrader(cell, points=0), _known_to_nbgrader(point, points=1)]


def _known_to_nbgrader(cell, solution=False, points=None):
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": cell.id,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
        **({} if points is None else {"points": points}),
    }
    return cell

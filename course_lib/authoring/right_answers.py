"""A lesson solved by a learner whose right answers are written otherwise than ours: it must run to its end, too."""

import copy
from collections.abc import Sequence

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from course_lib.authoring import names
from course_lib.authoring.sample_answers import Answer, Exercise
from course_lib.authoring.source import Cell, Lesson
from course_lib.exercises.verdicts import SOLVED


def put_in(
    solutions: NotebookNode,
    exercises: dict[str, Exercise],
    answers: Sequence[Answer],
    nth: int,
    last: str | None = None,
) -> NotebookNode:
    """The notebook of the solutions with other right answers in their place.

    Args:
        solutions: whose cells have their number in the source as id.
        exercises: of the lesson, from `sample_answers.exercises`.
        answers: of the lesson, from `sample_answers.read`.
        nth: which of the right answers of each exercise, counted from 0; after the last one comes the first.
        last: the id of the cell after which the notebook ends, such as the last that depends on an answer.

    Raises:
        ValueError: an exercise has no right answer.
    """
    code = {each.check.id: _right(answers, each.id, nth).code for each in exercises.values()}
    other = copy.copy(solutions)
    other.cells = []
    for cell in solutions.cells:
        if cell.id in code:
            other.cells.append(new_code_cell(code[cell.id], id=f"{cell.id}-right"))
        if not (cell.cell_type == "code" and "solution" in cell.metadata.get("tags", [])):
            other.cells.append(cell)
        if cell.id == last:
            break
    return other


def last_dependent(lesson: Lesson, exercise: Exercise) -> Cell | None:
    """The last code cell below an exercise that depends on what its answer binds, if there is one.

    A cell depends on it if it reads one of these names, or a name that a cell bound which depends on it.
    """
    last, depends = None, names.bound_by(exercise.stub.text)
    for cell in lesson.cells[lesson.cells.index(exercise.check) + 1 :]:
        read = names.read_by(cell.text) if cell.is_code else set()
        if read & depends:
            last = cell
            depends |= names.bound_by(cell.text)
    return last


def _right(answers, exercise, nth):
    right = [each for each in answers if each.exercise == exercise and each.state == SOLVED]
    if not right:
        raise ValueError(f"answers: expected a right one of exercise {exercise}, got none")
    return right[nth % len(right)]


def most(answers: Sequence[Answer]) -> int:
    """How many right answers the exercise has that has most."""
    right = [each.exercise for each in answers if each.state == SOLVED]
    return max(map(right.count, right), default=0)

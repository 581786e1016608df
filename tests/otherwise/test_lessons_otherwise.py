"""Every lesson goes on with right answers that are written otherwise than ours.

An answer that no later cell depends on has been tried by its check already; a lesson runs here as far as one depends.
"""

import nbformat
import pytest

from course_lib.authoring import gate, kernel, right_answers, sample_answers, source
from course_lib.authoring.right_answers import last_dependent, most
from course_lib.paths import ROOT

NOTEBOOKS = ROOT / "notebooks"
LESSONS = {path.stem: source.read(path) for path in sorted((NOTEBOOKS / "source").glob("*.py"), reverse=True)}
ANSWERS = {name: sample_answers.read(sample_answers.FOLDER / f"{name}.py") for name in LESSONS}


def runs():
    """Lesson, number of the answers, and the last cell that depends on an answer, of each run."""
    for name, lesson in LESSONS.items():
        exercises = sample_answers.exercises(lesson)
        last = {each.id: last_dependent(lesson, each) for each in exercises.values()}
        needed = [each for each in ANSWERS[name] if last[each.exercise]]
        end = max((cell for cell in last.values() if cell), key=lesson.cells.index, default=None)
        yield from (pytest.param(name, nth, end.id, id=f"{name} {nth}") for nth in range(most(needed)))


@pytest.mark.parametrize(("name", "nth", "end"), runs())
def test_a_lesson_goes_on_with_other_right_answers(name, nth, end):
    solutions = nbformat.read(NOTEBOOKS / "solutions" / f"{name}.ipynb", 4)
    exercises = sample_answers.exercises(LESSONS[name])
    notebook = right_answers.put_in(solutions, exercises, ANSWERS[name], nth, end)
    client = kernel.client(NOTEBOOKS / f"{name}.ipynb", notebook)
    assert gate.run(client, solutions=True, COURSE_OFFLINE="1") == []

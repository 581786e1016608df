"""Every lesson runs to its end for a learner whose right answers are written otherwise than ours."""

import nbformat
import pytest

from course_lib.authoring import gate, kernel, right_answers, sample_answers, source
from course_lib.paths import ROOT

NOTEBOOKS = ROOT / "notebooks"
LESSONS = sorted((NOTEBOOKS / "source").glob("*.py"), reverse=True)  # the longest first
ANSWERS = {path.stem: sample_answers.read(sample_answers.FOLDER / path.name) for path in LESSONS}


@pytest.mark.parametrize(
    ("path", "nth"),
    [
        pytest.param(path, nth, id=f"{path.stem} {nth}")
        for path in LESSONS
        for nth in range(right_answers.most(ANSWERS[path.stem]))
    ],
)
def test_a_lesson_goes_on_with_other_right_answers(path, nth):
    exercises = sample_answers.exercises(source.read(path))
    solutions = nbformat.read(NOTEBOOKS / "solutions" / f"{path.stem}.ipynb", 4)
    notebook = right_answers.put_in(solutions, exercises, ANSWERS[path.stem], nth)
    client = kernel.client(NOTEBOOKS / f"{path.stem}.ipynb", notebook)
    assert gate.run(client, solutions=True, COURSE_OFFLINE="1") == []

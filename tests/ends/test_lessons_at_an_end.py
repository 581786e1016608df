"""Every lesson holds its promises with the versions at hand, each exercise solved and not solved.

The answers of notebooks/answers are left to `make test`. No run is kept, for the book shows the usual versions.
"""

import nbformat
import pytest

from course_lib.authoring import gate, kernel, one_run
from course_lib.paths import ROOT

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"), reverse=True)  # the longest first


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_passes_the_gate_solved_and_not_solved(path):
    learners, solutions = (nbformat.read(each, 4) for each in (path, path.parent / "solutions" / path.name))
    client = kernel.client(path, one_run.merge(learners, solutions))
    assert gate.run(client, solutions=True, COURSE_OFFLINE="1") == []

"""Every lesson holds its promises with each code cell run twice in a row, and from each heading that needs no other."""

import nbformat
import pytest

from course_lib.authoring import gate, kernel, one_run, sections, source, twice
from course_lib.paths import ROOT

NOTEBOOKS = ROOT / "notebooks"
LESSONS = {path.stem: path for path in sorted((NOTEBOOKS / "source").glob("*.py"), reverse=True)}  # the longest first
FREE = {
    f"{name} from {number}": (name, section)
    for name, path in LESSONS.items()
    for number, section in sections.free(source.read(path)).items()
}


@pytest.mark.parametrize("name", LESSONS)
def test_each_cell_runs_twice(name):
    path = NOTEBOOKS / f"{name}.ipynb"
    learners, solutions = (nbformat.read(each, 4) for each in (path, NOTEBOOKS / "solutions" / path.name))
    doubled = twice.double(one_run.merge(learners, solutions))
    assert twice.run(kernel.client(path, doubled), solutions=True, COURSE_OFFLINE="1") == []


@pytest.mark.parametrize(("name", "section"), FREE.values(), ids=FREE)
def test_a_lesson_begins_at_a_heading_that_its_card_names(name, section):
    notebook = sections.begun_at(source.read(LESSONS[name]), section)
    client = kernel.client(NOTEBOOKS / f"{name}.ipynb", notebook)
    assert gate.run(client, solutions=False, COURSE_OFFLINE="1") == []

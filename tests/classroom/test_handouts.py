"""What is written for students, for the instructor and for nbgrader."""

import nbformat
import pytest
from helpers.commands import call
from helpers.submissions import LESSON, RELEASE

from course_lib.authoring import links
from course_lib.classroom import handouts
from course_lib.classroom.release import lesson_names
from course_lib.errors import CourseProblem
from course_lib.paths import ROOT

WITH_A_FIGURE = "01_topology"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class") / "room"
    assert handouts.write_handouts(folder, [LESSON, WITH_A_FIGURE]) == [WITH_A_FIGURE, LESSON]
    return folder


def test_students_get_the_learners_notebook(out):
    for name in (LESSON, WITH_A_FIGURE):
        wanted = (ROOT / "notebooks" / f"{name}.ipynb").read_bytes()
        assert (out / "student" / f"{name}.ipynb").read_bytes() == wanted
    assert not list((out / "student").rglob("*solution*"))


def test_the_instructor_gets_the_same_lessons_with_our_answers(out):
    cells = nbformat.read(out / "instructor" / f"{LESSON}.ipynb", as_version=4).cells
    code = "\n\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert all(answer in code for answer in RELEASE.solutions.values())


def test_what_a_notebook_shows_lies_beside_it(out):
    for folder in (out / "student", out / "instructor", out / "nbgrader" / "source" / WITH_A_FIGURE):
        cells = nbformat.read(folder / f"{WITH_A_FIGURE}.ipynb", as_version=4).cells
        targets = {
            target for cell in cells if cell.cell_type == "markdown" for target in links.local_targets(cell.source)
        }
        figures = {target for target in targets if target.startswith("figures/")}
        assert figures
        assert all((folder / target).is_file() for target in figures)
        assert not [target for target in targets if target.startswith("../")]


def test_nbgrader_gets_a_point_for_each_exercise_and_our_answers(out):
    source = nbformat.read(out / "nbgrader" / "source" / LESSON / f"{LESSON}.ipynb", as_version=4)
    nbformat.validate(source)
    marked = [cell.metadata.nbgrader for cell in source.cells if "nbgrader" in cell.metadata]
    assert [each.points for each in marked if each.get("points")] == [1] * len(RELEASE.exercises)
    assert sum(each.solution for each in marked) == len(RELEASE.exercises)
    assert all(each.locked != each.solution for each in marked)
    assert len({each.grade_id for each in marked}) == len(marked) == len(RELEASE.cells) + len(RELEASE.exercises)
    ours = nbformat.read(out / "nbgrader" / "submitted" / "our_answers" / LESSON / f"{LESSON}.ipynb", as_version=4)
    changed = [b.source for a, b in zip(source.cells, ours.cells, strict=True) if a.source != b.source]
    assert changed == list(RELEASE.solutions.values())


def test_the_teachers_own_files_stay(out):
    config = out / "nbgrader" / "nbgrader_config.py"
    compile(config.read_text(), "config", "exec")
    config.write_text("# mine")
    (out / "nbgrader" / "gradebook.db").write_text("marks")
    handouts.write_handouts(out, [LESSON])
    assert config.read_text() == "# mine"
    assert (out / "nbgrader" / "gradebook.db").read_text() == "marks"


def test_a_folder_that_cannot_be_written_and_an_unknown_lesson_are_said(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("")
    code, _, said = call(monkeypatch, capsys, "classroom", LESSON, "--out", str(tmp_path / "file" / "x"))
    assert code == 1
    assert said.startswith(f"--out: {tmp_path / 'file' / 'x'} cannot be written (")
    with pytest.raises(CourseProblem, match=r"no lesson '2_losses'; the lessons are 00_start_here"):
        handouts.write_handouts(tmp_path, ["2_losses"])
    assert len(lesson_names()) > 30

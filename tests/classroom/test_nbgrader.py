"""nbgrader itself releases a lesson and grades a class. It needs an environment of its own: make test-classroom."""

import csv
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import submissions
from helpers.submissions import FIRST, LESSON, SECOND, solved

from course_lib.classroom import handouts

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("nbgrader") is None, reason="nbgrader is not installed here: make test-classroom"
)
POINTS = {
    handouts.OUR_ANSWERS: 3,
    "wrong": 0,
    "untouched": 0,
    "endless": 2,
    "syntax": 2,
    "deleted_check": 3,
    "edited_check": 2,
    "changed_lesson": 3,
    "loud": 3,
    "warns": 3,
}
FAIL = {"exits", "no_notebook"}  # nbgrader says so, grades the others, and ends with an exit code


def call(folder, *words):
    """nbgrader in a folder. It calls alembic, which must be found on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    words = [sys.executable, "-m", "nbgrader", *words]
    environ = {**os.environ, "PATH": path, "PYTHONOPTIMIZE": ""}
    return subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The folder in which the lesson was released."""
    out = tmp_path_factory.mktemp("classroom")
    handouts.write_handouts(out, [LESSON])
    done = call(out / handouts.NBGRADER, "generate_assignment", LESSON)
    assert done.returncode == 0, done.stderr
    return out / handouts.NBGRADER


@pytest.fixture(scope="module")
def released(course):
    return json.loads((course / "release" / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8"))


def handed_in(released):
    wrong = {f"_{name[-1]}": code for name, code in submissions.WRONG.items()}
    changed = solved(released)
    first = submissions.RELEASE.cells[0].id
    next(cell for cell in changed["cells"] if cell["id"] == first)["source"] = "np = None"
    return {
        "wrong": solved(released, **wrong),
        "untouched": released,
        "endless": solved(released, _2=submissions.ENDLESS),
        "syntax": solved(released, _2=submissions.NO_PYTHON),
        "deleted_check": submissions.without_check(solved(released), SECOND),
        "edited_check": submissions.with_easy_check(solved(released, _1="least = 99.0"), FIRST),
        "changed_lesson": changed,
        "loud": solved(released, _2=submissions.LOUD),
        "warns": solved(released, _3=submissions.WARNS),
        "exits": solved(released, _1=submissions.ENDS_PYTHON),
        "no_notebook": "Dear teacher, I had no time.",
    }


@pytest.fixture(scope="module")
def graded(course, released):
    """{student: points}, and what nbgrader said."""
    for student, made in handed_in(released).items():
        submissions.write(course / "submitted" / student / LESSON, made)
    done = call(course, "autograde", LESSON, "--Execute.timeout=25")
    exported = call(course, "export")
    assert exported.returncode == 0, exported.stderr
    with (course / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["student_id"]: float(row["raw_score"] or 0) for row in rows}, done


def test_the_stubs_reach_the_students(released):
    texts = {cell.id: cell.code for cell in submissions.RELEASE.cells}
    cells = {cell["id"]: cell for cell in released["cells"]}
    assert {name: "".join(cells[name]["source"]) for name in texts} == texts
    points = [cell["metadata"].get("nbgrader", {}).get("points", 0) for cell in released["cells"]]
    assert sum(points) == 3


def test_students_may_try_things_in_the_cells_of_the_lesson_but_not_in_the_checks(released):
    locked = {cell["id"] for cell in released["cells"] if cell["metadata"].get("editable") is False}
    checks = {cell.id for cell in submissions.RELEASE.cells if cell.part == "check"}
    assert locked == checks | {f"{name}-point" for name in checks}


@pytest.mark.parametrize("student", POINTS)
def test_everybody_gets_their_points(graded, student):
    assert graded[0][student] == POINTS[student]


def test_the_page_for_teachers_says_what_everybody_gets():
    assert submissions.told(table=1) == POINTS | dict.fromkeys(FAIL, 0)


def test_nbgrader_says_whom_it_could_not_grade(graded):
    points, done = graded
    assert done.returncode != 0
    for student in FAIL:
        assert f"submitted/{student}/{LESSON}" in done.stderr
        assert points.get(student, 0) == 0


def test_the_feedback_has_the_sentences_of_the_checks(course, graded):
    done = call(course, "generate_feedback", LESSON, "--student", "wrong")
    assert done.returncode == 0, done.stderr
    page = (course / "feedback" / "wrong" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    said = submissions.beginnings(re.sub(r"<[^>]+>", "", page))
    assert list(said) == list(submissions.WRONG)
    assert all(submissions.is_of_the_check(name, words) for name, words in said.items())

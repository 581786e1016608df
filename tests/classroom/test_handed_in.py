"""What is found in a folder of submissions, and what is read of a notebook."""

import json

import pytest

from course_lib.classroom.handed_in import HandedIn, find_all, read_cells
from course_lib.errors import CourseProblem

KNOWN = ["01_topology", "02_losses"]


def make(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return folder


def found(folder, lesson=None):
    submissions, left_out = find_all(folder, lesson, KNOWN)
    named = {
        (each.student, each.lesson): each.path and each.path.relative_to(folder).as_posix() for each in submissions
    }
    return named, left_out


def test_folders_of_students_hold_notebooks_named_as_lessons(tmp_path):
    make(tmp_path, "ada/01_topology.ipynb", "ada/02_losses.ipynb", "bob/02_losses.ipynb", "bob/my own.ipynb")
    make(tmp_path, "bob/.ipynb_checkpoints/01_topology.ipynb", "__MACOSX/02_losses.ipynb", ".git/x", "list.csv")
    names = {("ada", "01_topology"), ("ada", "02_losses"), ("bob", "02_losses")}
    assert found(tmp_path) == (
        {(student, lesson): f"{student}/{lesson}.ipynb" for student, lesson in names},
        ["bob/my own.ipynb", "list.csv"],
    )


def test_one_notebook_for_each_student_needs_the_name_of_the_lesson(tmp_path):
    make(tmp_path, "ada.ipynb", "Bob Müller.IPYNB")
    assert found(tmp_path, "02_losses") == (
        {("ada", "02_losses"): "ada.ipynb", ("Bob Müller", "02_losses"): "Bob Müller.IPYNB"},
        [],
    )
    with pytest.raises(CourseProblem, match=r"say of which lesson they are, as in .*--lesson"):
        found(tmp_path)


def test_with_a_lesson_the_only_notebook_of_a_folder_is_taken_whatever_its_name(tmp_path):
    make(tmp_path, "ada/02_losses-Copy1.ipynb", "bob/one.ipynb", "bob/two.ipynb", "eve/notes.txt")
    make(tmp_path, "fay/02_losses.ipynb", "fay/other.ipynb")
    submissions, _ = find_all(tmp_path, "02_losses", KNOWN)
    assert [each.path and each.path.name for each in submissions] == [
        "02_losses-Copy1.ipynb",
        None,
        None,
        "02_losses.ipynb",
    ]
    assert submissions[1] == HandedIn("bob", "02_losses", None, "several notebooks, and none is named 02_losses.ipynb")
    assert submissions[2].missing == "no notebook was handed in"


def test_nothing_to_grade_is_said(tmp_path):
    with pytest.raises(CourseProblem, match=r"FOLDER: expected a folder of submissions, got .*nowhere, which is none"):
        found(tmp_path / "nowhere")
    with pytest.raises(CourseProblem, match=r"There is no submission in .*: expected one folder for each student"):
        found(tmp_path)
    make(tmp_path, "readme.txt")
    with pytest.raises(CourseProblem, match="There is no submission in"):
        found(tmp_path, "02_losses")


def test_two_submissions_of_one_student_are_refused(tmp_path):
    make(tmp_path, "ada.ipynb", "ada/02_losses.ipynb")
    with pytest.raises(CourseProblem, match="two submissions of ada for 02_losses"):
        found(tmp_path, "02_losses")


def notebook(*cells):
    return json.dumps({"cells": cells})


def read(tmp_path, text):
    (tmp_path / "a.ipynb").write_text(text, encoding="utf-8")
    return read_cells(tmp_path / "a.ipynb")


def test_what_is_needed_of_a_cell_is_read_and_small_faults_do_no_harm(tmp_path):
    lines = {"cell_type": "code", "id": "a", "source": ["x = 1\r\n", "y = 2"], "metadata": {"tags": ["exercise", 3]}}
    bare = {"cell_type": "markdown", "source": "ü \ud800", "metadata": None}
    cells = read(tmp_path, "\ufeff" + notebook(lines, bare))
    assert [(cell.id, cell.is_code, cell.text, cell.tags) for cell in cells] == [
        ("a", True, "x = 1\ny = 2", ("exercise",)),
        ("", False, "ü ?", ()),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no notebook"),
        ("{", "no notebook"),
        ("[" * 100_000, "no notebook"),
        ("[]", "no notebook"),
        ('{"worksheets": []}', "no notebook"),
        ('{"cells": 3}', "no notebook"),
        ('{"cells": [{"cell_type": "code"}]}', "no notebook"),
        ('{"cells": [{"cell_type": "code", "source": [1]}]}', "no notebook"),
        ('{"cells": ["x"]}', "no notebook"),
        ('{"cells": []}', "the notebook is empty"),
    ],
)
def test_what_is_no_notebook_is_said(tmp_path, text, sentence):
    with pytest.raises(CourseProblem, match=sentence):
        read(tmp_path, text)


def test_other_bytes_a_folder_and_a_file_that_is_too_large_are_said(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CourseProblem, match="no notebook"):
        read_cells(tmp_path / "a.ipynb")
    (tmp_path / "b.ipynb").mkdir()
    with pytest.raises(CourseProblem, match="cannot be read"):
        read_cells(tmp_path / "b.ipynb")
    with (tmp_path / "c.ipynb").open("wb") as file:
        file.truncate(301 * 10**6)
    with pytest.raises(CourseProblem, match="larger than 300 MB; clear its outputs"):
        read_cells(tmp_path / "c.ipynb")

"""A sentence and an exit code where there is nothing to grade, or nobody can be graded."""

import asyncio
import os

import pytest
from helpers import submissions
from helpers.commands import call
from helpers.submissions import LESSON, RELEASE, SECOND

from course_lib.classroom import grading, release
from course_lib.errors import CourseProblem


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nowhere",), "FOLDER: expected a folder of submissions, got nowhere, which is none."),
        (("{empty}",), "There is no submission in {empty}: expected one folder for each student"),
        (("{empty}", "--lesson", "losses"), "There is no lesson 'losses'; the lessons are 00_start_here,"),
        (("{one}", "--out", "{file}/marks"), f"--out: {{file}}{os.sep}marks cannot be written ("),
    ],
)
def test_bad_input_is_said(tmp_path, monkeypatch, capsys, words, sentence):
    places = {name: tmp_path / name for name in ("empty", "one", "file")}
    places["empty"].mkdir()
    submissions.write(places["one"] / "ada", submissions.notebook())
    places["file"].write_text("")
    monkeypatch.chdir(tmp_path)
    code, _, said = call(monkeypatch, capsys, "grade", *(word.format(**places) for word in words))
    assert code == 1
    assert said.startswith(sentence.format(**places))
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("words", [("--seconds", "0"), ("--at-once", "none")])
def test_words_that_do_not_fit_end_with_2(monkeypatch, capsys, words):
    code, _, said = call(monkeypatch, capsys, "grade", "folder", *words)
    assert code == 2
    assert "expected a whole number of at least 1" in said


def test_nobody_is_graded_where_our_own_answers_get_no_point(tmp_path, monkeypatch, capsys):
    """As where a library is missing: everybody would get 0."""
    broken = {**RELEASE.solutions, SECOND: "import a_library_that_is_missing_here"}
    damaged = release.Release(RELEASE.lesson, RELEASE.title, RELEASE.cells, broken)
    monkeypatch.setattr(grading, "read_release", lambda name: damaged)
    submissions.write(tmp_path / "class" / "ada", submissions.solved())
    code, said, error = call(monkeypatch, capsys, "grade", str(tmp_path / "class"), "--out", str(tmp_path / "marks"))
    assert code == 1
    assert error.startswith(
        f"{LESSON}: our own answer to 10b-2 is not right yet. Your answer could not be judged: Module"
    )
    assert "No module named 'a_library_that_is_missing_here'" in error
    assert "Nobody was graded" in error
    assert "ada" not in said
    assert not (tmp_path / "marks" / "marks.csv").exists()


def test_one_submission_that_breaks_the_grading_itself_leaves_the_others(tmp_path, monkeypatch):
    def explode(*_):
        raise RuntimeError("no such luck")

    monkeypatch.setattr(grading, "match", explode)
    submissions.write(tmp_path, submissions.solved())
    one = grading.handed_in.HandedIn("ada", LESSON, tmp_path / f"{LESSON}.ipynb")
    row = asyncio.run(grading._grade_one(RELEASE, one, None, None, asyncio.Semaphore(1)))
    assert row.points == 0
    assert row.remarks == ("Nothing was graded: the grading itself failed with RuntimeError: no such luck.",)
    with pytest.raises(CourseProblem):
        grading.grade(tmp_path / "nowhere", tmp_path)

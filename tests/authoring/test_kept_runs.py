"""Runs of lessons are kept with what they were made from, whole or not at all."""

import shutil

import nbformat
import pytest
from helpers.miniature import make_course
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.authoring import kept_runs
from course_lib.authoring.builder import build_notebooks
from course_lib.errors import CourseProblem
from course_lib.machine import files

NAME = "01_twins"


@pytest.fixture
def course(tmp_path):
    """A course of one lesson with its two notebooks, which run nothing but a sum."""
    root = tmp_path / "course"
    for place in ("notebooks", "notebooks/solutions"):
        (root / place).mkdir(parents=True, exist_ok=True)
        nbformat.write(new_notebook(cells=[new_code_cell("1 + 1", id="lesson-00")]), root / place / f"{NAME}.ipynb")
    return root


def test_a_run_is_found_until_one_of_its_notebooks_changes(course):
    assert kept_runs.find(NAME, course) is None
    kept_runs.keep(NAME, new_notebook(cells=[new_code_cell("1 + 1", id="lesson-00")]), course)
    assert kept_runs.find(NAME, course).cells[0].source == "1 + 1"
    assert kept_runs.missing([NAME], course) == []
    for place in ("notebooks", "notebooks/solutions"):
        path = course / place / f"{NAME}.ipynb"
        before = path.read_text()
        path.write_text(before.replace("1 + 1", "1 + 2"))
        assert kept_runs.missing([NAME], course) == [NAME]
        path.write_text(before)
        assert kept_runs.missing([NAME], course) == []


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"[]", b'{"cells": 1}'])
def test_a_damaged_run_is_none(course, damage):
    kept_runs.keep(NAME, new_notebook(), course).write_bytes(damage)
    assert kept_runs.find(NAME, course) is None


def test_an_interrupted_call_leaves_the_earlier_run(course, monkeypatch):
    path = kept_runs.keep(NAME, new_notebook(), course)
    before = path.read_bytes()

    def interrupted(_path):
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "_write_to_disk", interrupted)
    with pytest.raises(KeyboardInterrupt):
        kept_runs.keep(NAME, new_notebook(cells=[new_code_cell("2")]), course)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_what_is_missing_runs_once_and_has_its_outputs(course):
    assert list(kept_runs.run_missing([NAME], course)) == [NAME]
    assert kept_runs.find(NAME, course).cells[0].outputs[0].data["text/plain"] == "2"
    assert list(kept_runs.run_missing([NAME], course)) == []


def test_a_lesson_that_fails_the_gate_is_not_kept(course):
    for place in ("notebooks", "notebooks/solutions"):
        nbformat.write(new_notebook(cells=[new_code_cell("1 / 0", id="lesson-00")]), course / place / f"{NAME}.ipynb")
    with pytest.raises(CourseProblem, match=r"01_twins does not pass the gate(?s:.*)ZeroDivisionError"):
        list(kept_runs.run_missing([NAME], course))
    assert kept_runs.find(NAME, course) is None


def test_the_names_of_lessons_are_those_of_the_notebooks(tmp_path):
    course = make_course(tmp_path)
    build_notebooks(root=course)
    shutil.copy(course / "notebooks" / f"{NAME}.ipynb", course / "notebooks" / "00_first.ipynb")
    assert kept_runs.lesson_names(course) == ["00_first", NAME]

"""What the tests of each way found is kept, and becomes columns of the README."""

import re

import pytest
from helpers.miniature import make_course

from course_lib.authoring import repository, routes
from course_lib.authoring.lesson_map import table
from course_lib.authoring.source import read_all
from course_lib.paths import ROOT

NAME = "01_twins"
WHOLE, PART, NONE = (
    {"runs": True, "without": []},
    {"runs": True, "without": ["Keras"]},
    {"runs": False, "without": []},
)


@pytest.fixture
def course(tmp_path):
    made = make_course(tmp_path)
    (made / routes.FILE).parent.mkdir(parents=True)
    return made


def test_a_second_record_keeps_what_it_did_not_find(course):
    assert routes.load(course) == {}
    routes.record("lite", {NAME: PART}, course)
    routes.record("colab", {NAME: NONE}, course)
    routes.record("colab", {NAME: WHOLE}, course)
    assert routes.load(course) == {"colab": {NAME: WHOLE}, "lite": {NAME: PART}}
    text = (course / routes.FILE).read_text()
    routes.record("colab", {}, course)
    assert (course / routes.FILE).read_text() == text


def test_a_lesson_that_is_gone_is_forgotten(course):
    routes.record("colab", {NAME: WHOLE, "99_gone": WHOLE}, course)
    assert list(routes.load(course)["colab"]) == [NAME]


def row(course, repository=None, lesson=NAME):
    return routes.Table(routes.load(course), repository).cells(lesson)


def test_the_columns_say_what_was_found_and_lead_there(course):
    assert (row(course), routes.Table({}, None).heads) == ([], [])
    routes.record("colab", {NAME: WHOLE}, course)
    assert row(course) == [f"[runs](../../blob/colab/{NAME}.ipynb)"]
    routes.record("lite", {NAME: PART}, course)
    assert routes.Table(routes.load(course), None).heads == ["Colab", "in the browser"]
    assert row(course)[1] == "runs without Keras"
    assert row(course, lesson="02_other") == ["no", "no"]


def test_with_an_address_a_badge_opens_the_lesson(course):
    routes.record("colab", {NAME: PART}, course)
    (cell,) = row(course, "owner/course")
    assert f"](https://colab.research.google.com/github/owner/course/blob/colab/{NAME}.ipynb) without Keras" in cell
    assert cell.startswith(f"[![Open {NAME} in Colab](https://")
    routes.record("colab", {NAME: NONE}, course)
    assert row(course, "owner/course") == ["no"]


def test_the_table_of_the_readme_has_the_columns_and_that_of_the_notebooks_has_not(course):
    routes.record("colab", {NAME: WHOLE}, course)
    lessons = read_all(course)
    ways = routes.Table(routes.load(course), None)
    with_them, without = table(lessons, {}, "notebooks/", ways), table(lessons, {}, "")
    assert "| solutions | Colab |" in with_them
    assert "Colab" not in without
    for text in (with_them, without):
        assert len({line.count("|") for line in text.splitlines()}) == 1


def test_the_readme_says_what_the_file_says():
    found = routes.load(ROOT)
    assert set(found) <= set(routes.ROUTES)
    lessons = read_all(ROOT)
    for of in found.values():
        assert set(of) <= {lesson.name for lesson in lessons}
        assert all(set(each) == {"runs", "without"} for each in of.values())
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (made,) = re.findall(r"<!-- lessons -->\n(.*?)<!-- /lessons -->", text, re.DOTALL)
    ways = routes.Table(found, repository.in_citation(ROOT))
    for lesson, line in zip(lessons, made.splitlines()[2:], strict=True):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert cells[-len(ways.heads) :] == ways.cells(lesson.name)

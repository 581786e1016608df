"""Complete lessons try all claims and pitfalls that are theirs, and the report names what waits."""

import pytest
from helpers.miniature import make_course

from course_lib.authoring import claims, registry
from course_lib.authoring.source import read_all
from course_lib.paths import ROOT

LESSONS = {lesson.number: lesson for lesson in read_all(ROOT)}


@pytest.mark.parametrize("number", sorted(registry.COMPLETE))
def test_a_complete_lesson_tries_all_that_is_its_own(number):
    assert number in LESSONS, f"lesson {number} is marked complete but has no source"
    assert registry.waiting()[0].get(number, []) == []


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=lambda lesson: lesson.name)
def test_tags_name_what_is_listed(lesson):
    assert registry.tried(lesson) <= claims.CLAIMS.keys() | claims.PITFALLS.keys()


def test_the_report_names_what_waits_and_lessons_not_written(tmp_path):
    report = registry.report(make_course(tmp_path))
    first, second = report.split("Lesson 02")[0], report.split("Lesson 02")[1]
    assert first.startswith("Lesson 01\n")
    assert "S1-3 " in first
    assert "S1-1 " not in first
    assert "P14 " not in first
    assert second.startswith(" (not written yet)\n")
    assert "Lesson 13 (not written yet)\n  S2-41 " in report


def test_the_report_when_nothing_waits(tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "CLAIMS", {"S1-1": ("It learns.", ["01"])})
    monkeypatch.setattr(registry, "PITFALLS", {})
    assert registry.report(make_course(tmp_path)) == "Every claim and every pitfall has a cell."

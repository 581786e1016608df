"""The lists of claims and pitfalls, and that complete lessons try all of theirs."""

import re

import pytest
from helpers.miniature import make_course

from course_lib.authoring import claims, registry
from course_lib.authoring.source import read_all
from course_lib.paths import ROOT

LESSONS = {lesson.number: lesson for lesson in read_all(ROOT)}


def test_every_claim_and_pitfall_is_listed_once():
    assert list(claims.CLAIMS) == [f"S1-{n}" for n in range(1, 43)] + [f"S2-{n}" for n in range(1, 42)]
    assert list(claims.PITFALLS) == [f"P{n}" for n in range(1, 23)]
    text = (ROOT / "course_lib" / "authoring" / "claims.py").read_text(encoding="utf-8")
    written = re.findall(r'^    "(S[12]-\d+|P\d+)": ', text, re.MULTILINE)
    assert len(written) == len(set(written)) == 83 + 22


def test_every_claim_and_pitfall_has_its_own_wording_and_a_lesson():
    entries = [*claims.CLAIMS.values(), *claims.PITFALLS.values()]
    wordings = [wording for wording, _ in entries]
    assert len(set(wordings)) == len(wordings)
    assert all(wording.endswith((".", "?")) for wording in wordings)
    assert all(lessons and set(lessons) <= {f"{n:02d}" for n in range(18)} for _, lessons in entries)


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

"""The certificate lists what was solved and when, and nothing else."""

import pytest

from course_lib.authoring import exercise_rules, source
from course_lib.errors import CourseProblem
from course_lib.exercises import certificate, certificate_page, progress_file
from course_lib.exercises.lessons import by_lesson
from course_lib.paths import ROOT


def test_the_list_of_exercises_is_that_of_the_lessons():
    read = ((lesson.title, exercise_rules.statements(lesson)) for lesson in source.read_all(ROOT))
    wanted = {title: [match["id"] for _, match in found] for title, found in read if found}
    assert {each.title: each.exercises for each in by_lesson({})} == wanted


def test_the_page_lists_what_was_solved(progress, capsys):
    progress.write_text(
        '{"01-1": {"solved": true, "tries": 2, "solved_on": "2026-02-03"}, "01-2": {"solved": false, "tries": 1},'
        ' "05-3": {"solved": true, "tries": 1}, "00-1": {"solved": true, "tries": 1, "solved_on": "2026-01-31"}}'
    )
    path = certificate(" Ada <Lovelace> ")
    page = path.read_text(encoding="utf-8")
    assert path == progress.with_name("certificate.html")
    assert "Ada &lt;Lovelace&gt;" in page
    assert f"3 of {sum(len(each.exercises) for each in by_lesson({}))} exercises solved, all of them in 1 of" in page
    assert "01-1 (2026-02-03)" in page
    assert "05-3</td>" in page
    assert "01-2" not in page


def test_an_existing_page_is_replaced_where_it_shall_lie(tmp_path):
    progress_file.record("01-1", solved=True, tried=True)
    out = tmp_path / "mine.html"
    out.write_text("old")
    assert certificate("Ada", out) == out
    assert "old" not in out.read_text(encoding="utf-8")


def test_nothing_solved_is_nothing_to_list(progress, monkeypatch):
    said = []
    monkeypatch.setattr(certificate_page, "display", lambda page: said.append(page.data))
    assert certificate() is None
    assert said == [f"<p>{certificate_page.NOTHING_YET}</p>"]
    assert not progress.with_name("certificate.html").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    progress_file.record("01-1", solved=True, tried=True)
    with pytest.raises(CourseProblem, match=r"the page could not be written .* give another place as out"):
        certificate("Ada", tmp_path)


@pytest.mark.parametrize("learner", [None, 3, ["Ada"]])
def test_a_name_that_is_no_text_is_refused(learner):
    with pytest.raises(ValueError, match="learner: expected a name as a text"):
        certificate(learner)

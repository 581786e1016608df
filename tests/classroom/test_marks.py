"""The table and the pages."""

import csv
import io

from bs4 import BeautifulSoup

from course_lib.classroom import marks
from course_lib.classroom.marking import Verdict
from course_lib.exercises.verdicts import NOT_YET, SOLVED, WRONG

ODD = "<b>O'Neill & Müller</b>"


def row(student, lesson, remarks=(), **states):
    verdicts = {name.replace("_", "-"): Verdict(*state) for name, state in states.items()}
    return marks.Row(student, lesson, f"{lesson}: why?", verdicts, tuple(remarks))


def test_the_table_has_a_column_for_each_exercise_of_every_lesson():
    rows = [
        row("ada", "02_b", e02_1=(SOLVED,)),
        row("bob", "01_a", ['Mind, "this".', "And that."], e01_1=(WRONG, "no"), e01_2=(SOLVED,)),
        row("=HYPERLINK(1)", "02_b", ["@x"], e02_1=(NOT_YET,)),
    ]
    head, *lines = csv.reader(io.StringIO(marks.table(rows), newline=""))
    assert head == ["student", "lesson", "e01-1", "e01-2", "e02-1", "total", "remarks"]
    assert lines == [
        ["ada", "02_b", "", "", "1", "1", ""],
        ["bob", "01_a", "0", "1", "", "1", 'Mind, "this". And that.'],
        ["'=HYPERLINK(1)", "02_b", "", "", "0", "0", "'@x"],
    ]


def test_a_page_shows_texts_as_they_are_and_all_lessons_of_a_student(tmp_path):
    rows = [row("ada", "01_a", [ODD], e01_1=(WRONG, f"a < b, {ODD}")), row("ada", "02_b", e02_1=(SOLVED,))]
    marks.make_folder(tmp_path / "new")
    marks.write(rows, tmp_path / "new")
    page = BeautifulSoup((tmp_path / "new" / "feedback" / "ada.html").read_bytes(), "html.parser")
    assert [each.get_text() for each in page.find_all("h2")] == ["01_a: why?", "02_b: why?"]
    assert page.find("li", class_="wrong").get_text() == f"e01-1 not right yet: a < b, {ODD}"
    assert page.find("meta", charset="utf-8")
    assert page.find("meta", attrs={"name": "color-scheme"})["content"] == "light dark"
    assert not [bold for bold in page.find_all("b") if "Neill" in bold.get_text()]


def test_a_student_may_be_called_what_a_file_may_be_called(tmp_path):
    marks.make_folder(tmp_path)
    marks.write([row("Zoë & Søren.", "01_a", e01_1=(SOLVED,))], tmp_path)
    assert [path.name for path in (tmp_path / "feedback").iterdir()] == ["Zoë & Søren..html"]
    assert (tmp_path / "marks.csv").read_bytes().startswith(b"\xef\xbb\xbf")

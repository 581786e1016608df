"""Numbers quoted from another lesson come from its table of bands, and lead to their cell."""

import pytest
from helpers.miniature import make_course

from course_lib.authoring import quotes
from course_lib.authoring.source import SourceError, read_all

TABLE = """# Bands of lesson 01

| cell | what | smallest | largest | asserted |
|---|---|---|---|---|
| 5 | `auc` | 0.8612 | 0.9138 | `0.8 < auc < 0.95` |
| 5 | `a \\| b` | -0.004 | 0.031 | `a \\| b < 1` |
| 5 | `twice` | 1 | 2 | `twice > 0` |
| 7 | `twice` | 1 | 2 | `twice > 0.5` |
| 5 | `torn` | 1 | 2 | `torn > 0` |
| 7 | `torn` | 1 | 3 | `torn > 0.5` |
"""


@pytest.fixture
def lessons(tmp_path):
    course = make_course(tmp_path)
    folder = course / "bench" / "bands"
    folder.mkdir(parents=True)
    (folder / "01_twins.md").write_text(TABLE, encoding="utf-8")
    return read_all(course)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("{{band 01_twins .2f auc}}", "[0.86 to 0.91](01_twins.ipynb#cell-id=lesson-05)"),
        ("{{band 01_twins .0% auc}}", "[86 % to 91 %](01_twins.ipynb#cell-id=lesson-05)"),
        ("{{band 01_twins .0f auc}}", "[1](01_twins.ipynb#cell-id=lesson-05)"),
        ("{{band 01_twins .2f a | b}}", "[0.00 to 0.03](01_twins.ipynb#cell-id=lesson-05)"),
        ("{{band 01_twins .0f twice}}", "[1 to 2](01_twins.ipynb#cell-id=lesson-05)"),
        ("{{measured}} and {{scoreboard 1}}", "{{measured}} and {{scoreboard 1}}"),
    ],
)
def test_a_place_becomes_the_range_with_a_link(lessons, place, expected):
    assert quotes.fill(f"It is {place}.", lessons) == f"It is {expected}."


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("{{band 02_losses .2f auc}}", "no lesson 02_losses to quote `auc` from"),
        ("{{band 01_twins .2f gone}}", "01_twins: 0 ranges of `gone` in 01_twins.md; expected one"),
        ("{{band 01_twins .2f torn}}", "01_twins: 2 ranges of `torn` in 01_twins.md; expected one"),
    ],
)
def test_a_row_that_is_not_there_is_named(lessons, place, message):
    with pytest.raises(SourceError, match=message.replace(".", r"\.")):
        quotes.fill(place, lessons)


def test_a_lesson_without_a_table_is_named(lessons):
    (lesson,) = lessons
    (lesson.path.parents[2] / "bench" / "bands" / "01_twins.md").unlink()
    with pytest.raises(SourceError, match="0 ranges of `auc`"):
        quotes.band(lesson, "auc")


def test_the_section_of_a_cell(lessons):
    (lesson,) = lessons
    assert quotes.section_of(lesson, lesson.cells[-1]) == ""

"""The scoreboard of lesson 18 is made of the verdicts and of the tags of the lessons, and both agree."""

import nbformat
import pytest
from helpers.miniature import GOOD, make_course, write

from course_lib.authoring import builder, findings, registry, scoreboard
from course_lib.authoring.claims import CLAIMS
from course_lib.authoring.source import read_all
from course_lib.paths import ROOT

LESSONS = read_all(ROOT)
WORDS = {findings.RIGHT, findings.IMPRECISE, findings.WRONG, findings.UNDECIDABLE}


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_statement_has_a_verdict_if_and_only_if_a_lesson_tries_it(claim):
    tried = scoreboard.tried_in(claim, LESSONS)
    assert bool(tried) == (claim in findings.VERDICTS), f"{claim}: tried in {[lesson.name for lesson in tried]}"


@pytest.mark.parametrize("claim", findings.VERDICTS)
def test_a_verdict_is_one_of_four_words_with_what_is_right_instead(claim):
    verdict, instead = findings.VERDICTS[claim]
    assert claim in CLAIMS
    assert verdict in WORDS
    assert instead
    assert "|" not in instead


def test_all_statements_of_both_articles_are_in_the_lesson():
    (lesson,) = (lesson for lesson in LESSONS if lesson.number == registry.SCOREBOARD)
    text = "\n".join(scoreboard.fill(cell.text, LESSONS) for cell in lesson.cells if not cell.is_code)
    assert [claim for claim in CLAIMS if text.count(f"| {claim} |") != 1] == []


def test_the_count_is_that_of_all_statements_and_what_the_lesson_says_of_it():
    cells = [row.split(" | ") for row in scoreboard.count().splitlines()[2:]]
    counts = {row[0].removeprefix("| "): [int(cell.removesuffix(" |")) for cell in row[1:]] for row in cells}
    assert sum(together for _, _, together in counts.values()) == len(CLAIMS) == 83
    assert all(first + second == together for first, second, together in counts.values())
    assert next(iter(counts)) == findings.WRONG  # "more statements are wrong than anything else"
    tried = 83 - counts[findings.NOT_TRIED][2]
    assert 1 / 7 < counts[findings.RIGHT][2] / tried < 1 / 5  # "about one in six"


def test_a_row_names_the_lessons_by_their_tags_or_says_that_none_has_tried_it(course):
    rows = scoreboard.table("1", read_all(course)).splitlines()
    tried, waits = (next(row for row in rows if row.startswith(f"| {claim} |")) for claim in ("S1-1", "S1-3"))
    assert "| wrong |" in tried
    assert tried.endswith("| [01](01_twins.ipynb) |")
    assert waits.endswith("| not tried yet |  | lesson 01, to come |")
    assert len(rows) == 2 + 42


def test_the_build_fills_the_place_and_links_from_either_folder(course):
    write(course, GOOD.replace("{{measured}}", "{{measured}}\n#\n# {{scoreboard 1}}"))
    assert builder.build_notebooks(root=course) == 0
    for name, link in (("01_twins.ipynb", "](01_twins.ipynb)"), ("solutions/01_twins.ipynb", "](../01_twins.ipynb)")):
        text = "\n".join(cell.source for cell in nbformat.read(course / "notebooks" / name, as_version=4).cells)
        assert "{{scoreboard" not in text
        assert "| S1-42 |" in text
        assert f"| [01{link} |" in text

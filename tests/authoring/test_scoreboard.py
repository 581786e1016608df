"""The scoreboard of lesson 18 is made of the verdicts and of the tags of the lessons, and both agree."""

import re
from collections import Counter

import nbformat
import pytest
from helpers.miniature import GOOD, make_course, write

from course_lib import findings
from course_lib.authoring import article_words, builder, evidence, quotes, registry, scoreboard
from course_lib.authoring.claims import CLAIMS
from course_lib.authoring.source import read_all
from course_lib.paths import ROOT

LESSONS = read_all(ROOT)
NAMED = {lesson.name: lesson for lesson in LESSONS}
WORDS = {findings.RIGHT, findings.IMPRECISE, findings.WRONG, findings.UNDECIDABLE}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


@pytest.fixture(scope="module")
def board():
    """The text of lesson 18 in its notebook, as it is on the disk."""
    (lesson,) = (lesson for lesson in LESSONS if lesson.number == registry.SCOREBOARD)
    notebook = nbformat.read(ROOT / "notebooks" / f"{lesson.name}.ipynb", as_version=4)
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_statement_has_a_verdict_if_and_only_if_a_lesson_tries_it(claim):
    tried = scoreboard.tried_in(claim, LESSONS)
    assert bool(tried) == (claim in findings.VERDICTS), f"{claim}: tried in {[lesson.name for lesson in tried]}"


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_statement_waits_only_for_lessons_that_are_not_written(claim):
    written = {lesson.number[:2] for lesson in LESSONS} & registry.COMPLETE
    assert claim in findings.VERDICTS or not written & set(CLAIMS[claim][1])


@pytest.mark.parametrize("claim", findings.VERDICTS)
def test_a_verdict_is_one_of_four_words_with_what_is_right_instead(claim):
    verdict, instead = findings.VERDICTS[claim]
    assert claim in CLAIMS
    assert verdict in WORDS
    assert instead
    assert "|" not in instead


@pytest.mark.parametrize("claim", evidence.FIGURES)
def test_the_figure_of_a_statement_is_a_row_of_a_lesson_that_tries_it(claim):
    figure = evidence.FIGURES[claim]
    tried = {lesson.number[:2] for lesson in scoreboard.tried_in(claim, LESSONS)}
    assert NAMED[figure.lesson].number[:2] in tried
    assert quotes.band(NAMED[figure.lesson], figure.what).written(figure.form)
    assert figure.words.count("{}") == 1
    assert "|" not in figure.words


def test_the_words_of_the_articles_are_short_and_belong_to_statements():
    assert article_words.ORIGINALS.keys() <= CLAIMS.keys()
    long = {claim: words for claim, words in article_words.ORIGINALS.items() if len(CHINESE.findall(words)) > 20}
    assert long == {}
    assert all(CHINESE.search(words) and "|" not in words for words in article_words.ORIGINALS.values())


def test_all_statements_of_both_articles_are_in_the_lesson(board):
    assert [claim for claim in CLAIMS if board.count(f"| **{claim}** ") != 1] == []
    assert all(words in board for words in article_words.ORIGINALS.values())


def test_the_counts_that_are_printed_are_those_of_the_tags(board):
    tagged = {claim for lesson in LESSONS for cell in lesson.cells for claim in cell.arguments("claim:")}
    for n, column in ((1, 0), (2, 1)):
        theirs = [claim for claim in CLAIMS if claim.startswith(f"S{n}-")]
        wanted = Counter(findings.VERDICTS[claim][0] if claim in tagged else findings.NOT_TRIED for claim in theirs)
        printed = {
            row[0]: int(row[1 + column])
            for row in re.findall(r"^\| ([\w ]+) \| (\d+) \| (\d+) \| \d+ \|$", board, re.M)
        }
        assert {words: times for words, times in printed.items() if times} == wanted
    assert f"Of 83 statements {len(tagged)} were tried: " in board


def test_the_rows_say_what_the_verdicts_say(board):
    rows = dict(re.findall(r"^\| \*\*(S[12]-\d+)\*\* [^|]* \| ([\w ]+) \|", board, re.M))
    assert rows == {claim: scoreboard.verdict(claim, LESSONS) for claim in CLAIMS}


def test_every_link_into_a_notebook_leads_to_one_of_its_cells():
    ids = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        ids[path.name] = {cell.id for cell in cells}
    for path in sorted((ROOT / "notebooks").glob("**/18*.ipynb")):
        found = re.findall(r"\((?:\.\./)?([\w]+\.ipynb)#cell-id=([\w-]+)\)", path.read_text(encoding="utf-8"))
        assert [target for target in found if target[1] not in ids[target[0]]] == []
        assert "{{" not in "".join(cell.source for cell in nbformat.read(path, as_version=4).cells)


def test_a_row_leads_to_the_cell_that_runs_or_says_that_none_has_tried_it(course):
    rows = scoreboard.table("1", read_all(course)).splitlines()
    marked, tried, waits = (next(row for row in rows if f"**{claim}**" in row) for claim in ("S1-1", "S1-2", "S1-3"))
    assert "| wrong |" in marked
    assert marked.endswith("Tried in [01](01_twins.ipynb#cell-id=lesson-03). |")
    assert tried.endswith("Tried in [01](01_twins.ipynb#cell-id=lesson-04). |")
    assert waits.endswith("| not tried yet | lesson 01, to come |")
    assert len(rows) == 2 + 42


def test_the_count_of_a_course_that_tried_two(course):
    lessons = read_all(course)
    assert scoreboard.sentence(lessons) == "Of 83 statements 2 were tried: 1 wrong and 1 imprecise."
    assert "| not tried yet | 40 | 41 | 81 |" in scoreboard.count(lessons)
    assert scoreboard.sentence([]) == "Of 83 statements 0 were tried: none judged."


def test_the_build_fills_the_place_and_links_from_either_folder(course):
    write(course, GOOD.replace("{{measured}}", "{{measured}}\n#\n# {{scoreboard 1}}"))
    assert builder.build_notebooks(root=course) == 0
    for name, link in (("01_twins.ipynb", "](01_twins.ipynb#"), ("solutions/01_twins.ipynb", "](../01_twins.ipynb#")):
        text = "\n".join(cell.source for cell in nbformat.read(course / "notebooks" / name, as_version=4).cells)
        assert "{{scoreboard" not in text
        assert "| **S1-42** " in text
        assert f"Tried in [01{link}cell-id=lesson-03). |" in text

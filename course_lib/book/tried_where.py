"""The pages of claims and pitfalls: what each says, and the very cells that try it."""

import html
from collections.abc import Sequence

from course_lib.authoring import quotes, scoreboard
from course_lib.authoring.article_words import ORIGINALS
from course_lib.authoring.claims import CLAIMS, PITFALLS
from course_lib.authoring.source import Cell, Lesson
from course_lib.book.inner_links import cell_anchor
from course_lib.findings import NOT_TRIED, VERDICTS

ARTICLES = {"1": "The first article", "2": "The second article"}
CLAIMS_SAY = """# Claims

Two articles started the course, and the lessons put each of their statements on trial. This is the index: the
statement, the verdict, and every cell that tries it. What was found stands in <a href="18_on_trial.html">lesson 18</a>.
"""
PITFALLS_SAY = """# Pitfalls

What people get wrong and ask, and every cell that shows it.
"""


def claims_page(lessons: Sequence[Lesson]) -> str:
    """Markdown of the index of claims."""
    parts = [CLAIMS_SAY]
    for number, title in ARTICLES.items():
        rows = ["| claim | what it says | verdict | tried in |", "|---|---|---|---|"]
        rows += [_claim(claim, lessons) for claim in CLAIMS if claim.startswith(f"S{number}-")]
        parts += [f"## {title}\n", "\n".join(rows), ""]
    return "\n".join(parts)


def pitfalls_page(lessons: Sequence[Lesson]) -> str:
    """Markdown of the index of pitfalls."""
    rows = ["| pitfall | what goes wrong | shown in |", "|---|---|---|"]
    for pitfall, (words, _) in PITFALLS.items():
        rows.append(f"| {_anchored(pitfall)} | {words} | {_places('pitfall', pitfall, lessons)} |")
    return "\n".join([PITFALLS_SAY, *rows, ""])


def _claim(claim, lessons):
    original = f' <span lang="zh">「{html.escape(ORIGINALS[claim])}」</span>' if claim in ORIGINALS else ""
    given = scoreboard.verdict(claim, lessons)
    found = f": {VERDICTS[claim][1]}" if given != NOT_TRIED else ""
    words = f"{CLAIMS[claim][0]}{original}"
    return f"| {_anchored(claim)} | {words} | **{given}**{found} | {_places('claim', claim, lessons)} |"


def _anchored(id_):
    return f'<span id="{id_}">{id_}</span>'


def _places(kind, id_, lessons):
    """Links to the cells that carry a tag, one for each section in which they stand."""
    found: dict[str, str] = {}
    for lesson in lessons:
        for cell in lesson.cells:
            if id_ in cell.arguments(f"{kind}:"):
                found.setdefault(_words(lesson, cell), f"{lesson.name}.html#{cell_anchor(cell.index)}")
    return ", ".join(f'<a href="{address}">{words}</a>' for words, address in found.items())


def _words(lesson: Lesson, cell: Cell) -> str:
    section = quotes.section_of(lesson, cell)
    return f"{lesson.number}, section {section}" if section else lesson.number

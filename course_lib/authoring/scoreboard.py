"""The table of lesson 18: every statement of the two articles, its verdict, and the lessons whose cells try it."""

import re
from collections.abc import Sequence

from course_lib.authoring import registry
from course_lib.authoring.claims import CLAIMS
from course_lib.authoring.source import Lesson
from course_lib.authoring.verdicts import NOT_TRIED, VERDICTS

PLACE = re.compile(r"\{\{scoreboard ([12])\}\}")


def verdict(claim: str) -> str:
    """The verdict on a statement, in a word or two.

    >>> verdict("S1-3"), verdict("S2-36")
    ('wrong', 'not tried yet')
    """
    return VERDICTS[claim][0] if claim in VERDICTS else NOT_TRIED


def tried_in(claim: str, lessons: Sequence[Lesson]) -> list[Lesson]:
    """The lessons with a cell that is tagged with `claim`."""
    return [lesson for lesson in lessons if claim in registry.tried(lesson)]


def table(article: str, lessons: Sequence[Lesson]) -> str:
    """Markdown table of the statements of one article ("1" or "2"), with links to the lessons that try them."""
    rows = ["| no. | what it says | verdict | instead | tried in |", "|---|---|---|---|---|"]
    for claim, (words, planned) in CLAIMS.items():
        if claim.startswith(f"S{article}-"):
            found = tried_in(claim, lessons)
            links = ", ".join(f"[{lesson.number}]({lesson.name}.ipynb)" for lesson in found)
            given, instead = VERDICTS[claim] if found and claim in VERDICTS else (NOT_TRIED, "")
            where = links or f"lesson {' and '.join(planned)}, to come"
            rows.append(f"| {claim} | {words} | {given} | {instead} | {where} |")
    return "\n".join(rows)


def fill(text: str, lessons: Sequence[Lesson]) -> str:
    """The text of a cell with the tables in the places marked {{scoreboard 1}} and {{scoreboard 2}}."""
    return PLACE.sub(lambda found: table(found[1], lessons), text)

"""The table of lesson 18: every statement of the two articles, its verdict, and the lessons whose cells try it."""

import re
from collections import Counter
from collections.abc import Sequence

from course_lib.authoring import registry
from course_lib.authoring.claims import CLAIMS
from course_lib.authoring.findings import NOT_TRIED, VERDICTS
from course_lib.authoring.source import Lesson

PLACE = re.compile(r"\{\{scoreboard ([12]|count)\}\}")


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


def count() -> str:
    """Markdown table of how often each verdict was given, by article and together, the most frequent first."""
    by_article = [Counter(verdict(claim) for claim in CLAIMS if claim.startswith(f"S{n}-")) for n in (1, 2)]
    rows = ["| verdict | first article | second article | together |", "|---|---|---|---|"]
    for words, together in sum(by_article, Counter()).most_common():
        rows.append(f"| {words} | {by_article[0][words]} | {by_article[1][words]} | {together} |")
    return "\n".join(rows)


def fill(text: str, lessons: Sequence[Lesson]) -> str:
    """The text of a cell with the tables in their places: {{scoreboard 1}}, {{scoreboard 2}}, {{scoreboard count}}."""
    return PLACE.sub(lambda found: count() if found[1] == "count" else table(found[1], lessons), text)

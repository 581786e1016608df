"""The tables of lesson 18: every statement of the two articles, its verdict, and the cells that try it."""

import re
from collections import Counter
from collections.abc import Sequence

from course_lib.authoring import quotes, registry
from course_lib.authoring.article_words import ORIGINALS
from course_lib.authoring.claims import CLAIMS
from course_lib.authoring.evidence import FIGURES
from course_lib.authoring.source import Cell, Lesson
from course_lib.findings import NOT_TRIED, VERDICTS

PLACE = re.compile(r"\{\{scoreboard ([12]|count|sentence)\}\}")
ARTICLES = ("1", "2")


def verdict(claim: str, lessons: Sequence[Lesson]) -> str:
    """The verdict on a statement, in a word or two; none is given before a cell of one of the lessons tries it."""
    return VERDICTS[claim][0] if claim in VERDICTS and tried_in(claim, lessons) else NOT_TRIED


def tried_in(claim: str, lessons: Sequence[Lesson]) -> list[Lesson]:
    """The lessons with a cell that is tagged with `claim`."""
    return [lesson for lesson in lessons if claim in registry.tried(lesson)]


def table(article: str, lessons: Sequence[Lesson]) -> str:
    """Markdown table of the statements of one article ("1" or "2"), with links to the cells that try them."""
    rows = ["| what it says | verdict | what we found |", "|---|---|---|"]
    for claim, (words, planned) in CLAIMS.items():
        if claim.startswith(f"S{article}-"):
            original = f" 「{ORIGINALS[claim]}」" if claim in ORIGINALS else ""
            given, found = verdict(claim, lessons), _found(claim, lessons)
            found = found or f"lesson {' and '.join(planned)}, to come"
            rows.append(f"| **{claim}** {words}{original} | {given} | {found} |")
    return "\n".join(rows)


def _found(claim, lessons):
    """What is right instead, the figure, and where it was tried; empty where it was not."""
    tried = tried_in(claim, lessons)
    if not tried or claim not in VERDICTS:
        return ""
    figure, names = FIGURES.get(claim), {lesson.name: lesson for lesson in lessons}
    shown = ""
    if figure and figure.lesson in names:
        linked = quotes.linked_band(names[figure.lesson], figure.what, figure.form)
        shown = f" *{_begun(figure.words.format(linked))}.*"
    links = ", ".join(_link(lesson, cell_of(claim, lesson)) for lesson in tried)
    return f"{_begun(VERDICTS[claim][1])}.{shown} Tried in {links}."


def _begun(words):
    """The words with a capital letter at their beginning."""
    return words[0].upper() + words[1:]


def cell_of(claim: str, lesson: Lesson) -> Cell:
    """The cell of a Lesson that a link about `claim` leads to: the first one that runs, and is in both notebooks."""
    tagged = [cell for cell in lesson.cells if claim in cell.arguments("claim:") and "solution" not in cell.tags]
    return next((cell for cell in tagged if cell.is_code), tagged[0])


def _link(lesson, cell):
    section = quotes.section_of(lesson, cell)
    words = f"{lesson.number}, section {section}" if section else lesson.number
    return f"[{words}]({quotes.address(lesson, cell)})"


def counted(lessons: Sequence[Lesson]) -> dict[str, Counter[str]]:
    """How often each verdict was given, by article: {"1": {verdict: times}, "2": ...}."""
    return {n: Counter(verdict(claim, lessons) for claim in CLAIMS if claim.startswith(f"S{n}-")) for n in ARTICLES}


def count(lessons: Sequence[Lesson]) -> str:
    """Markdown table of how often each verdict was given, by article and together, the most frequent first."""
    first, second = counted(lessons).values()
    rows = ["| verdict | first article | second article | together |", "|---|---|---|---|"]
    rows += [f"| {words} | {first[words]} | {second[words]} | {n} |" for words, n in (first + second).most_common()]
    return "\n".join([*rows, f"| **together** | {first.total()} | {second.total()} | {len(CLAIMS)} |"])


def sentence(lessons: Sequence[Lesson]) -> str:
    """How many statements the lessons tried, and what came out, the most frequent verdict first."""
    together = sum(counted(lessons).values(), Counter())
    tried = together.total() - together.pop(NOT_TRIED, 0)
    *others, last = [f"{n} {words}" for words, n in together.most_common()] or ["none judged"]
    return f"Of {len(CLAIMS)} statements {tried} were tried: {', '.join(others)}{' and ' * bool(others)}{last}."


def fill(text: str, lessons: Sequence[Lesson]) -> str:
    """The text of a cell with the tables and numbers in their places: {{scoreboard 1}}, {{band ...}} and so on.

    Raises:
        SourceError: a number has no row in its lesson's table of bands.
    """
    made = {"count": count, "sentence": sentence}

    def board(place: re.Match[str]) -> str:
        return table(place[1], lessons) if place[1] in ARTICLES else made[place[1]](lessons)

    return quotes.fill(PLACE.sub(board, text), lessons)

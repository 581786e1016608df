"""How long a learner sits at a lesson, computed from its text: words, lines of code, exercises."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from course_lib.authoring import exercise_rules
from course_lib.authoring.source import Cell, Lesson

WORDS_A_MINUTE, LINES_A_MINUTE, MINUTES_AN_EXERCISE = 200, 12, 10
MOST_MINUTES, MOST_WORDS, MOST_LINES, MOST_NUMBERS = 60, 2000, 200, 4.0  # numbers per 100 words
NOT_READ_THROUGH = {"card", "hint"}
NOT_READ_CODE = {"exercise", "solution", "check"}
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]+\$|`[^`]*`", re.DOTALL)
BAND = re.compile(r"\{\{band .+?\}\}")
TABLE_OR_PICTURE = re.compile(r"^(?:\||#|!\[|\*\*References).*$", re.MULTILINE)
NAMED = re.compile(r"\b(?:[Ll]essons?|[Ss]ections?|[Ee]xercises?|cells?) \d+[a-z]?(?:(?:-| to |, | and )\d+[a-z]?)*\b")
YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")


class Size(NamedTuple):
    """Words and numbers of the running text of a lesson, lines of its code, and how many exercises it has."""

    words: int
    numbers: int
    lines: int
    exercises: int

    @property
    def minutes(self) -> int:
        """What a learner needs to read, run and do it all, in minutes, to the nearest five.

        >>> Size(words=1600, numbers=40, lines=150, exercises=3).minutes
        50
        """
        exact = self.words / WORDS_A_MINUTE + self.lines / LINES_A_MINUTE + self.exercises * MINUTES_AN_EXERCISE
        return max(5, 5 * round(exact / 5))

    @property
    def numbers_per_100_words(self) -> float:
        """How dense the running text is; 0 where there is none.

        >>> Size(words=1600, numbers=40, lines=150, exercises=3).numbers_per_100_words
        2.5
        """
        return 100 * self.numbers / self.words if self.words else 0.0


def measure(lesson: Lesson) -> Size:
    """The Size of a Lesson.

    Its running text is all text but the card, hints, headings, tables, formulas, names in code and
    references; numbers of lessons, sections, exercises and years are not counted as numbers. Its code is what the
    learner finds, the cells of exercises aside.
    """
    texts = [_running_text(cell) for cell in lesson.cells if not cell.is_code and not NOT_READ_THROUGH & set(cell.tags)]
    code = [cell for cell in lesson.cells if cell.is_code and not NOT_READ_CODE & set(cell.tags)]
    return Size(
        words=sum(len(text.split()) for text in texts),
        numbers=sum(len(NUMBER.findall(YEAR.sub("", NAMED.sub("", text)))) for text in texts),
        lines=sum(len(_lines(cell)) for cell in code),
        exercises=len(exercise_rules.statements(lesson)),
    )


def _running_text(cell):
    quoted = BAND.sub("0.1 to 0.2", cell.text)  # what a reader finds in its place
    return TABLE_OR_PICTURE.sub("", FORMULA.sub("formula", quoted))


def _lines(cell: Cell) -> list[str]:
    return [line for line in cell.text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def too_long(size: Size) -> list[str]:
    """What about a lesson is more than a learner can take in one sitting.

    >>> too_long(Size(words=2600, numbers=60, lines=150, exercises=3))
    ['2600 words; at most 2000 in a lesson']
    """
    limits = (
        (size.minutes, MOST_MINUTES, "minutes of a learner"),
        (size.words, MOST_WORDS, "words"),
        (size.lines, MOST_LINES, "lines of code"),
        (round(size.numbers_per_100_words, 1), MOST_NUMBERS, "numbers per 100 words"),
    )
    return [f"{found} {what}; at most {most:g} in a lesson" for found, most, what in limits if found > most]


def table(lessons: Iterable[Lesson]) -> str:
    """Markdown table of the Size of each of the lessons, a row each."""
    rows = [
        "| lesson | words | lines of code | exercises | minutes | numbers per 100 words |",
        "|---|---|---|---|---|---|",
    ]
    for lesson in lessons:
        size = measure(lesson)
        cells = (lesson.name, size.words, size.lines, size.exercises, size.minutes, f"{size.numbers_per_100_words:.1f}")
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(rows) + "\n"

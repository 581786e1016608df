"""Numbers that one lesson quotes from another: the range in the table of bands, linked to the cell that measured it.

In a text, {{band 05_testing .2f scores['trained'][2]}} becomes the range of this expression over five seeds. It is read
from bench/bands at every build, so it cannot go stale, and it leads to its cell in JupyterLab and on a page made by
nbconvert.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from course_lib.authoring.source import Cell, Lesson, SourceError

PLACE = re.compile(r"\{\{band (?P<lesson>\S+) (?P<form>\S+) (?P<what>.+?)\}\}")
ROW = re.compile(r"\| (?P<cell>\d+) \| `(?P<what>.*?)` \| (?P<low>\S+) \| (?P<high>\S+) \| `.*` \|")
MINUS_ZERO = re.compile(r"^-(?=[0.,]*%?$)")
SECTION = re.compile(r"^## (\d+)\. ", re.MULTILINE)


class Band(NamedTuple):
    """The smallest and the largest value of an expression over five seeds, and the cell that asserts it."""

    cell: Cell
    low: float
    high: float

    def written(self, form: str) -> str:
        """The range as text, one number where both ends look alike.

        >>> Band(None, -0.004, 0.031).written(".2f"), Band(None, 0.5, 0.5).written(".0%")
        ('0.00 to 0.03', '50 %')
        """
        ends = [MINUS_ZERO.sub("", format(end, form)).replace("%", " %") for end in (self.low, self.high)]
        return " to ".join(dict.fromkeys(ends))


def band(lesson: Lesson, what: str) -> Band:
    """The Band of the expression `what` in the table of a Lesson, from the first cell that asserts it.

    Raises:
        SourceError: the table has no such row, or several with different ranges.
    """
    table = lesson.path.parents[2] / "bench" / "bands" / f"{lesson.name}.md"
    rows = [row for row in _rows(table) if row["what"].replace(r"\|", "|") == what]
    ranges = {(row["low"], row["high"]) for row in rows}
    if len(ranges) != 1:
        raise SourceError(f"{lesson.name}: {len(ranges)} ranges of `{what}` in {table.name}; expected one")
    low, high = ranges.pop()
    return Band(lesson.cells[int(rows[0]["cell"])], float(low), float(high))


def _rows(table: Path) -> list[re.Match[str]]:
    lines = table.read_text(encoding="utf-8").splitlines() if table.exists() else []
    return [row for line in lines if (row := ROW.fullmatch(line))]


def address(lesson: Lesson, cell: Cell) -> str:
    """Where a link beside the notebooks leads to a cell of a Lesson."""
    return f"{lesson.name}.ipynb#cell-id={cell.id}"


def section_of(lesson: Lesson, cell: Cell) -> str:
    """The number of the section in which a cell stands, "" above the first one."""
    above = [each.text for each in lesson.cells[: cell.index + 1] if not each.is_code]
    return ["", *SECTION.findall("\n".join(above))][-1]


def linked_band(lesson: Lesson, what: str, form: str) -> str:
    """The range of `what` as a markdown link to its cell."""
    found = band(lesson, what)
    return f"[{found.written(form)}]({address(lesson, found.cell)})"


def fill(text: str, lessons: Sequence[Lesson]) -> str:
    """The text of a cell with each {{band ...}} replaced.

    Raises:
        SourceError: there is no such lesson, or no such row in its table.
    """
    by_name = {lesson.name: lesson for lesson in lessons}

    def quoted(place: re.Match[str]) -> str:
        if place["lesson"] not in by_name:
            raise SourceError(f"no lesson {place['lesson']} to quote `{place['what']}` from")
        return linked_band(by_name[place["lesson"]], place["what"], place["form"])

    return PLACE.sub(quoted, text)

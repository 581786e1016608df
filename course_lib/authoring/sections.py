"""From which headings of a lesson one can begin: those whose section needs no more than the set-up cells.

Set-up cells are those before the first `##` heading. What a section needs is found by names, without running it.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.authoring import names
from course_lib.authoring.source import Cell, Lesson

NUMBERED = re.compile(r"(\d+)\. ")


class Section(NamedTuple):
    """A `##` heading, without its mark, and the code cells below it; the heading of the set-up cells is empty."""

    heading: str
    cells: list[Cell]


def sections(lesson: Lesson) -> list[Section]:
    """The set-up cells and the sections of a Lesson, solutions left out."""
    found = [Section("", [])]
    for cell in lesson.cells:
        if cell.is_code and "solution" not in cell.tags:
            found[-1].cells.append(cell)
        elif not cell.is_code:
            lines = cell.text.splitlines()
            found += [Section(line[3:].strip(), []) for line in lines if line.startswith("## ")]
    return found


def needs(section: Section, given: Iterable[str] = ()) -> set[str]:
    """Names that the cells of a section read before they bind them, the `given` ones aside."""
    have, missing, later = set(given), set(), set()
    for cell in section.cells:
        for statement in cell.parsed.body:
            found = names.of_statement(statement)
            missing |= found.now - have
            later |= found.later
            have |= found.bound
    return missing | (later - have)


def provided(section: Section) -> set[str]:
    """Names that the cells of a section bind."""
    statements = [statement for cell in section.cells for statement in cell.parsed.body]
    return {name for statement in statements for name in names.of_statement(statement).bound}


def free(lesson: Lesson) -> dict[str, Section]:
    """The numbered sections of a Lesson that need no more than its set-up cells, by their numbers."""
    setup, *others = sections(lesson)
    return {number: each for number, each in _numbered(others) if not needs(each, provided(setup))}


def _numbered(others):
    return [(found[1], each) for each in others if (found := NUMBERED.match(each.heading)) and each.cells]


def begun_at(lesson: Lesson, section: Section) -> NotebookNode:
    """A notebook of the set-up cells of a Lesson and one of its sections."""
    cells = [*sections(lesson)[0].cells, *section.cells]
    made = [new_code_cell(each.text, id=each.id, metadata={"tags": list(each.tags)}) for each in cells]
    return new_notebook(cells=made)


def sentence(lesson: Lesson) -> str:
    """Where in a Lesson a reader can begin, for its card; empty where it has no numbered section with code."""
    numbers, (first, *others) = list(free(lesson)), [number for number, _ in _numbered(sections(lesson)[1:])] or [""]
    later = [number for number in numbers if number != first]
    if not first:
        return ""
    if later == others:
        return "**Begin** at the top, or after the set-up cell at any heading."
    where = f", or after the set-up cell at section {' or '.join(later)}" if later else ""
    return f"**Begin** at the top{where}. To begin at any other section, run all cells above its heading first."

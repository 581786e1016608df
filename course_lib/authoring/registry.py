"""Which claims and pitfalls the lessons have tried, and which wait for a cell."""

from pathlib import Path

from course_lib.authoring.claims import CLAIMS, PITFALLS
from course_lib.authoring.source import Lesson, read_all
from course_lib.paths import ROOT

SCOREBOARD = "18"  # the lesson that takes the claims which the others do not need
# numbers of the lessons that must try everything that is theirs
COMPLETE = {"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17"}


def complete(lesson: Lesson) -> bool:
    """Must a Lesson, or the lesson of which it is a part, try everything that is its own?"""
    return lesson.number[:2] in COMPLETE


def required(number: str) -> list[str]:
    """Ids of the claims, then the pitfalls, that lesson `number` ("01") must try."""
    return [id_ for id_, (_, lessons) in (CLAIMS | PITFALLS).items() if number in lessons]


def tried(lesson: Lesson) -> set[str]:
    """Ids that the tags of a Lesson's cells name."""
    return {id_ for cell in lesson.cells for id_ in cell.arguments("claim:") + cell.arguments("pitfall:")}


def waiting(root: Path = ROOT) -> tuple[dict[str, list[str]], set[str]]:
    """Ids without a cell by lesson number, and the set of numbers that have a source, under `root`.

    An id has its cell in its lesson, in another part of it, or on the scoreboard.
    """
    done: dict[str, set[str]] = {}
    for lesson in read_all(root):
        done.setdefault(lesson.number[:2], set()).update(tried(lesson))
    numbers = sorted({number for _, theirs in (CLAIMS | PITFALLS).values() for number in theirs})
    elsewhere = done.get(SCOREBOARD, set())
    missing = {
        number: [id_ for id_ in required(number) if id_ not in done.get(number, set()) | elsewhere]
        for number in numbers
    }
    return {number: ids for number, ids in missing.items() if ids}, set(done)


def report(root: Path = ROOT) -> str:
    """Text of the ids without a cell, by lesson, with their wording."""
    missing, written = waiting(root)
    lines = []
    for number, ids in missing.items():
        lines.append(f"Lesson {number}" + ("" if number in written else " (not written yet)"))
        lines += [f"  {id_:6}{(CLAIMS | PITFALLS)[id_][0]}" for id_ in ids]
    return "\n".join(lines or ["Every claim and every pitfall has a cell."])

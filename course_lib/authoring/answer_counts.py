"""Counts, lesson by lesson, how the checks judge the answers of notebooks/answers."""

from collections.abc import Sequence
from pathlib import Path

import nbformat

from course_lib.authoring import kernel, one_run, sentences
from course_lib.authoring.trying import ENDLESS, Outcome, shown
from course_lib.errors import CourseProblem
from course_lib.exercises.verdicts import SOLVED, WRONG
from course_lib.paths import ROOT

HEAD = "| lesson | exercises | wrong answers named | right answers accepted | loops ended | longest, s |"


def count(lessons: Sequence[str], every: bool) -> int:
    """Run lessons with the answers to their exercises; print a line for each answer that is judged otherwise.

    What is said to the wrong answers is kept for the teacher's guide.

    Args:
        lessons: names such as 02_losses; none for all that have exercises.
        every: print every answer with what was said to it.

    Returns:
        1 where an answer was judged otherwise than it must be, else 0.

    Raises:
        CourseProblem: there is no such lesson.
    """
    paths = [_path(name) for name in lessons] or sorted((ROOT / "notebooks").glob("*.ipynb"))
    rows, faults = [], 0
    for path in paths:
        outcomes = _run(path)
        if not outcomes:
            continue
        for each in outcomes:
            if every or not each.as_it_must_be:
                print(_line(each), flush=True)
        sentences.keep(outcomes)
        faults += sum(not each.as_it_must_be for each in outcomes)
        rows.append(row(path.stem, outcomes))
        print(rows[-1], flush=True)
    print("\n".join(["", HEAD, "|---|---|---|---|---|---|", *rows]))
    return int(faults > 0)


def row(lesson: str, outcomes: Sequence[Outcome]) -> str:
    """The counts of a lesson as a row of a table."""
    loops = [each for each in outcomes if each.title in ENDLESS]
    wrong = [each for each in outcomes if each.expected == WRONG and each not in loops]
    right = [each for each in outcomes if each.expected == SOLVED]
    counts = " | ".join(f"{sum(each.as_it_must_be for each in part)} of {len(part)}" for part in (wrong, right, loops))
    longest = max(each.seconds for each in outcomes if each not in loops)
    return f"| {lesson} | {len({each.exercise for each in outcomes})} | {counts} | {longest:.1f} |"


def _path(name):
    path = ROOT / "notebooks" / f"{name}.ipynb"
    if not path.is_file():
        raise CourseProblem(f"lessons: expected a lesson such as 02_losses, got {name!r}")
    return path


def _run(path: Path) -> list[Outcome]:
    learners, solutions = (nbformat.read(each, 4) for each in (path, path.parent / "solutions" / path.name))
    merged = one_run.merge(learners, solutions, path.stem)
    trying = [one_run.ANSWERS in cell.metadata.get("tags", []) for cell in merged.cells]
    merged.cells = merged.cells[: len(trying) - trying[::-1].index(True)] if any(trying) else []
    return shown(kernel.execute(kernel.client(path, merged), COURSE_OFFLINE="1").cells)


def _line(outcome):
    mark = " " if outcome.as_it_must_be else "!"
    asked = f" (must be {outcome.expected}: {outcome.words})" if mark == "!" else ""
    return f"{mark} {outcome.exercise} {outcome.title}\n      {outcome.state}: {outcome.said}{asked}"

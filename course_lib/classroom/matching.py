"""Which cells of a submission are answers, which were added, and what of the lesson was changed or deleted."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from course_lib.authoring.one_run import attempts
from course_lib.classroom.handed_in import SubmittedCell
from course_lib.classroom.release import CHECK, STUB, Release
from course_lib.errors import CourseProblem

LESSON, ANSWER, ADDED = "lesson", "answer", "added"  # with CHECK, what a step can be


@dataclass(frozen=True)
class Answers:
    """What of a submission is run, in the frame of the lesson as it was handed out.

    Args:
        code: {exercise: code of the answer}.
        added: the other code cells, each with the id of the released cell that it stands behind, "" for none.
        remarks: sentences for the student about what was put right.
    """

    code: dict[str, str]
    added: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Step:
    """One cell to run: `role` is LESSON, ANSWER, CHECK or ADDED; `stub` is what takes the place of an answer."""

    id: str
    code: str
    role: str
    exercise: str = ""
    stub: str = ""
    may_raise: bool = False


def steps(release: Release, answers: Answers, without: set[str]) -> list[Step]:
    """What is run of a submission, up to the last check: a released cell is taken from the Release.

    Args:
        release: of the lesson.
        answers: of the student.
        without: exercises whose stub is run in place of the answer, and ids of added cells that are left out.
    """
    extra: dict[str, list[Step]] = {}
    for number, (behind, code) in enumerate(answers.added, start=1):
        step = Step(f"added-{number}", code, ADDED)
        extra.setdefault(behind, []).extend([] if step.id in without else [step])
    found = extra.get("", [])
    for cell in release.cells:
        found = [*found, _step(cell, release, answers, without), *extra.get(cell.id, [])]
    last = max(place for place, step in enumerate(found) if step.role == CHECK)
    return found[: last + 1]


def _step(cell, release, answers, without):
    if cell.part == STUB:
        code = cell.code if cell.exercise in without else answers.code.get(cell.exercise, cell.code)
        return Step(cell.id, code, ANSWER, cell.exercise, cell.code)
    stub = next((each.code for each in release.cells if each.part == STUB and each.exercise == cell.exercise), "")
    return Step(cell.id, cell.code, cell.part or LESSON, cell.exercise, stub if cell.part else "", cell.may_raise)


def match(cells: Sequence[SubmittedCell], release: Release) -> Answers:
    """The Answers of a submission.

    Cells are known by their ids. Where a program has thrown these away, answers are known by their tag and order.

    Raises:
        CourseProblem: it is no notebook of this lesson, or of another version of it.
    """
    places = _by_id(cells, release) or _by_tag(cells, release)
    if places is None:
        raise CourseProblem(f"this is not the notebook of {release.lesson} that was handed out")
    known = {cell.id: cell for cell in release.cells}
    code: dict[str, str] = {}
    added: list[tuple[str, str]] = []
    remarks: list[str] = []
    behind = ""
    for cell, place in zip(cells, places, strict=True):
        behind = place or behind
        if place and known[place].part == STUB and cell.is_code:
            code.setdefault(known[place].exercise, cell.text)
        elif not place and cell.is_code and cell.text.strip():
            if _attempts(cell):
                remarks.append("A check that you had added was left out.")
            else:
                added.append((behind, cell.text))
    return Answers(code, tuple(added), tuple([*remarks, *_restored(cells, places, release)]))


def _by_id(cells, release):
    """The id of the released cell that each cell is, or ""; None where most of the lesson is not there by its ids."""
    texts = {cell.id: cell.code.strip() for cell in release.cells if not cell.part}
    if 2 * sum(texts.get(cell.id) == cell.text.strip() for cell in cells) < len(texts):
        return None
    known, places = {cell.id for cell in release.cells}, []
    for cell in cells:
        places.append(cell.id if cell.id in known else "")
        known.discard(cell.id)
    return places


def _by_tag(cells, release):
    """The same, for a notebook that has lost its ids; None where most of the lesson is not there by its texts."""
    stubs = [cell.id for cell in release.cells if cell.part == STUB]
    texts = {cell.code.strip(): cell.id for cell in release.cells if cell.part != STUB}
    same = sum(cell.text.strip() in texts for cell in cells if cell.is_code)
    if 2 * same < len(texts) or sum(STUB in cell.tags for cell in cells) != len(stubs):
        return None
    return [stubs.pop(0) if STUB in cell.tags else texts.get(cell.text.strip(), "") for cell in cells]


def _attempts(cell):
    if CHECK in cell.tags:
        return True
    try:
        tree = ast.parse(cell.text)
    except (SyntaxError, ValueError):
        return False
    return any(isinstance(node, ast.Call) and attempts(node) for node in ast.walk(tree))


def _restored(cells, places, release):
    """Sentences about what of the lesson was changed or deleted, and is run as it was handed out."""
    texts = {place: cell.text.strip() if cell.is_code else "" for cell, place in zip(cells, places, strict=True)}
    others = 0
    for cell in release.cells:
        if texts.get(cell.id) == cell.code.strip():
            continue
        happened = "changed" if cell.id in texts else "deleted"
        if cell.part == CHECK:
            yield f"The check of {cell.exercise} had been {happened}; it was graded by the original one."
        elif cell.part == STUB and cell.id not in texts:
            yield f"The cell for the answer to {cell.exercise} had been deleted."
        others += not cell.part
    if others:
        yield f"{_cells_of_the_lesson(others)} had been changed or deleted; the original was run."


def _cells_of_the_lesson(count):
    return "One code cell of the lesson" if count == 1 else f"{count} code cells of the lesson"

"""The code of a lesson as it is handed out, read from its source, with our answers beside it."""

from dataclasses import dataclass
from pathlib import Path

from course_lib.authoring.exercise_rules import attempted
from course_lib.authoring.source import read
from course_lib.errors import CourseProblem
from course_lib.paths import ROOT

STUB, CHECK = "exercise", "check"


@dataclass(frozen=True)
class ReleasedCell:
    """One code cell of a learner's notebook.

    Args:
        id: that it has in every notebook of the lesson.
        code: its text.
        part: STUB or CHECK, else empty.
        exercise: that a stub or a check belongs to, such as "02-1", else empty.
        may_raise: whether the lesson means it to raise an error.
    """

    id: str
    code: str
    part: str = ""
    exercise: str = ""
    may_raise: bool = False


@dataclass(frozen=True)
class Release:
    """What a lesson hands out.

    Args:
        lesson: its name, such as "02_losses".
        title: of its card.
        cells: the code cells of the learner's notebook.
        solutions: our answer to each exercise, as code.
    """

    lesson: str
    title: str
    cells: tuple[ReleasedCell, ...]
    solutions: dict[str, str]

    @property
    def exercises(self) -> list[str]:
        """Names of the exercises in their order."""
        return [cell.exercise for cell in self.cells if cell.part == CHECK]


def lesson_names(root: Path = ROOT) -> list[str]:
    """The names of all lessons that have a source under `root`, in order."""
    return sorted(path.stem for path in (root / "notebooks" / "source").glob("*.py"))


def read_release(name: str, root: Path = ROOT) -> Release:
    """The Release of the lesson `name`.

    Raises:
        CourseProblem: there is no such lesson, or it has no exercise.
    """
    known = lesson_names(root)
    if name not in known:
        raise CourseProblem(f"There is no lesson {name!r}; the lessons are {', '.join(known)}.")
    lesson = read(root / "notebooks" / "source" / f"{name}.py")
    cells = tuple(_released(lesson))
    if not any(cell.part for cell in cells):
        raise CourseProblem(f"The lesson {name} has no exercise, so there is nothing to grade in it.")
    return Release(name, lesson.title, cells, _solutions(lesson))


def _released(lesson):
    names = [str(attempted(cell)[0]) for cell in lesson.cells if CHECK in cell.tags]
    for cell in lesson.cells:
        if not cell.is_code or "solution" in cell.tags:
            continue
        part = next((tag for tag in (STUB, CHECK) if tag in cell.tags), "")
        exercise = (names.pop(0) if part == CHECK else names[0]) if part else ""
        yield ReleasedCell(cell.id, cell.text, part, exercise, "raises-exception" in cell.tags)


def _solutions(lesson):
    """{exercise: code of our answer}, which may stand in several cells before the check."""
    found: dict[str, str] = {}
    code: list[str] = []
    for cell in lesson.cells:
        if "solution" in cell.tags and cell.is_code:
            code.append(cell.text)
        if CHECK in cell.tags:
            found[str(attempted(cell)[0])] = "\n\n".join(code)
            code = []
    return found

"""What lies in a folder of submissions: FOLDER/STUDENT/LESSON.ipynb or FOLDER/STUDENT.ipynb."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from course_lib.errors import CourseProblem

LARGEST = 300e6  # bytes of a notebook with all that it shows
FORM = "one folder for each student, with notebooks named as the lessons, or one notebook for each student"


@dataclass(frozen=True)
class HandedIn:
    """One notebook of one student.

    Args:
        student: the name of the folder, or of the notebook without its ending.
        lesson: its name.
        path: of the notebook, or None where there is none.
        missing: a sentence that says why there is none.
    """

    student: str
    lesson: str
    path: Path | None
    missing: str = ""


@dataclass(frozen=True)
class SubmittedCell:
    """One cell of a submission, as far as it is looked at."""

    id: str
    is_code: bool
    text: str
    tags: tuple[str, ...] = field(default=())


def find_all(folder: Path, lesson: str | None, known: list[str]) -> tuple[list[HandedIn], list[str]]:
    """Every submission in a folder, by student, and the names of the files that are none.

    Args:
        folder: of the submissions.
        lesson: the only one that is looked for; None for every lesson that a notebook is named after.
        known: the names of all lessons.

    Raises:
        CourseProblem: no such folder, no submission in it, or two of one student for one lesson.
    """
    if not folder.is_dir():
        raise CourseProblem(f"FOLDER: expected a folder of submissions, got {folder}, which is none.")
    found: list[HandedIn] = []
    left_out: list[str] = []
    for path in sorted(each for each in folder.iterdir() if not each.name.startswith((".", "__"))):
        theirs = list(_of_student(path, lesson, known)) if path.is_dir() else list(_single(path, lesson))
        found += theirs
        if path.is_dir() and lesson is None:
            taken = {each.path for each in theirs}
            left_out += [f"{path.name}/{each.name}" for each in _notebooks(path) if each not in taken]
        elif not theirs:
            left_out.append(path.name)
    _refuse_none(folder, found, left_out, lesson)
    _refuse_two(found)
    return found, left_out


def _single(path, lesson):
    if path.suffix.lower() == ".ipynb" and lesson is not None:
        yield HandedIn(path.stem, lesson, path)


def _of_student(folder, lesson, known):
    notebooks = _notebooks(folder)
    if lesson is None:
        yield from (HandedIn(folder.name, path.stem, path) for path in notebooks if path.stem in known)
        return
    named = [path for path in notebooks if path.stem == lesson]
    chosen = named or (notebooks if len(notebooks) == 1 else [])
    missing = f"several notebooks, and none is named {lesson}.ipynb" if notebooks else "no notebook was handed in"
    yield HandedIn(folder.name, lesson, *((chosen[0], "") if chosen else (None, missing)))


def _notebooks(folder):
    return sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))


def _refuse_none(folder, found, left_out, lesson):
    if found:
        return
    if lesson is None and any(name.lower().endswith(".ipynb") for name in left_out):
        raise CourseProblem(
            f"The notebooks in {folder} are not named as lessons: say of which lesson they are, as in "
            "`python -m course_lib grade FOLDER --lesson 02_losses`."
        )
    raise CourseProblem(f"There is no submission in {folder}: expected {FORM}.")


def _refuse_two(found):
    seen = set()
    for each in found:
        if (each.student, each.lesson) in seen:
            raise CourseProblem(f"There are two submissions of {each.student} for {each.lesson}: leave one of them.")
        seen.add((each.student, each.lesson))


def read_cells(path: Path) -> list[SubmittedCell]:
    """The cells of a notebook; only what is needed of each is looked at, so that small faults do no harm.

    Raises:
        CourseProblem: it cannot be read, is too large, or is no notebook.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise CourseProblem(f"the notebook is larger than {LARGEST / 1e6:.0f} MB; clear its outputs")
        cells = list(_cells(json.loads(path.read_text(encoding="utf-8-sig"))["cells"]))
    except OSError as problem:
        raise CourseProblem(f"the notebook cannot be read ({problem.strerror or problem})") from problem
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise CourseProblem("the file is no notebook") from problem
    if not cells:
        raise CourseProblem("the notebook is empty")
    return cells


def _cells(read: list) -> Iterator[SubmittedCell]:
    for cell in read:
        source, metadata = cell["source"], cell.get("metadata") or {}
        text = source if isinstance(source, str) else "".join(source)
        tags = tuple(tag for tag in metadata.get("tags") or () if isinstance(tag, str))
        yield SubmittedCell(str(cell.get("id", "")), cell["cell_type"] == "code", _clean(text), tags)


def _clean(text):
    """The text with plain line ends and without halves of letters, which no kernel takes."""
    return re.sub(r"[\ud800-\udfff]", "?", text.replace("\r\n", "\n"))

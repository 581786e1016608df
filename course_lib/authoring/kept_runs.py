"""The runs that the gate passed, in build/runs: what the book shows. Each says from which notebooks it was made."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib.authoring import gate, kernel, one_run
from course_lib.errors import CourseProblem
from course_lib.machine.files import replace_text
from course_lib.paths import ROOT

MADE_FROM = "course_made_from"


def lesson_names(root: Path = ROOT) -> list[str]:
    """The names of all lessons, such as 02_losses, in their order."""
    return sorted(path.stem for path in (root / "notebooks").glob("*.ipynb"))


def digest(lesson: str, root: Path = ROOT) -> str:
    """SHA-256 of the two notebooks of a lesson."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in _notebooks(lesson, root))).hexdigest()


def keep(lesson: str, notebook: NotebookNode, root: Path = ROOT) -> Path:
    """Write a run that the gate passed and return its path. An interrupted call leaves the earlier run as it was."""
    notebook.metadata[MADE_FROM] = digest(lesson, root)
    path = _path(lesson, root)
    replace_text(path, nbformat.writes(notebook, version=nbformat.NO_CONVERT))
    return path


def find(lesson: str, root: Path = ROOT) -> NotebookNode | None:
    """The kept run of a lesson; None where there is none, or it was made from other notebooks than those of today."""
    try:
        notebook = nbformat.read(_path(lesson, root), as_version=4)
    except Exception:  # nbformat raises many kinds on damaged files
        return None
    return notebook if notebook.metadata.get(MADE_FROM) == digest(lesson, root) else None


def missing(lessons: list[str], root: Path = ROOT) -> list[str]:
    """Those of the lessons that have no run which fits their notebooks."""
    return [lesson for lesson in lessons if find(lesson, root) is None]


def run_missing(lessons: list[str], root: Path = ROOT) -> Iterator[str]:
    """Run those of the lessons that have no fitting run, and keep the runs; gives the name of each before it runs.

    Raises:
        CourseProblem: a lesson does not pass the gate.
    """
    with tempfile.TemporaryDirectory(prefix="course-book-") as folder:
        for lesson in missing(lessons, root):
            yield lesson
            learners, solutions = _notebooks(lesson, root)
            merged = one_run.merge(*(nbformat.read(path, as_version=4) for path in (learners, solutions)))
            client = kernel.client(learners, merged)
            problems = gate.run(client, solutions=True, COURSE_OFFLINE="1", COURSE_TRAINING=folder)
            if problems:
                raise CourseProblem("\n".join([f"{lesson} does not pass the gate, so the book stops here:", *problems]))
            keep(lesson, client.nb, root)


def _notebooks(lesson, root):
    """The learner's notebook and the solutions."""
    folder = root / "notebooks"
    return folder / f"{lesson}.ipynb", folder / "solutions" / f"{lesson}.ipynb"


def _path(lesson, root):
    return root / "build" / "runs" / f"{lesson}.ipynb"

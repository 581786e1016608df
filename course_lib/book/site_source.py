"""The folder from which Sphinx makes the book: a notebook or a text for each page, pictures, settings."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import nbformat

from course_lib.authoring import kept_runs, repository
from course_lib.authoring.source import Lesson, read_all
from course_lib.book import api_pages, bibliography, front, lesson_pages, tried_where
from course_lib.paths import LIBRARY, ROOT

HERE = Path(__file__).parent
STATIC, FIGURES = "_static", "figures"


def write_source(folder: Path, root: Path = ROOT) -> list[str]:
    """Write the folder anew.

    Args:
        folder: for Sphinx; what is in it goes.
        root: of the checkout.

    Returns:
        The names of all pages.

    Raises:
        ValueError: a lesson has no run that fits its notebooks.
    """
    lessons = read_all(root)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / "static", folder / STATIC)
    shutil.copytree(HERE / "templates", folder / "_templates")
    shutil.copy(HERE / "sphinx_conf.py", folder / "conf.py")
    shutil.copytree(root / "notebooks" / "figures", folder / FIGURES)
    shutil.copy(root / "notebooks" / "figures" / "neighbours.png", folder / STATIC)
    pages = texts(root, lessons)
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    known = {*pages, *(lesson.name for lesson in lessons)}
    for lesson in lessons:
        _write_lesson(lesson, folder, root, known)
    return sorted(known)


def texts(root: Path, lessons: Sequence[Lesson]) -> dict[str, str]:
    """Markdown of all pages but the lessons, {name: text}."""
    library = api_pages.pages(LIBRARY, {lesson.number: f"{lesson.name}.html" for lesson in lessons})
    works = bibliography.collect(lessons, api_pages.docstrings(LIBRARY))
    made = {
        "claims": tried_where.claims_page(lessons),
        "pitfalls": tried_where.pitfalls_page(lessons),
        "bibliography": bibliography.page(works, api_pages.addresses(LIBRARY)),
    }
    return front.texts(root, lessons, library) | library | made


def _write_lesson(lesson, folder, root, known):
    run = kept_runs.find(lesson.name, root)
    if run is None:
        raise ValueError(f"lesson: expected one with a run that fits its notebooks, got {lesson.name}")
    learners = nbformat.read(root / "notebooks" / f"{lesson.name}.ipynb", as_version=4)
    outputs = folder / STATIC / "outputs"
    made = lesson_pages.page(run, learners, lesson.name, known, outputs, repository.here(root))
    nbformat.write(made, folder / f"{lesson.name}.ipynb")

"""A course of one small lesson for the tests of the lesson machinery."""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

GOOD = (Path(__file__).parent / "miniature_lesson.txt").read_text(encoding="utf-8")
LIBRARY = '''
import numpy as np

def branch(x: float, weight: float = 2.0) -> float:
    """Another sentence."""
    return np.tanh(weight * x)
'''
README = "Before.\n\n<!-- lessons -->\n<!-- /lessons -->\n\nAfter.\n"


def make_course(folder):
    """Fill `folder` with one lesson, its library file, its picture and a README with the markers."""
    for name in ("notebooks/source", "notebooks/figures", "course_lib"):
        (folder / name).mkdir(parents=True)
    write(folder, GOOD)
    (folder / "course_lib" / "twins.py").write_text(LIBRARY)
    (folder / "notebooks" / "figures" / "01_twins.svg").write_text("<svg/>")
    (folder / "notebooks" / "README.md").write_text(README)
    return folder


def write(course, text, name="01_twins"):
    (course / "notebooks" / "source" / f"{name}.py").write_text(text, encoding="utf-8")


def derived(course):
    """Bytes of every derived file by its name."""
    folder = course / "notebooks"
    paths = [*folder.glob("*.ipynb"), *folder.glob("solutions/*.ipynb"), folder / "README.md"]
    return {str(path.relative_to(course)): path.read_bytes() for path in sorted(paths)}


def one_cell(folder, code, tags=()):
    """Path of a notebook with one code cell."""
    path = folder / "one.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(code, id="lesson-00", metadata={"tags": list(tags)})]), path)
    return path

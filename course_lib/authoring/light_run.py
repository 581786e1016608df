"""Lessons 01 to 05 with the library alone, as a browser has them: no TensorFlow, no FAISS, no JupyterLab.

Run as `python -m course_lib.authoring.light_run`. Each cell of the solutions runs in IPython itself. A few cells
compare with Keras, have the tag `keras`, and cannot; every other one must run, and every exercise must be solved.
"""

import contextlib
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from IPython.core.interactiveshell import InteractiveShell

from course_lib.authoring import names
from course_lib.paths import ROOT

NETWORKS = ("keras", "tensorflow")
NOTHING = object()
HEAD = "| lesson | cells | of these need Keras | seconds |\n|---|---|---|---|"


class LightRun(NamedTuple):
    """How the cells of a lesson ended: their number, ids of those that need Keras, sentences about faults."""

    cells: int
    need_keras: list[str]
    faults: list[str]


def run(cells: Iterable[dict[str, Any]], shell: InteractiveShell) -> LightRun:
    """Run the code cells of a notebook one after the other in a shell that holds nothing yet.

    Args:
        cells: as the file of a notebook has them.
        shell: of IPython.
    """
    count, need_keras, faults = 0, [], []
    lost: set[str] = set()  # names that a cell with Keras would have bound
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        count, code = count + 1, "".join(cell["source"])
        said, before = io.StringIO(), {name: shell.user_ns.get(name, NOTHING) for name in names.bound_by(code)}
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            ran = shell.run_cell(code, silent=True)
        error = ran.error_before_exec or ran.error_in_exec
        if error is not None and (_module(error) in NETWORKS or getattr(error, "name", None) in lost):
            need_keras.append(cell["id"])
            lost |= set(before)
            _put_back(shell.user_ns, before)  # the cell stands for one that does not run at all
        fault = _fault(cell["metadata"].get("tags", []), error, cell["id"] in need_keras, said.getvalue().strip())
        faults += [f"cell {cell['id']}: {fault}"] if fault else []
    return LightRun(count, need_keras, faults)


def _fault(tags: list[str], error: BaseException | None, needs_keras: bool, said: str) -> str:
    """What is wrong with a cell, or nothing."""
    if needs_keras != ("keras" in tags):
        return "needs Keras: give it the tag `keras`" if needs_keras else "has the tag `keras`, and runs without it"
    if error is not None and not needs_keras and "raises-exception" not in tags:
        return f"{type(error).__name__}: {error}"
    is_open = "check" in tags and error is None and " solved" not in said
    return f"an exercise is not solved: {said}" if is_open else ""


def _put_back(names, before):
    for name, value in before.items():
        names.pop(name, None)
        names.update({} if value is NOTHING else {name: value})


def _module(error):
    return (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else None


def lessons(root: Path = ROOT) -> list[str]:
    """The names of the lessons that need no network: 01 to 05 with their halves."""
    return [path.stem for path in sorted((root / "notebooks").glob("*.ipynb")) if "01" <= path.name[:2] <= "05"]


def main() -> int:
    """Run all of them, print a table and what is wrong; 1 where something is, else 0."""
    there = [name for name in NETWORKS if _is_there(name)]
    if there:
        print(f"{' and '.join(there)} can be imported: this is no environment of the library alone.", file=sys.stderr)
        return 1
    paths = [ROOT / "notebooks" / "solutions" / f"{name}.ipynb" for name in lessons()]
    print(HEAD)
    faults = [fault for path in paths for fault in _row(path)]
    print("\n".join(["", *faults]) if faults else "\nEvery other cell ran, and every exercise was solved.")
    return int(bool(faults))


def _row(path: Path) -> list[str]:
    shell, began = InteractiveShell.instance(), time.monotonic()
    shell.reset(new_session=False)
    found = run(json.loads(path.read_text(encoding="utf-8"))["cells"], shell)
    seconds = time.monotonic() - began
    print(f"| {path.stem} | {found.cells} | {len(found.need_keras)} | {seconds:.0f} |", flush=True)
    return [f"{path.stem}, {fault}" for fault in found.faults]


def _is_there(name):
    try:
        __import__(name)
    except ModuleNotFoundError:
        return False
    return True


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="course-light-") as folder:
        os.environ.setdefault("MPLBACKEND", "Agg")
        os.environ["COURSE_PROGRESS"] = str(Path(folder) / "progress.json")
        sys.exit(main())

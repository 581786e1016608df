"""All lessons as Google Colab would run them: the copies, in .venv-colab, which holds the versions of Colab.

Run as `python -m course_lib.authoring.colab_run [LESSON ...]`, or with --widgets, which tests the widgets. The first
cell of the copies installs the course, of which a folder is made here in place of the repository's address. It may
change nothing that Colab carries. What each lesson then did is written to routes.json.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.authoring import colab_copies, kept_runs, kernel, lost_cells, routes
from course_lib.authoring.colab_environment import bare, changed, colab_python, pinned, ship, versions
from course_lib.paths import ROOT, cache_folder

WAY = "colab"
HEAD = "| lesson | found | seconds |\n|---|---|---|"
PLAIN = ("-q", "-o", "addopts=--import-mode=importlib", "-W", "ignore::DeprecationWarning")
WIDGETS = (*PLAIN, "tests/widgets", "tests/app/test_view.py", "tests/app/test_uploaded_file.py")
# The checkout is not on the kernel's path, and nothing is fetched.
ALONE = {"PYTHONPATH": "", "COURSE_OFFLINE": "1", "MPLBACKEND": "", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def main(names: Sequence[str] = ()) -> int:
    """Run the lessons, all where none is named; print a table and what is wrong; 1 where something is, else 0."""
    python, faults, first = bare(colab_python()), [], ""
    with tempfile.TemporaryDirectory(prefix="course-colab-") as place:
        folder = Path(place)
        os.environ.update(ALONE, COURSE_CACHE=str(cache_folder()), COURSE_TRAINING=str(folder / "training"))
        ship(folder / "course")
        print(HEAD)
        for name in names or kept_runs.lesson_names():
            before, first = first, colab_copies.install_cell(name, ROOT, str(folder / "course"))
            if first != before:  # else it would do the same once more
                faults += _install(first, folder, python)
            faults += _lesson(name, folder, python)
    print("", *(faults or ["Nothing that Colab has was changed, and every exercise was solved."]), sep="\n")
    return int(bool(faults))


def widget_tests() -> int:
    """Run the tests of the widgets with the Python of .venv-colab; the exit code is that of pytest."""
    python = bare(colab_python())
    with tempfile.TemporaryDirectory(prefix="course-colab-") as folder:
        ship(Path(folder, "course"))
        first = colab_copies.install_cell(colab_copies.MOST, ROOT, str(Path(folder, "course")))
        faults = _install(first, Path(folder), python)
    if faults:
        print(*faults, sep="\n")
        return 1
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    return subprocess.run([str(python), "-m", "pytest", *WIDGETS], cwd=ROOT, env=environ).returncode


def _install(first: str, folder: Path, python: Path) -> list[str]:
    """Run the code of a first cell; sentences about faults."""
    before, cell = versions(python), new_code_cell(first, id=colab_copies.FIRST[1])
    faults = _run(new_notebook(cells=[cell]), folder, python).faults
    return [*faults, *changed({**before, **pinned()}, versions(python))]


def _lesson(name: str, folder: Path, python: Path) -> list[str]:
    """Run the solutions of one lesson, all but the first cell, and note what came of it; sentences about faults."""
    begin = time.monotonic()
    copied = colab_copies.make_copy(f"solutions/{name}.ipynb", ROOT, "owner/course", "main")
    copied.cells = copied.cells[len(colab_copies.FIRST) :]
    judged = _run(copied, folder, python)
    found = {"runs": not judged.faults, "without": judged.without}
    routes.record(WAY, {name: found}, ROOT)
    print(f"| {name} | {routes.words(found)} | {time.monotonic() - begin:.0f} |", flush=True)
    return [f"{name}, {fault}" for fault in judged.faults]


def _run(notebook: NotebookNode, folder: Path, python: Path) -> lost_cells.Judged:
    """Run a notebook in a folder that is no checkout; a cell that fails ends nothing."""
    running = kernel.client(folder / "lesson.ipynb", notebook, python=python)
    running.allow_errors = True
    kernel.execute(running)
    return lost_cells.judge(running.nb)


if __name__ == "__main__":
    sys.exit(widget_tests() if sys.argv[1:] == ["--widgets"] else main(sys.argv[1:]))

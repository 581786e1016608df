"""The package as pip installs it, without the repository: built as a wheel, put aside, used from another folder.

It takes its libraries from the environment that the tests run in, so that no network is needed. A hook that Python
calls before it opens a file refuses every file of the repository, its virtual environments excepted.
"""

import ast
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from course_lib import data
from course_lib.paths import ROOT

PARTS = ("course_lib", "pyproject.toml", "README.md", "LICENSE")
UNWANTED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
GUARD = """
import os, sys
root = os.environ["REFUSED"]
def refuse(event, words):
    if event == "open" and isinstance(words[0], str):
        path = os.path.abspath(words[0])
        if path.startswith(root + os.sep) and not path[len(root) + 1 :].startswith(".venv"):
            raise RuntimeError(f"a file of the repository was opened: {path}")
sys.addaudithook(refuse)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy: building leaves files behind."""
    copy = tmp_path_factory.mktemp("copy")
    for path in [*(ROOT / part for part in PARTS), *ROOT.glob("requirements*.txt")]:
        (shutil.copytree if path.is_dir() else shutil.copy)(path, copy / path.name, **only_sources(path))
    pip("wheel", "--no-build-isolation", "--wheel-dir", str(copy / "made"), str(copy))
    (made,) = (copy / "made").glob("*.whl")
    return made


def only_sources(path):
    return {"ignore": UNWANTED} if path.is_dir() else {}


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder into which the wheel was installed, with the guard beside it."""
    folder = tmp_path_factory.mktemp("installed")
    pip("install", "--target", str(folder), str(wheel))
    (folder / "sitecustomize.py").write_text(GUARD)
    return folder


def pip(command, *words):
    """pip without a network. setuptools builds with the packaging that it brings: an installed one may be too old."""
    environ = os.environ | {"PYTHONPATH": str(Path(find_spec("setuptools").origin).parent / "_vendor")}
    command = [sys.executable, "-m", "pip", command, "--quiet", "--no-deps", "--no-index", *words]
    subprocess.run(command, check=True, env=environ)


@pytest.fixture
def run(installed, tmp_path):
    """A function that runs Python with some words in an empty folder, where the package is installed; it answers with
    the finished process."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COURSE_", "XDG_", "PYTHON"))}
    home = {
        "HOME": str(tmp_path / "home"),
        "USERPROFILE": str(tmp_path / "home"),
        "LOCALAPPDATA": str(tmp_path / "home"),
    }
    environ = {**kept, **home, "PYTHONPATH": str(installed), "REFUSED": str(ROOT), "MPLBACKEND": "Agg"}

    def run_python(*words, **more):
        words = [sys.executable, *map(str, words)]
        return subprocess.run(words, cwd=place, env={**environ, **more}, capture_output=True, text=True)

    return run_python


def test_the_wheel_holds_every_file_of_the_library(wheel):
    with zipfile.ZipFile(wheel) as content:
        names = {name for name in content.namelist() if name.startswith("course_lib/")}
    files = [path for path in (ROOT / "course_lib").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert len(files) > 100
    assert {path.relative_to(ROOT).as_posix() for path in files if not path.name.startswith(".")} == names


def test_the_guard_refuses_files_of_the_repository(run):
    answer = run("-c", f"open({str(ROOT / 'README.md')!r})")
    assert answer.returncode == 1
    assert "a file of the repository was opened" in answer.stderr
    assert run("-c", "import numpy").returncode == 0, "the environment's libraries are not the repository's files"


def test_a_folder_is_searched_from_another_folder(run, installed, tmp_path):
    drawn = data.catalogue(classes=3, per_class=4, size=60)
    for i, (picture, label) in enumerate(zip(drawn.pictures, drawn.labels, strict=True)):
        (tmp_path / "shop" / f"product {label}").mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(tmp_path / "shop" / f"product {label}" / f"{i}.png")
    where = run("-c", "import course_lib; print(course_lib.__file__)")
    assert Path(where.stdout.strip()) == installed / "course_lib" / "__init__.py", where.stderr
    query, cache = tmp_path / "shop" / "product 1" / "5.png", tmp_path / "a cache"
    words = ("search", "--data", tmp_path / "shop", "--query", query, "--k", "4", "--out", "found.png")
    answer = run("-m", "course_lib", *words, COURSE_CACHE=str(cache), COURSE_OFFLINE="1")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines()[0].startswith("  1  0.000  product 1")
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["found.png"], "no environment is made"
    assert any(cache.iterdir())
    assert list((tmp_path / "home").rglob("siamese-course")) == []


def test_progress_and_pictures_lie_in_the_users_folders(run, tmp_path):
    code = "from course_lib.exercises import progress_file as p; p.record('01-2', True, True); print(p.location()); "
    code += "from course_lib.paths import cache_folder; print(cache_folder())"
    answer = run("-c", code)
    assert answer.returncode == 0, answer.stderr
    progress, cache = map(Path, answer.stdout.splitlines())
    assert progress.is_file()
    assert tmp_path / "home" in progress.parents
    assert tmp_path / "home" in cache.parents
    assert progress.parent.name == cache.name == "siamese-course" or os.name == "nt"


def imports_of_lessons():
    """Every statement of a lesson that imports something, once."""
    found = []
    for path in sorted((ROOT / "notebooks" / "source").glob("*.py")):
        tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        found += [ast.unparse(node) for node in tree if isinstance(node, ast.Import | ast.ImportFrom)]
    return list(dict.fromkeys(found))


def test_all_that_lessons_import_and_read_is_there(run):
    lines = imports_of_lessons()
    assert len([line for line in lines if "course_lib" in line]) > 50
    code = "\n".join([*lines, "from course_lib.recipes import characters, measurements, products"])
    for name in ("indexes", "longer_training", "reader_ideas", "readers", "shipped_readers", "stores", "visitors"):
        code += f"\nassert measurements.{name}()"
    code += "\nproducts.shipped_encoder('catalogue'), products.shipped_encoder('groceries')"
    code += "\ncharacters.shipped_reader('small1'), characters.shipped_reader('small2')"
    answer = run("-c", code)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("command", ["lab", "bands", "notebooks", "one-shot --keep"])
def test_a_command_that_needs_the_repository_says_so_in_one_sentence(run, tmp_path, command):
    answer = run("-m", "course_lib", *command.split())
    assert answer.returncode == 1
    assert answer.stdout == ""
    (sentence,) = answer.stderr.splitlines()
    assert sentence.startswith(f"{command} works on the files of the course's repository, and the course_lib in ")
    assert list((tmp_path / "elsewhere").iterdir()) == []

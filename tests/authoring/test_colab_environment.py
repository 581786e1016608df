"""The environment with Colab's versions, as far as it can be looked at without making it: `make test-colab` does."""

import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_lib.authoring import colab_copies, colab_environment
from course_lib.cli import colab_tests
from course_lib.errors import CourseProblem
from course_lib.machine.requirements_lock import requirement_lines
from course_lib.paths import ROOT


def test_what_colab_has_lies_within_the_ranges_of_the_library_and_of_its_networks():
    pinned = colab_environment.pinned()
    lines = {name: requirement_lines((ROOT / f"requirements{name}.txt").read_text()) for name in ("", "-lab")}
    lab = [Requirement(line) for line in lines["-lab"] if not line.startswith("ipywidgets")]  # JupyterLab's part
    for requirement in [*map(Requirement, lines[""]), *lab]:
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is None or requirement.specifier.contains(version), str(requirement)
    assert {"tensorflow", "keras", "numpy", "ipywidgets", "ipython", "psutil", "traitlets"} <= set(pinned)
    assert not {"faiss-cpu", "jupyterlab", "voila", "psycopg", "anywidget"} & set(pinned)


def test_all_that_the_library_needs_is_there_or_installed_by_the_first_cell():
    colab = {Requirement(line).name for line in requirement_lines((ROOT / "requirements-colab.txt").read_text())}
    needed = {Requirement(line).name for line in requirement_lines((ROOT / "requirements.txt").read_text())}
    brought_along = {"threadpoolctl"}  # by scikit-learn
    assert needed - colab - set(colab_copies.LACKED) == brought_along


def test_the_versions_of_a_python_are_read():
    found = colab_environment.versions(Path(sys.executable))
    assert found["scikit-learn"].count(".") >= 1
    assert "ipywidgets" in found


def test_a_change_is_named_whatever_came_on_top():
    before = {"numpy": "2.1.3", "six": "1.17"}
    assert colab_environment.changed(before, {**before, "faiss-cpu": "1.15"}) == []
    assert colab_environment.changed(before, {"numpy": "2.1.3"}) == ["the first cell made six 1.17 to nothing"]


def test_the_folder_that_pip_installs_from_holds_no_leftovers(tmp_path):
    colab_environment.ship(tmp_path / "course")
    names = {path.name for path in (tmp_path / "course").iterdir()}
    assert {"course_lib", "pyproject.toml", "requirements.txt", "requirements-lab.txt", "README.md"} <= names
    assert not list((tmp_path / "course").rglob("*.pyc"))


def test_without_the_environment_the_way_to_make_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NO_VENV", "1")
    with pytest.raises(CourseProblem, match=r"python3\.13 -m venv \.venv-colab"):
        colab_environment.colab_python(tmp_path)


def test_the_command_hands_the_names_of_lessons_on(monkeypatch):
    ran = []
    monkeypatch.setattr(colab_tests, "run_steps", lambda steps, only: ran.append((steps, only)) or 0)
    options = type("Options", (), {"only": ["lessons"], "extra": ["02_losses"]})
    assert colab_tests.run(options) == 0
    ((steps, only),) = ran
    assert (only, steps["lessons"].words) == (["lessons"], (colab_tests.RUN, "02_losses"))
    assert colab_tests.STEPS["lessons"].words == (colab_tests.RUN,)

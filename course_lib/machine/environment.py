"""The virtual environments `.venv` and `.venv-backends`: made, filled, repaired. Standard library only."""

import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from course_lib.errors import CourseProblem
from course_lib.machine.files import file_lock, replace_text
from course_lib.machine.processes import python_version
from course_lib.paths import LIBRARY, ROOT, checkout

OLDEST, NEWEST = (3, 10), (3, 13)
EXTRAS = {"lab": (), "test": ("test",), "backends": ("test", "backends")}  # each in its requirements-NAME.txt
FOLDERS = {"lab": ".venv", "test": ".venv", "backends": ".venv-backends"}


def ensure(purpose: str, root: "Path | None" = None) -> Path:
    """Return the path of the Python that has all that `purpose` needs, installing what is missing.

    Args:
        purpose: a key of FOLDERS.
        root: of the checkout, by default the one that course_lib lies in. Without one, as pip installs it, and with
            COURSE_NO_VENV=1 it is the running Python and nothing is installed.

    Raises:
        CourseProblem: with the way out.
    """
    require_supported_python()
    root = root or checkout()
    if root is None or os.environ.get("COURSE_NO_VENV") == "1":
        return Path(sys.executable)
    venv = root / FOLDERS[purpose]
    if not is_ready(purpose, root):
        with _explained(venv), file_lock(venv, _advice(venv)) as lock:
            if not is_ready(purpose, root):
                _install(purpose, venv, lock)
    return Path(sys.executable) if _is_running(venv) else python_of(venv)


def require_checkout(command: str) -> None:
    """Raise CourseProblem where course_lib was installed without the repository on whose files `command` works."""
    if checkout() is None:
        raise CourseProblem(
            f"{command} works on the files of the course's repository, and the course_lib in {LIBRARY.parent} was "
            "installed without them; call it in a clone of the repository."
        )


def require_supported_python(version: "Sequence[int]" = sys.version_info[:3]) -> None:
    """Raise CourseProblem unless `version` (major, minor, ...) is one that the requirements have packages for."""
    if not _is_supported(version):
        found, oldest, newest = (".".join(map(str, part[:2])) for part in (version, OLDEST, NEWEST))
        raise CourseProblem(
            f"This is Python {found}; the course needs Python {oldest} to {newest}. "
            f"Call it with another one, for example: make lab PYTHON=python{newest}"
        )


def python_of(venv: Path) -> Path:
    """Return the path of the Python in a virtual environment, whether it exists or not."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_ready(purpose: str, root: Path = ROOT) -> bool:
    """Tell whether the environment starts and was completely installed for `purpose` from the files as they are now."""
    venv = root / FOLDERS[purpose]
    stamp, version = _read_stamp(venv), _version(venv)
    wanted = {"root": str(root), "python": version, purpose: _fingerprint(purpose, root)}
    return version is not None and wanted.items() <= stamp.items()


def _is_running(venv):
    return Path(sys.prefix).resolve() == venv.resolve()


def _version(venv):
    """As `python_version`; the Python that we run on is not started once more to be asked."""
    if _is_running(venv):
        return platform.python_version() if importlib.util.find_spec("pip") else None
    return python_version(python_of(venv))


def _install(purpose, venv, lock):
    root, before = venv.parent, _read_stamp(venv)
    kept = _can_be_kept(before, venv)
    if not kept:
        _make_venv(venv, lock)
    _write_stamp(venv, {"unfinished": True})
    print(f"Installing into {venv}. The first time takes some minutes.", flush=True)
    what = f".[{','.join(EXTRAS[purpose])}]" if EXTRAS[purpose] else "."
    code = _run([python_of(venv), "-m", "pip", "install", "--no-input", "-e", what], root, lock)
    if code:
        if kept and code > 0:  # pip gave up in good order, so what was there before is still whole
            _write_stamp(venv, before)
        raise CourseProblem(
            "The installation did not succeed; pip says why above. Mostly the network is missing or the disk is full. "
            "When that is mended, run the same command again: what was downloaded is not fetched twice."
        )
    included = {name: _fingerprint(name, root) for name in ("lab", purpose)}
    _write_stamp(venv, {"root": str(root), "python": python_version(python_of(venv)), **included})


def _can_be_kept(stamp, venv):
    """A whole environment of this folder is added to; an interrupted, moved or broken one is made anew."""
    version = python_version(python_of(venv))
    if "unfinished" in stamp or version is None or stamp.get("root", str(venv.parent)) != str(venv.parent):
        return False
    return _is_supported([int(part) for part in version.split(".")]) and stamp.get("python", version) == version


def _make_venv(venv, lock):
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise CourseProblem(
            "This Python can't make virtual environments: its module venv or ensurepip is missing. "
            f"On Debian and Ubuntu install it with: sudo apt install python3.{sys.version_info[1]}-venv"
        )
    venv.mkdir(exist_ok=True)
    _write_stamp(venv, {"unfinished": True})  # before the first deletion, so that a kill here is seen by the next call
    for entry in venv.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != _stamp(venv):
            entry.unlink()
    print(f"Making the virtual environment {venv}.", flush=True)
    if _run([getattr(sys, "_base_executable", sys.executable), "-m", "venv", venv], venv.parent, lock):
        raise CourseProblem(f"{venv} could not be made; the message above says why.")


def _run(command, root, lock):
    """Run in root; the child holds the lock too, so that nobody clears .venv under it, even when we are killed."""
    held = () if os.name == "nt" else (lock.fileno(),)
    environ = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return subprocess.run([str(word) for word in command], cwd=root, env=environ, pass_fds=held).returncode


def _is_supported(version):
    return OLDEST <= tuple(version[:2]) <= NEWEST


def _fingerprint(purpose, root):
    names = ("pyproject.toml", "requirements.txt", *(f"requirements-{extra}.txt" for extra in EXTRAS[purpose]))
    return hashlib.sha256(b"\0".join((root / name).read_bytes() for name in names)).hexdigest()


def _stamp(venv):
    return venv / "course-stamp.json"


def _read_stamp(venv):
    try:
        return json.loads(_stamp(venv).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _write_stamp(venv, content):
    replace_text(_stamp(venv), json.dumps(content))


@contextlib.contextmanager
def _explained(venv):
    try:
        yield
    except OSError as problem:
        raise CourseProblem(f"{problem.filename}: {problem.strerror}. {_advice(venv)}") from problem


def _advice(venv):
    return (
        f"The course makes {venv.name} in its own folder, {venv.parent}: it needs to be yours to write and to have "
        "3 GB free."
    )

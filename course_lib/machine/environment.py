"""The virtual environments: `.venv`, and those of backends, classroom, book, browser, Colab, the library alone, and
of both ends of all ranges. Standard library only.
"""

import contextlib
import importlib.util
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from course_lib.errors import CourseProblem
from course_lib.machine import installation
from course_lib.machine.files import file_lock
from course_lib.machine.processes import python_version
from course_lib.paths import LIBRARY, ROOT, checkout
from course_lib.settings import read_switch

FOLDERS = {
    "lab": ".venv",
    "test": ".venv",
    "backends": ".venv-backends",
    "bench": ".venv-bench",
    "classroom": ".venv-classroom",
    "book": ".venv-book",
    "lite": ".venv-lite",
    "light": ".venv-light",
    "colab": ".venv-colab",
    "oldest": ".venv-oldest",
    "newest": ".venv-newest",
}
NOTHING_THERE = (
    "With COURSE_NO_VENV=1 nothing is installed, and {0} has no {1}. Make an environment for it yourself: "
    "python3 -m venv {2}, then {2}/bin/python -m pip install -r requirements-{3}.txt"
)


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
    if root is None or read_switch("COURSE_NO_VENV"):
        return Path(sys.executable)
    venv = root / FOLDERS[purpose]
    if not is_ready(purpose, root):
        with _explained(venv), file_lock(venv, _advice(venv)) as lock:
            if not is_ready(purpose, root):
                installation.install(purpose, venv, lock)
    return Path(sys.executable) if _is_running(venv) else installation.python_of(venv)


def ensure_alone(purpose: str, module: str, root: Path = ROOT) -> Path:
    """Return the Python of an environment without the course, one of those in `installation.ALONE`, as `ensure` does.

    With COURSE_NO_VENV=1 it is that of an environment made earlier, else the running Python if it has the `module`.

    Args:
        purpose: a key of FOLDERS.
        module: one that the environment is made for.
        root: of the checkout.

    Raises:
        CourseProblem: with COURSE_NO_VENV=1 there is none, or the installation failed.
    """
    if not read_switch("COURSE_NO_VENV"):
        return ensure(purpose, root)
    own = installation.python_of(root / FOLDERS[purpose])
    if own.is_file():
        return own
    if importlib.util.find_spec(module) is None:
        raise CourseProblem(NOTHING_THERE.format(sys.executable, module, FOLDERS[purpose], purpose))
    return Path(sys.executable)


def require_checkout(command: str) -> None:
    """Raise CourseProblem where course_lib was installed without the repository on whose files `command` works."""
    if checkout() is None:
        raise CourseProblem(
            f"{command} works on the files of the course's repository, and the course_lib in {LIBRARY.parent} was "
            "installed without them; call it in a clone of the repository."
        )


def require_supported_python(version: "Sequence[int]" = sys.version_info[:3]) -> None:
    """Raise CourseProblem unless `version` (major, minor, ...) is one that the requirements have packages for."""
    if not installation.is_supported(version):
        versions = version, installation.OLDEST, installation.NEWEST
        found, oldest, newest = (".".join(map(str, each[:2])) for each in versions)
        python = f"py -{newest}" if os.name == "nt" else f"python{newest}"
        raise CourseProblem(
            f"This is Python {found}; the course needs Python {oldest} to {newest}. "
            f"Call it with another one, for example: {python} -m course_lib lab"
        )


def is_ready(purpose: str, root: Path = ROOT) -> bool:
    """Tell whether the environment starts and was completely installed for `purpose` from the files as they are now."""
    venv = root / FOLDERS[purpose]
    stamp, version = installation.read_stamp(venv), _version(venv)
    wanted = {"root": str(root), "python": version, purpose: installation.requirements_digest(purpose, root)}
    return version is not None and wanted.items() <= stamp.items()


def _is_running(venv):
    return Path(sys.prefix).resolve() == venv.resolve()


def _version(venv):
    """As `python_version`; the Python that we run on is not started once more to be asked."""
    if _is_running(venv):
        return platform.python_version() if importlib.util.find_spec("pip") else None
    return python_version(installation.python_of(venv))


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

"""PostgreSQL refuses to run as root. Where the course does, in a container mostly, its server gets an account."""

import os
import stat
import subprocess
from pathlib import Path

from course_lib.errors import CourseProblem

NAME = "pgserver"
WAYS_OUT = "Run the course as an ordinary user, or give the store the address of a server."


def is_root() -> bool:
    """Tell whether this process may do everything, and its server therefore needs another account."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def server_account(data: Path) -> "tuple[int, int] | None":
    """Return (user, group) numbers for the server of the folder `data`, or None for an ordinary user: it runs as that.

    As root it is the owner of `data`, and for a new folder an account pgserver, made when missing.

    Raises:
        CourseProblem: the account cannot be made.
    """
    if not is_root():
        return None
    import pwd

    if data.stat().st_uid:
        return data.stat().st_uid, data.stat().st_gid
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _make_account()
        entry = pwd.getpwnam(NAME)
    return entry.pw_uid, entry.pw_gid


def _make_account():
    print(f"PostgreSQL does not run as root; making the account {NAME} for it.", flush=True)
    try:
        subprocess.run(["useradd", "--system", "--no-create-home", NAME], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise CourseProblem(
            f"The account {NAME} could not be made ({getattr(problem, 'stderr', None) or problem}). {WAYS_OUT}"
        ) from problem


def give(path: Path, data: Path) -> None:
    """As root, hand `path` to the account of the server of `data`, and let it come that far."""
    let_enter(path)
    if account := server_account(data):
        try:
            os.chown(path, *account)
        except OSError as problem:
            raise CourseProblem(f"{path} could not be given to {NAME} ({problem.strerror}). {WAYS_OUT}") from problem


def let_enter(path: Path) -> None:
    """As root, let other accounts pass through the folders above `path` to it, and say which ones were closed.

    They may pass, not list or read: the right that is added is x alone.
    """
    closed = [folder for folder in path.parents if not folder.stat().st_mode & stat.S_IXOTH]
    for folder in closed if is_root() else ():
        print(f"Letting the account {NAME} pass through {folder} (chmod o+x).", flush=True)
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)

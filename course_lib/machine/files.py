"""Files and folders that are either the old one or the new one, never half of one, and a lock. Standard library only.

The lock is ours, not that of the library filelock: the command that makes the virtual environment takes turns too, and
it runs before anything is installed; the `pip` that it starts inherits the open lock, and so keeps others away even
when its parent was killed.
"""

import contextlib
import itertools
import os
import shutil
import time
import uuid
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from course_lib.errors import CourseProblem

HOUR = 60 * 60  # seconds: whoever wrote nothing for so long was killed
TRIES_IN_SILENCE = 20  # one second
_held: "weakref.WeakSet[IO[bytes]]" = weakref.WeakSet()  # the locks of this process; an interrupt leaves none behind


def _close_inherited_locks() -> None:
    """A forked child shares the locks of its parent: it would keep others away, and wait for itself."""
    for lock in list(_held):
        lock.close()
    _held.clear()


if hasattr(os, "register_at_fork"):  # programs that are started, such as pip, keep theirs
    os.register_at_fork(after_in_child=_close_inherited_locks)


def replace_text(path: "str | os.PathLike", text: str) -> None:
    """Put `text` into the file `path` in one step, as UTF-8 with plain line ends; see `replace_atomically`."""
    replace_bytes(path, text.encode("utf-8"))


def replace_bytes(path: "str | os.PathLike", *parts: bytes) -> None:
    """Put the parts, one after the other, into the file `path` in one step; see `replace_atomically`."""
    with replace_atomically(path) as part, part.open("wb") as file:
        file.writelines(parts)


@contextlib.contextmanager
def replace_atomically(path: "str | os.PathLike", resume: bool = False) -> "Iterator[Path]":
    """Give a path to write a new file or folder to, which takes the place of `path` when the block ends without error.

    Until then, and after an error or a kill, `path` is as it was. The bytes have reached the disk before the old file
    gives way. The folder of `path` is made. What is written has a name that ends like that of `path`, so that writers
    who look at the ending see the right one.

    Args:
        path: The file, which may exist, or the folder, which may not.
        resume: Should a block that failed go on where it stopped? Then the path is always `path`.part and what is there
            stays after an error; callers take turns by `file_lock`. Else what was written is removed after an error,
            and what a kill left is removed by a call an hour later.

    Raises:
        OSError: The folder cannot be written, or the block wrote nothing.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part" if resume else f".part-{uuid.uuid4().hex}-{path.name}")
    if not resume:
        _remove_leftovers(path)
    try:
        yield part
        _write_to_disk(part)
        os.replace(part, path)
    finally:
        if not resume:
            _remove(part)


def set_aside(path: "str | os.PathLike") -> Path:
    """Rename the damaged file `path` and return its new path: the first free one of progress.damaged-1.json, -2, ..."""
    path = Path(path)
    names = (path.with_name(f"{path.stem}.damaged-{number}{path.suffix}") for number in itertools.count(1))
    aside = next(name for name in names if not name.exists())
    os.replace(path, aside)
    return aside


@contextlib.contextmanager
def file_lock(
    path: "str | os.PathLike", advice: str = "Set COURSE_CACHE to a folder of your own."
) -> "Iterator[IO[bytes]]":
    """Hold the right to make or change the file or folder `path`; another program waits here, and says so.

    The lock is on the file `path`.lock, which is made with its folder and stays. The system lets go of it when its last
    holder ends, so no lock is ever stale. Gives the open file, for a child process that shall hold the lock too.
    Not to be taken twice by one program: the second one would wait for ever.

    Args:
        path: The file or folder; it need not exist.
        advice: What to do where the lock file cannot be written, a sentence.

    Raises:
        CourseProblem: The lock file cannot be written; ends with the `advice`.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f"{path.name}.lock").open("ab")
    except OSError as problem:
        raise CourseProblem(f"{path.parent} cannot be written ({problem.strerror}). {advice}") from problem
    with lock:
        tries = 0
        while not _try_lock(lock):
            tries += 1
            if tries == TRIES_IN_SILENCE:
                print(f"Another program is at work on {path.name}; waiting for it.", flush=True)
            time.sleep(0.05)
        _held.add(lock)
        yield lock


def _try_lock(lock):
    try:
        if os.name == "nt":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # Windows has both
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except (ModuleNotFoundError, AttributeError):  # the Python of a browser has no locks
        pass
    return True


def _remove_leftovers(path):
    for left in path.parent.iterdir():
        if left.name.startswith(".part-") and left.name.endswith(f"-{path.name}"):
            with contextlib.suppress(OSError):  # its writer may still end well, or another one removes it
                if time.time() - left.stat().st_mtime > HOUR:
                    _remove(left)


def _remove(path):
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _write_to_disk(path):
    """Wait until the file, or each file in the folder, has reached the disk."""
    for file in [path] if path.is_file() else path.rglob("*"):
        if file.is_file():
            with open(file, "rb+") as written:
                os.fsync(written.fileno())

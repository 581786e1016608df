"""Writing a file so that it is either the old one or the new one, never half of one."""

import contextlib
import os
import uuid
from pathlib import Path

from course_lib.errors import CourseProblem
from course_lib.machine.processes import alone


def replace_text(path, text):
    """Put `text` (str) into the file `path` in one step, as UTF-8 with plain line ends; folders are made.

    A process killed while this runs leaves the old file whole. Raises OSError where the folder cannot be written.
    """
    replace_bytes(path, text.encode("utf-8"))


def replace_bytes(path, *parts):
    """Put the parts (bytes), one after the other, into the file `path` in one step; as `replace_text`.

    The bytes have reached the disk before the old file gives way.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        with aside.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


@contextlib.contextmanager
def alone_at(path):
    """Hold the right to make the file `path`; a second process waits here. The folder of `path` is made.

    Raises CourseProblem when the folder cannot be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(alone(path.with_name(f"{path.name}.lock")))
        except OSError as error:
            raise CourseProblem(
                f"{path.parent} cannot be written ({error.strerror}). Set COURSE_CACHE to a folder of your own."
            ) from error
        yield


def unfinished(path):
    """The name under which the file `path` is written until it is whole."""
    return path.with_name(f"{path.name}.part")


def finish(path):
    """Give the whole file its true name, on disk before it is seen."""
    with open(unfinished(path), "rb+") as file:
        os.fsync(file.fileno())
    os.replace(unfinished(path), path)

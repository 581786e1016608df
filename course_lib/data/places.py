"""Where data lie on this machine, and how a file comes there whole or not at all."""

import contextlib
import os
from pathlib import Path

from course_lib import errors, processes
from course_lib.environment import ROOT


def data_folder():
    """The folder COURSE_DATA, which holds ready archives and is only read, or None."""
    folder = os.environ.get("COURSE_DATA")
    return Path(folder).expanduser() if folder else None


def cache_folder():
    """The folder COURSE_CACHE, else data/cache beside the course, where downloads and decoded pictures are kept."""
    folder = os.environ.get("COURSE_CACHE")
    return Path(folder).expanduser() if folder else ROOT / "data" / "cache"


@contextlib.contextmanager
def alone(path):
    """Hold the right to make the file `path`; a second process waits here. The folder of `path` is made.

    Raises CourseProblem when the folder cannot be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(processes.alone(path.with_name(f"{path.name}.lock")))
        except OSError as error:
            raise errors.CourseProblem(
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

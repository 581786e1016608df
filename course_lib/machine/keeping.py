"""What is kept for the next time: where that cannot be done, the work goes on, and one warning names the place."""

import contextlib
import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from course_lib.errors import CourseProblem
from course_lib.machine.files import file_lock


def keep_if_possible(path: str | os.PathLike, what: str, write: Callable[[], None]) -> bool:
    """Call `write`, which puts `what` into the file `path` in one step, and tell whether that went well.

    A disk that is full, a quota, or a place that cannot be written is a warning.

    Args:
        path: of the file.
        what: is kept, the beginning of the warning.
        write: writes the file.
    """
    try:
        write()
    except OSError as problem:
        _warn(path, what, problem.strerror or problem)
        return False
    return True


@contextlib.contextmanager
def turn_if_possible(path: str | os.PathLike, what: str) -> Iterator[bool]:
    """Hold the lock of the file `path` where there is room for it, as `file_lock` does.

    Args:
        path: of the file.
        what: is kept there, the beginning of the warning.

    Returns:
        Whether the lock is held; without it, after a warning, the block shall keep nothing.
    """
    with contextlib.ExitStack() as stack:
        held = True
        try:
            stack.enter_context(file_lock(path))
        except CourseProblem as problem:
            reason = getattr(problem.__cause__, "strerror", None) or problem
            held = False
            _warn(path, what, reason)
        yield held


def _warn(path, what, reason):
    advice = "The work goes on, and is done again the next time. Set COURSE_CACHE to a folder with room."
    warnings.warn(f"{what} cannot be kept in {Path(path).parent} ({reason}). {advice}", stacklevel=2)

"""One submission's processes: a group of their own, which is ended when it takes too much."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from course_lib.classroom.allowance import Limits
from course_lib.machine.processes import end_tree

SECONDS = 0.5  # between two looks
TIME_IS_OVER = "the time for the whole submission was over"


async def too_much(pid: int, home: Path, limits: Limits, deadline: float, received: Callable[[], int]) -> str:
    """Wait until a process and its children take too much, and return a sentence that says what it was.

    Args:
        pid: of the process that leads the group.
        home: where it writes its files.
        limits: of the submission.
        deadline: by time.monotonic.
        received: tells how many letters have been printed and shown.
    """
    while True:
        sentence = await asyncio.to_thread(_sentence, pid, home, limits, deadline, received())
        if sentence:
            return sentence
        await asyncio.sleep(SECONDS)


def _sentence(pid, home, limits, deadline, received):
    if time.monotonic() > deadline:
        return TIME_IS_OVER
    if received > limits.output:
        return printed_too_much(limits)
    if _memory(pid) > limits.memory:
        return f"more than {limits.memory / 1e9:g} GB of memory were taken"
    if _disk(home) > limits.disk:
        return f"more than {limits.disk / 1e9:g} GB of files were written"
    return ""


def printed_too_much(limits: Limits) -> str:
    """What is said of a submission that shows more letters than it may."""
    return f"more than {limits.output / 1e6:.0f} MB were printed"


def _memory(pid):
    """Bytes of memory of a process and its children."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += process.memory_info().rss
    return total


def _disk(home):
    """Bytes that the files in a folder take; one that goes while we look takes none."""
    total = 0.0
    for folder, _, names in os.walk(home):
        for name in names:
            with contextlib.suppress(OSError):
                found = os.lstat(os.path.join(folder, name))
                total += getattr(found, "st_blocks", found.st_size / 512) * 512
    return total


def end_group(pid: int) -> None:
    """End a process, its children, and its process group where the system has such."""
    end_tree(pid)
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def end_who_live_in(home: Path) -> None:
    """End the processes that a submission has left behind, even those that it has set free: they have its HOME."""
    for process in psutil.process_iter(["environ"]):
        if (process.info["environ"] or {}).get("HOME") == str(home):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                process.kill()

"""One submission's processes: a group of their own, which is ended when it takes too much."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from course_lib.classroom.allowance import GIGABYTE, MOST_OUTPUT, Limits
from course_lib.machine.processes import end_tree

SECONDS = 0.5  # between two looks
TIME_IS_OVER = "the time for the whole submission was over"


async def too_much(pid: int, limits: Limits, deadline: float, received: Callable[[], int]) -> str:
    """Wait until a process and its children take too much, and return a sentence that says what it was.

    Args:
        pid: of the process that leads the group.
        limits: of the submission.
        deadline: by time.monotonic.
        received: tells how many letters have been printed and shown.
    """
    while True:
        sentence = await asyncio.to_thread(_sentence, pid, limits, deadline, received())
        if sentence:
            return sentence
        await asyncio.sleep(SECONDS)


def _sentence(pid, limits, deadline, received):
    if time.monotonic() > deadline:
        return TIME_IS_OVER
    if received > MOST_OUTPUT:
        return f"more than {MOST_OUTPUT / GIGABYTE:.0f} GB were printed"
    if _memory(pid) > limits.memory:
        return f"more than {limits.memory / GIGABYTE:.0f} GB of memory were taken"
    return ""


def _memory(pid):
    """Bytes of memory of a process and its children."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += process.memory_info().rss
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

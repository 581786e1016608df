"""Running a program for as long as it works, however slow the machine is. Standard library at the top."""

import contextlib
import subprocess
import time
from typing import Any

from course_lib.machine.processes import end_tree

STOOD_STILL = 124  # the exit code of a program that was ended
ENOUGH_WORK = 5.0  # seconds of processor time; servers that wait for a request take some too
LOOKS = 20  # in the time after which a program is ended


def run_supervised(command: list[str], still_seconds: float, **where: Any) -> int:
    """Run `command` and return its exit code, or STOOD_STILL when it had to be ended with all that it started.

    Args:
        command: its words.
        still_seconds: it is ended when, for so long, all its processes together take less than ENOUGH_WORK seconds of
            processor time, or a tenth of `still_seconds` where that is less.
        where: passed on to subprocess.Popen: env, cwd.

    >>> import sys
    >>> run_supervised([sys.executable, "-c", "raise SystemExit(3)"], still_seconds=60)
    3
    """
    process = subprocess.Popen(command, **where)
    try:
        return _wait_while_it_works(process, still_seconds)
    except KeyboardInterrupt:
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(20)  # the child got the same Ctrl-C and is closing its kernels
        raise
    finally:
        end_tree(process.pid)


def _wait_while_it_works(process, still_seconds):
    enough = min(ENOUGH_WORK, still_seconds / 10)
    known: dict[tuple[int, float], float] = {}
    work, since = 0.0, time.monotonic()
    while time.monotonic() - since < still_seconds:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(still_seconds / LOOKS)
        now = _processor_seconds(process.pid)
        work += sum(max(0.0, seconds - known.get(who, 0.0)) for who, seconds in now.items())
        known = now
        if work >= enough:
            work, since = 0.0, time.monotonic()
    return STOOD_STILL


def _processor_seconds(pid):
    """{(pid, start): seconds} of the process `pid` and of all that it started and that is still alive."""
    import psutil

    found = {}
    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                times = process.cpu_times()
                found[process.pid, process.create_time()] = times.user + times.system
    return found

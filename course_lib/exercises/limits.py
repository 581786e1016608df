"""An answer that does not come to an end: it is stopped after some seconds, and the kernel lives on.

Each system has its own way: an alarm of the operating system (Linux, macOS, in the main thread), an exception that
another thread sends (Windows), or a look at the clock at every line, where there are no threads (in the browser).
"""

import ctypes
import itertools
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType
from typing import Any

from course_lib.errors import expect
from course_lib.exercises.too_slow import TooSlow, TooSlowByTrace, still_too_slow

AGAIN = 0.25  # seconds until the next alarm, where an answer catches every exception


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow inside the block when it runs longer than `seconds`.

    What runs in a library written in C, such as a product of large matrices, ends first. Python 3.10 hears nothing at a
    jump back to a `try`, so there a loop that is one `try` and calls no function is not ended, by Ctrl-C neither.

    Raises:
        TooSlow: the time is over.
        ValueError: `seconds` is not positive.
    """
    expect(0 < seconds < float("inf"), "seconds", seconds, "a positive number")
    with _way()(seconds):
        yield


def _way() -> Callable[[float], AbstractContextManager[None]]:
    if sys.platform == "emscripten":
        return by_trace
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        return by_alarm
    return by_thread


@contextmanager
def by_alarm(seconds: float) -> Iterator[None]:
    """The time limit of Linux and macOS."""
    runs = [True]
    kinds: Iterator[type[TooSlow]] = itertools.chain([TooSlow], itertools.repeat(still_too_slow(runs)))

    def ring(*_: Any) -> None:
        if runs:  # on the way out, which may be slow on a busy machine, nobody is to be stopped any more
            raise next(kinds)

    before = signal.signal(signal.SIGALRM, ring)
    tracing = sys.gettrace()
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        runs.clear()
        _silence(before)
        sys.settrace(tracing)


def _silence(before: Any) -> None:
    """End the alarm; on a slow machine it rings once more on the way out, and that is nobody's fault."""
    while True:
        try:
            sys.settrace(None)
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        except TooSlow:
            continue
        return


@contextmanager
def by_thread(seconds: float) -> Iterator[None]:
    """The time limit of Windows, and of a check that does not run in the main thread."""
    here, over, tracing = threading.get_ident(), threading.Event(), sys.gettrace()
    send, runs = ctypes.pythonapi.PyThreadState_SetAsyncExc, [True]
    again = still_too_slow(runs)

    def watch() -> None:
        kind, wait = TooSlow, seconds
        while not over.wait(wait):
            send(ctypes.c_ulong(here), ctypes.py_object(kind))
            kind, wait = again, AGAIN

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        runs.clear()
        _settle(over, watcher)
        sys.settrace(tracing)


def _settle(over: threading.Event, watcher: threading.Thread) -> None:
    """End the watcher; what it sent and has not arrived arrives here."""
    while True:
        try:
            over.set()
            watcher.join()
            for _ in range(100):  # an exception of another thread arrives at the end of a turn
                pass
        except TooSlow:
            continue
        return


@contextmanager
def by_trace(seconds: float) -> Iterator[None]:
    """The time limit of a browser: every line looks at the clock. What keeps a TooSlow that it caught is not ended."""
    before, end, runs = sys.gettrace(), time.monotonic() + seconds, [True]

    def look(frame: FrameType, *_: Any) -> Any:
        if time.monotonic() > end:
            raise TooSlowByTrace(look, runs)
        return look

    sys.settrace(look)
    try:
        yield
    finally:
        runs.clear()
        sys.settrace(before)

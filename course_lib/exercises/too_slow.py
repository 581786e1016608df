"""What is raised in an answer that does not come to an end, and how it is raised again where the answer catches it."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

LIMITS = "course_lib.exercises.limits"


class TooSlow(BaseException):
    """The time is over. Not an Exception, so that `except Exception` in an answer does not catch it."""


class TooSlowByTrace(TooSlow):
    """Raised by a trace function, which Python takes away when it raises.

    A bare `except` that catches it drops it at its end, and then the trace function is put back, and raises at the next
    line: of an endless loop one line at least stands in no `try`.

    Args:
        look: the trace function.
        runs: empty as soon as the time limit has ended.
    """

    def __init__(self, look: Callable[..., Any], runs: list[bool]) -> None:
        super().__init__()
        self.look, self.runs = look, runs

    def __del__(self) -> None:
        if self.runs:
            _trace_from(sys._getframe(1), self.look)


def still_too_slow(runs: list[bool]) -> type[TooSlow]:
    """What is raised in an answer that goes on after a TooSlow: once made, every running function raises at each line.

    Args:
        runs: empty as soon as the time limit has ended.
    """

    def look(frame: FrameType, *_: Any) -> Any:
        if frame.f_globals.get("__name__") in (LIMITS, "contextlib"):  # on the way out
            return None
        raise TooSlowByTrace(look, runs)

    class StillTooSlow(TooSlow):
        def __init__(self) -> None:
            super().__init__()
            if runs:
                _trace_from(sys._getframe(1), look)

    return StillTooSlow


def _trace_from(frame: FrameType | None, look: Callable[..., Any]) -> None:
    """Let a trace function see the next line of every running function, up to the one that sets the time limit."""
    while frame is not None and frame.f_globals.get("__name__") == LIMITS:  # who rings the alarm
        frame = frame.f_back
    while frame is not None and frame.f_globals.get("__name__") != LIMITS:
        frame.f_trace = look
        frame = frame.f_back
    sys.settrace(look)

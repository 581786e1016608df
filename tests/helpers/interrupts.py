"""A signal at every step: a program is interrupted, or killed, before each line of some files that it comes to."""

import os
import signal
import sys
import traceback
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[2] / "course_lib"


class Stepper:
    """Counts the lines of library files that a block comes to, and sends a signal before line number `at`.

    Args:
        files: relative to course_lib, such as machine/files.py.
        at: the number, from 0 on; None sends none.
        sent: SIGINT, which Python makes a KeyboardInterrupt of, or SIGKILL, which ends the process.
    """

    def __init__(self, files, at=None, sent=signal.SIGINT):
        self.files, self.at, self.sent, self.steps = {str(LIBRARY / file) for file in files}, at, sent, 0

    def __enter__(self):
        self.before = sys.gettrace()
        if self.sent == signal.SIGINT:  # a shell lets the programs behind an & ignore it
            self.handler = signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.settrace(self._call)
        return self

    def __exit__(self, *_):
        sys.settrace(self.before)
        if self.sent == signal.SIGINT:
            signal.signal(signal.SIGINT, self.handler)

    def _call(self, frame, event, argument):
        return self._line if frame.f_code.co_filename in self.files else None

    def _line(self, frame, event, argument):
        if event == "line":
            self.steps += 1
            if self.at == self.steps - 1:
                signal.raise_signal(self.sent)
        return self._line


def interrupted_everywhere(files, work, check):
    """Run work() once for each of its steps, with Ctrl-C before that step; then check().

    Returns:
        How many steps there were.
    """
    with Stepper(files) as whole:
        work()
    for at in range(whole.steps):
        try:
            with Stepper(files, at):
                work()
        except KeyboardInterrupt as stop:
            traceback.clear_frames(stop.__traceback__)  # what a frame still held would live on in a cycle
        check()
    return whole.steps


def killed_everywhere(files, work, check):
    """Run work() in a child once for each of its steps, killed before that step; then check(). POSIX only.

    Returns:
        How many steps there were.
    """
    with Stepper(files) as whole:
        work()
    for at in range(whole.steps):
        child = os.fork()
        if not child:
            with Stepper(files, at, signal.SIGKILL):
                work()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
        check()
    return whole.steps

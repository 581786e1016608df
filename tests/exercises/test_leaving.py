"""exit() raises while a check runs, and only then."""

import pytest

from course_lib.exercises import leaving


class Shell:
    """A shell that notes how often it was asked to end."""

    def __init__(self):
        self.asked = 0

    def ask_exit(self):
        self.asked += 1


def test_outside_a_notebook_nothing_changes(monkeypatch):
    monkeypatch.setattr(leaving, "get_ipython", lambda: None)
    with leaving.kernel_stays():
        pass


def test_a_shell_is_not_asked_to_end_and_can_be_again(monkeypatch):
    shell = Shell()
    monkeypatch.setattr(leaving, "get_ipython", lambda: shell)
    with pytest.raises(SystemExit), leaving.kernel_stays():
        shell.ask_exit()
    assert shell.asked == 0
    shell.ask_exit()
    assert shell.asked == 1

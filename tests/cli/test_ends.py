"""Both ends of the ranges get the unit tests and the lessons, and stay in their own environment."""

from argparse import ArgumentParser

import pytest

from course_lib.cli import newest_tests, oldest_tests, test
from course_lib.paths import ROOT


@pytest.mark.parametrize("command", [oldest_tests, newest_tests])
def test_an_end_gets_the_versions_the_unit_tests_and_the_lessons(command, monkeypatch):
    ran = []
    monkeypatch.setitem(command.run.__globals__, "run_steps", lambda *given: ran.append(given) or 0)
    parser = ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["--only", "lessons", "--", "-k", "02_losses"])) == 0
    ((steps, only, extra),) = ran
    assert (list(steps), only, extra) == (["versions", "unit", "lessons"], ["lessons"], ["-k", "02_losses"])
    assert steps["versions"].words[-1] == command.PURPOSE
    assert steps["unit"].words == test.STEPS["unit"].words
    assert all(steps[name].environ["COURSE_NO_VENV"] == "1" for name in ("unit", "lessons"))
    assert not any(step.needs_browser for step in steps.values())
    assert (ROOT / steps["lessons"].words[-1]).is_dir()

"""Steps run in order, each in its environment; the first that fails ends the run, and a killed run ends its step."""

import os
import re
import signal
import subprocess
import sys

import psutil
import pytest

from course_lib.cli import steps
from course_lib.cli.steps import Step, run_steps
from course_lib.paths import ROOT


@pytest.fixture(autouse=True)
def own_signals():
    """A run of steps answers SIGTERM in its own way; this process gets its way back."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_steps_run_in_order_and_stop_at_the_first_that_fails(capfd):
    good = Step("Good", ("json.tool", "--help"))
    bad = Step("Bad", ("unittest", "no_such_test"))
    three = {"first": good, "second": bad, "third": good}
    assert run_steps(three) == 1
    out, err = capfd.readouterr()
    assert re.findall(r"== (\w+) passed", out) == ["first"]
    assert "== second FAILED: exit code 1" in err
    assert run_steps(three, only=["third", "first"]) == 0
    assert re.findall(r"== (\w+) passed", capfd.readouterr().out) == ["first", "third"]


def test_a_step_on_request_runs_where_it_is_named(capfd):
    two = {name: Step("Good", ("json.tool", "--help"), on_request=name == "second") for name in ("first", "second")}
    for only, ran in [((), ["first"]), (["second"], ["second"]), (["second", "first"], ["first", "second"])]:
        assert run_steps(two, only=only) == 0
        assert re.findall(r"== (\w+) passed", capfd.readouterr().out) == ran


def test_a_step_that_stands_still_is_named(monkeypatch, capfd, tmp_path):
    (tmp_path / "sleepy.py").write_text("import time; time.sleep(3600)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(steps, "MINUTES_STILL", 0.05)
    assert run_steps({"one": Step("Sleepy", ("sleepy",))}) == 124
    assert "== one FAILED: stood still for 0.05 minutes" in capfd.readouterr().err


def test_a_killed_run_ends_its_step_too(tmp_path):
    (tmp_path / "sleepy.py").write_text("import time; print('asleep', flush=True); time.sleep(3600)")
    code = "from course_lib.cli.steps import Step, run_steps; run_steps({'one': Step('One', ('sleepy',))})"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    process = subprocess.Popen([sys.executable, "-c", code], env=environ, stdout=subprocess.PIPE, text=True)
    assert "asleep\n" in process.stdout, "the step ended before it slept"  # reads to that line, or to the end
    step = psutil.Process(process.pid).children()[0]
    process.terminate()
    process.communicate()
    assert process.returncode == 143
    assert not step.is_running()


def test_a_step_keeps_its_asserts_whatever_the_environment_says(monkeypatch, tmp_path):
    (tmp_path / "wrong.py").write_text("assert False")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    assert run_steps({"one": Step("Wrong", ("wrong",))}) == 1


def test_a_step_sees_its_own_environment_and_the_folder_of_the_run(monkeypatch, capfd, tmp_path):
    names = ("KERAS_BACKEND", "COURSE_TRAINING", "COURSE_PROGRESS")
    (tmp_path / "told.py").write_text(f"import os; print('told', *(os.environ[name] for name in {names}))")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    step = Step("Told", ("told",), {"KERAS_BACKEND": "jax"})
    assert run_steps({"one": step, "two": step}) == 0
    told = [line.split() for line in re.findall(r"^told (.*)$", capfd.readouterr().out, re.MULTILINE)]
    assert told[0] == told[1]
    assert told[0][0] == "jax"
    assert all("course-test-" in place for place in told[0][1:])
    assert not os.path.exists(os.path.dirname(told[0][1]))

"""Tiny lessons on one core and within two gigabytes, in a real kernel beside a real JupyterLab."""

import os
import subprocess
import sys

import pytest
from helpers.miniature import one_cell

from course_lib.authoring import cost_recorder, small_machine
from course_lib.machine import confined, memory

pytestmark = pytest.mark.skipif(not small_machine.offered(), reason="only Linux holds a program to one core")
LOOK = """import os
print(len(os.sched_getaffinity(0)), os.environ["OMP_NUM_THREADS"], os.environ["COURSE_NO_VENV"])"""
TOO_MUCH = "held = bytearray(2_500_000_000); held[::4096] = b'1' * len(held[::4096])"


@pytest.fixture(scope="module")
def group():
    """Whether this computer lets us hold programs to an amount of memory."""
    with confined.memory_group("course-test", small_machine.MEMORY) as found:
        return found


def run(words):
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_a_program_has_one_core_and_the_threads_of_binder(tmp_path):
    with small_machine.with_notebook(one_cell(tmp_path, "1")) as machine:
        answer = run(machine.command([sys.executable, "-c", LOOK]))
        assert answer.stdout.split() == ["1", "1", "1"], answer.stderr
        assert machine.server.is_running()
    assert not machine.server.is_running()


def test_the_memory_of_jupyterlab_counts(tmp_path):
    path = one_cell(tmp_path, "import time; held = bytearray(300_000_000); time.sleep(1)")
    alone, _ = cost_recorder.measure_lesson(path)
    small, problems = cost_recorder.measure_on_a_small_machine(path)
    assert problems == []
    assert alone["memory_gb"] < small["memory_gb"] < alone["memory_gb"] + 0.4


def test_who_takes_more_than_two_gigabytes_is_ended(tmp_path, group):
    if group is None:
        pytest.skip("nobody may make a group of memory here")
    small, problems = cost_recorder.measure_on_a_small_machine(one_cell(tmp_path, TOO_MUCH))
    assert problems == ["cell lesson-00: the kernel died"]
    assert small["limit_gb"] == 2.0


def test_a_group_has_its_limit_and_goes(group):
    if group is None:
        pytest.skip("nobody may make a group of memory here")
    assert not group.exists()
    with confined.memory_group("course-test", 100_000_000) as found:
        answer = run(confined.command([sys.executable, "-c", "held = b'1' * 200_000_000"], 1, found))
        assert answer.returncode != 0
        assert run(confined.command([sys.executable, "-c", "print(1)"], 1, found)).stdout == "1\n"
    assert not found.exists()


def test_where_nobody_may_make_a_group_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "own_group", lambda: (memory.KINDS[0], tmp_path / "nowhere"))
    with confined.memory_group("course-test", 100_000_000) as found:
        assert found is None


def test_cores_that_are_not_there_are_refused():
    there = len(os.sched_getaffinity(0))
    with pytest.raises(ValueError, match=f"cores: expected 1 to {there}, which this process may use, got {there + 1}"):
        confined.command(["true"], there + 1)


def test_a_server_that_does_not_start_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(small_machine, "START", tmp_path / "start")
    (tmp_path / "start").write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    (tmp_path / "start").chmod(0o755)
    wanted = pytest.raises(OSError, match="JupyterLab: expected a server that starts, got no server: broken")
    with wanted, small_machine.with_notebook(one_cell(tmp_path, "1")):
        raise AssertionError("there is no machine")

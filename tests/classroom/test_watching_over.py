"""Who takes too much is ended, with all that it has started."""

import asyncio
import os
import subprocess
import sys
import time

import psutil
import pytest

from course_lib.classroom.allowance import Limits, limits_for_students, limits_for_us
from course_lib.classroom.watching_over import TIME_IS_OVER, end_group, end_who_live_in, too_much

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups")
ENOUGH = Limits(cell=1, whole=60)
LARGE = "import time; large = b'x' * 200_000_000; print(flush=True); time.sleep(600)"
PARENT = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', sys.argv[1]]); time.sleep(600)"
FREED = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]], start_new_session=True)"


@pytest.fixture
def start(tmp_path):
    """A function that starts Python as the leader of a group, in a home, and returns when a line has been printed."""
    started = []

    def start_python(*words):
        environ = {**os.environ, "HOME": str(tmp_path)}
        pipe, words = subprocess.PIPE, [sys.executable, "-c", *words]
        process = subprocess.Popen(words, env=environ, stdout=pipe, start_new_session=True)
        started.append(process)
        process.stdout.readline()
        return process

    yield start_python
    for process in started:
        end_group(process.pid)
        process.stdout.close()
        process.wait()


def said(process, home, limits=ENOUGH, deadline=60.0, received=0):
    return asyncio.run(too_much(process.pid, home, limits, time.monotonic() + deadline, lambda: received))


def test_the_memory_of_all_its_processes_counts(start, tmp_path):
    process = start(PARENT, LARGE)
    assert said(process, tmp_path, Limits(1, 60, memory=10**8)) == "more than 0.1 GB of memory were taken"


def test_files_output_and_time_count(start, tmp_path):
    process = start(LARGE)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "large").write_bytes(b"x" * 2_000_000)
    assert said(process, tmp_path, Limits(1, 60, disk=10**6)) == "more than 0.001 GB of files were written"
    assert said(process, tmp_path, Limits(1, 60, output=5 * 10**6), received=6 * 10**6) == "more than 5 MB were printed"
    assert said(process, tmp_path, deadline=-1) == TIME_IS_OVER


def test_who_takes_little_is_left_alone(start, tmp_path):
    async def look():
        watch = too_much(start(LARGE).pid, tmp_path, ENOUGH, time.monotonic() + 60, lambda: 0)
        await asyncio.wait_for(watch, 2)

    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(look())


def test_a_group_ends_as_a_whole(start):
    process = start(PARENT, LARGE)
    (child,) = psutil.Process(process.pid).children()
    end_group(process.pid)
    assert psutil.wait_procs([child], 20)[1] == []


def test_who_was_set_free_ends_too(start, tmp_path):
    start(FREED, LARGE)
    (freed,) = (each for each in psutil.process_iter(["cmdline", "environ"]) if is_freed(each.info, tmp_path))
    end_who_live_in(tmp_path / "elsewhere")
    assert freed.is_running()
    end_who_live_in(tmp_path)
    assert psutil.wait_procs([freed], 20)[1] == []


def is_freed(found, home):
    return (found["cmdline"] or [])[-1:] == [LARGE] and (found["environ"] or {}).get("HOME") == str(home)


def test_limits_follow_from_our_own_time_or_from_what_the_teacher_says():
    assert limits_for_students(slowest=9, whole=30, exercises=3).cell == 90
    assert limits_for_students(slowest=0.1, whole=30, exercises=3).cell == 30
    said_so = limits_for_students(slowest=9, whole=30, exercises=3, seconds=5)
    assert said_so.cell == 5
    assert said_so.whole > 4 * 30
    assert limits_for_us().whole > limits_for_us().cell > 600

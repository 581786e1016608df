"""A program runs for as long as it works; one that stands still is ended with all that it started."""

import os
import sys

from course_lib.machine.supervision import STOOD_STILL, run_supervised


def python(code):
    return [sys.executable, "-u", "-c", code]


def test_a_program_that_stands_still_is_ended_with_all_that_it_started():
    sleep = python("import time; time.sleep(3600)")
    code = f"import subprocess; p = subprocess.Popen({sleep!r}, start_new_session=True); print(p.pid); p.wait()"
    read, write = os.pipe()
    assert run_supervised(python(code), still_seconds=2, stdout=write) == STOOD_STILL
    os.close(write)
    with os.fdopen(read) as reader:
        text = reader.read()  # ends only when nobody holds the other side any more
    assert text.strip().isdigit()


def test_a_program_that_works_may_take_longer():
    code = "import time; start = time.process_time()\nwhile time.process_time() - start < 3: pass"
    assert run_supervised(python(code), still_seconds=2) == 0


def test_the_work_of_a_child_counts():
    work = python("import time; start = time.process_time()\nwhile time.process_time() - start < 3: pass")
    code = f"import subprocess; raise SystemExit(subprocess.run({work!r}).returncode + 7)"
    assert run_supervised(python(code), still_seconds=2) == 7

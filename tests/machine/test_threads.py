"""NumPy's matrix products take one thread, whatever is imported first, unless the learner wants otherwise."""

import os
import subprocess
import sys

import pytest

from course_lib.machine.threads import SETTINGS

SHOW = """
from threadpoolctl import threadpool_info
print(max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"))
"""


def threads(first, **environ):
    """Threads of NumPy's matrix products in a fresh Python that runs the imports `first`."""
    free = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    done = subprocess.run([sys.executable, "-c", first + SHOW], env=free | environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.parametrize("first", ["import numpy, course_lib", "import course_lib, numpy"])
def test_one_thread_whatever_comes_first(first):
    assert threads(first) == 1


@pytest.mark.parametrize("first", ["import numpy, course_lib", "import course_lib, numpy"])
def test_a_setting_of_the_learners_own_counts(first):
    assert threads(first, OPENBLAS_NUM_THREADS="2") == min(2, os.cpu_count())

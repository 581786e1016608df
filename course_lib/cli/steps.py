"""The steps of `python -m course_lib test`, in order, each with its time limit; the first that fails ends the run.

`python -m course_lib test-backends` has steps of its own, one per further backend of Keras.
"""

import os
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field

from course_lib.errors import CourseProblem
from course_lib.machine.chromium import chromium
from course_lib.machine.processes import run_limited
from course_lib.paths import ROOT

# The learner's notebooks; the solutions run in the step after this one, where a dead kernel fails at once.
NBVAL = ("--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout", "1200")
SOURCES = ("--ignore", "notebooks/source", "--ignore", "notebooks/solutions")
APART = ("browser", "cluster", "test_lessons.py")  # in steps or commands of their own
PARALLEL = ("-n", str(min(os.cpu_count() or 1, 4)))  # each worker may load TensorFlow, 0.6 GB
BY_FILE = (*PARALLEL, "--dist", "loadfile")  # a file's tests stay together, for they share what took long to make
BACKENDS = ("jax", "torch")
# Rooms of course_lib that are written in keras.ops, beside tensors.
ON_ANY_BACKEND = ("attention", "losses", "models", "recipes", "training")


@dataclass(frozen=True)
class Step:
    """One step: the words after `python -m`, the minutes after which it has failed, what its environment gains."""

    title: str
    words: tuple
    minutes: int
    environ: dict = field(default_factory=dict)


STEPS = {
    "lint": Step("Style, format, types, spelling", ("course_lib", "lint"), 5),
    "fresh": Step("Notebooks are what their sources say", ("course_lib", "notebooks", "--check"), 10),
    "unit": Step(
        "Unit tests and examples in docstrings",
        ("pytest", *BY_FILE, "tests", "course_lib", *(f"--ignore=tests/{name}" for name in APART)),
        20,
        {"MPLBACKEND": "Agg"},  # a kernel chooses its own
    ),
    "notebooks": Step("Every learner's notebook runs (nbval)", ("pytest", *BY_FILE, *NBVAL, *SOURCES, "notebooks"), 30),
    "lessons": Step(
        "Every solution runs and holds its promises (nbclient)", ("pytest", *PARALLEL, "tests/test_lessons.py"), 30
    ),
    "browser": Step("Lessons in JupyterLab and the search page, in Chromium", ("pytest", "tests/browser"), 40),
}


CLUSTER = {"cluster": Step("The store on a coordinator with three shards", ("pytest", "tests/cluster"), 30)}


def cluster_steps():
    """The one step that needs root and debootstrap. Raises CourseProblem where they are missing."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise CourseProblem(
            "test-cluster sets up PostgreSQL 17 of Debian 13 in data/cache/cluster (700 MB, fetched once). That needs "
            "Linux, root and the package debootstrap: sudo apt install debootstrap; sudo make test-cluster"
        )
    return CLUSTER


def backend_steps():
    """One step per backend: tests and docstrings of the rooms that are written in keras.ops."""
    files = ["tests/test_tensors.py", "course_lib/tensors.py"]
    files += [f"{place}/{room}" for room in ON_ANY_BACKEND for place in ("tests", "course_lib")]
    environ = {"MPLBACKEND": "Agg", "JAX_PLATFORMS": "cpu", "KERAS_TORCH_DEVICE": "cpu"}
    return {
        name: Step(f"The library on {name}", ("pytest", *BY_FILE, *files), 40, {**environ, "KERAS_BACKEND": name})
        for name in BACKENDS
    }


def run_steps(only=(), extra=(), steps=None):
    """Run the steps named in `only` (all when empty), `extra` words going to pytest; return the first bad exit code."""
    steps = STEPS if steps is None else steps
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leaves through run_limited, which ends the step's kernels
    chosen = [name for name in steps if not only or name in only]
    with tempfile.TemporaryDirectory(prefix="course-test-") as folder:
        for number, name in enumerate(chosen, start=1):
            print(f"\n== {number} of {len(chosen)}: {name}. {steps[name].title}", flush=True)
            begin = time.monotonic()
            code = _run(name, steps[name], extra, folder)
            seconds = time.monotonic() - begin
            if code:
                reason = f"ended after its {steps[name].minutes} minutes" if code == 124 else f"exit code {code}"
                print(f"== {name} FAILED: {reason}, {seconds:.0f} s", file=sys.stderr, flush=True)
                return code
            print(f"== {name} passed, {seconds:.0f} s", flush=True)
    print(f"\nAll passed: {', '.join(chosen)}.")
    return 0


def _run(name, step, extra, folder):
    environ = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "COURSE_OFFLINE": "1", **step.environ}
    environ["COURSE_PROGRESS"] = os.path.join(folder, "progress.json")
    if name == "browser":
        environ["CHROMIUM"] = chromium()
    words = [*step.words, *(extra if step.words[0] == "pytest" else ())]
    return run_limited([sys.executable, "-m", *words], seconds=step.minutes * 60, env=environ, cwd=ROOT)

"""Steps of a test run, one after the other; the first that fails ends the run.

No step has a time to be done by, for a slow or busy machine is no fault. One that stands still is ended: half an hour
in which all its processes together work for less than five seconds.
"""

import os
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import dataclass, field

from course_lib.machine.cores import cores
from course_lib.machine.supervision import STOOD_STILL, run_supervised
from course_lib.paths import ROOT

PARALLEL = ("-n", str(min(cores(), 4)))  # each worker may load TensorFlow, 0.6 GB
BY_FILE = (*PARALLEL, "--dist", "loadfile")  # a file's tests stay together, for they share what took long to make
MINUTES_STILL = 30


@dataclass(frozen=True)
class Step:
    """One step.

    Args:
        title: what it shows, in a sentence.
        words: after `python -m`.
        environ: what its environment gains.
        needs_browser: whether it needs Chromium.
        on_request: whether it runs only where --only names it.
    """

    title: str
    words: tuple
    environ: dict = field(default_factory=dict)
    needs_browser: bool = False
    on_request: bool = False


def add_step_arguments(parser: ArgumentParser, names: Iterable[str]) -> None:
    """Add --only, which takes the `names` of steps, and the words for pytest."""
    parser.add_argument("--only", action="append", choices=list(names), help="this step alone; may be repeated")
    parser.add_argument("extra", nargs="*", metavar="-- OPTION", help="passed on to pytest, such as -- -x -k metrics")


def run_steps(steps: dict[str, Step], only: Iterable[str] | None = (), extra: Iterable[str] = ()) -> int:
    """Run steps one after the other, up to the first that fails.

    Trainings and the learner's progress go to a folder of this run: the steps share a training, which so takes place
    once a run, and nothing is taken from an earlier run.

    Args:
        steps: {name: Step}.
        only: names of those to run; when empty, all but those on request.
        extra: words that go to pytest.

    Returns:
        The first bad exit code, or 0.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leaves through run_supervised, which ends the kernels
    chosen = [name for name, step in steps.items() if (name in only if only else not step.on_request)]
    with tempfile.TemporaryDirectory(prefix="course-test-") as folder:
        for number, name in enumerate(chosen, start=1):
            print(f"\n== {number} of {len(chosen)}: {name}. {steps[name].title}", flush=True)
            begin = time.monotonic()
            code = _run(steps[name], extra, folder)
            seconds = time.monotonic() - begin
            if code:
                reason = f"stood still for {MINUTES_STILL} minutes" if code == STOOD_STILL else f"exit code {code}"
                print(f"== {name} FAILED: {reason}, {seconds:.0f} s", file=sys.stderr, flush=True)
                return code
            print(f"== {name} passed, {seconds:.0f} s", flush=True)
    print(f"\nAll passed: {', '.join(chosen)}.")
    return 0


def _run(step, extra, folder):
    environ = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "COURSE_OFFLINE": "1", **step.environ}
    environ["PYTHONOPTIMIZE"] = ""  # tests are made of asserts
    environ["COURSE_PROGRESS"] = os.path.join(folder, "progress.json")
    environ["COURSE_TRAINING"] = os.path.join(folder, "training")
    if step.needs_browser:
        from course_lib.machine.chromium import chromium

        environ["CHROMIUM"] = chromium()
    words = [*step.words, *(extra if step.words[0] == "pytest" else ())]
    return run_supervised([sys.executable, "-m", *words], still_seconds=60 * MINUTES_STILL, env=environ, cwd=ROOT)

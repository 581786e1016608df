"""Minutes and memory of each lesson, measured by running it, for its card and the lesson map.

Each lesson runs twice: on all cores, and on a machine as small as Binder's.
"""

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from course_lib.authoring import alternative_texts, gate, kernel, lesson_costs, small_machine
from course_lib.authoring.builder import build_notebooks
from course_lib.machine.files import replace_text
from course_lib.paths import ROOT

SAMPLES_PER_SECOND = 5
GIGABYTE = 1e9


def record_costs(names: Sequence[str] = (), root: Path = ROOT) -> int:
    """Run the learner's notebooks, note what they took, and rebuild.

    Args:
        names: of the lessons, such as "01_topology"; all where none is given.
        root: of the checkout.

    Returns:
        0, or 1 after naming what is wrong: an unknown name, or a lesson that does not pass the gate.
    """
    folder = root / "notebooks"
    known = sorted(path.stem for path in folder.glob("*.ipynb"))
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no such lesson: {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 1
    measurements = lesson_costs.load(root)
    for name in names or known:
        measurement, problems = measure_lesson(folder / f"{name}.ipynb")
        if not problems and small_machine.offered():
            small, problems = measure_on_a_small_machine(folder / f"{name}.ipynb")
            measurement = {**measurement, "small": small}
        if problems:
            print("\n".join(f"{name}: {problem}" for problem in problems), file=sys.stderr)
            return 1
        print(f"{name}: {lesson_costs.sentence(measurement)}", flush=True)
        measurements[name] = measurement
        replace_text(folder / "measured.json", json.dumps(measurements, indent=1, sort_keys=True) + "\n")
    return build_notebooks(root=root)


def measure_lesson(path: str | os.PathLike) -> tuple[lesson_costs.Costs, list[str]]:
    """Measurement of one notebook, as it stands in measured.json, and the gate's sentences about it.

    Trainings start from nothing: one that was finished before would make the lesson look faster than it is.
    """
    watch, problems = _run(kernel.client(path))
    found = {"cores": os.cpu_count(), "memory_gb": watch.gigabytes(), "minutes": watch.minutes()}
    if watch.first_picture is not None:
        found["first_picture_seconds"] = round(watch.first_picture - watch.begin, 1)
    return found, problems


def measure_on_a_small_machine(path: str | os.PathLike) -> tuple[lesson_costs.SmallCosts, list[str]]:
    """The same on one core and within 2 GB, with JupyterLab's server running, whose memory counts, too."""
    with small_machine.with_notebook(path) as machine:
        watch, problems = _run(kernel.client(path, started_by=machine.command), machine.server)
        found = {"memory_gb": watch.gigabytes(), "minutes": watch.minutes(), "limit_gb": machine.limit_gb}
    return found, problems


def _run(running, *beside):
    with tempfile.TemporaryDirectory() as folder, _Watch(running, beside) as watch:
        problems = gate.run(running, solutions=False, COURSE_TRAINING=folder)
    return watch, problems


class _Watch:
    """Samples the memory of a notebook's kernel, of programs beside it, and of all their children, and notes times."""

    def __init__(self, client, beside):
        self.client, self.beside = client, beside
        client.on_notebook_start, client.on_cell_executed = self.kernel_ready, self.cell_done
        self.kernel = None
        self.peak = 0
        self.first_picture = None
        self.begin = self.end = time.monotonic()
        self._over = threading.Event()
        self._sampler = threading.Thread(target=self._sample)

    def __enter__(self):
        self.begin = time.monotonic()
        self._sampler.start()
        return self

    def __exit__(self, *error):
        self.end = time.monotonic()
        self._over.set()
        self._sampler.join()

    def kernel_ready(self, notebook):
        self.kernel = psutil.Process(self.client.km.provisioner.pid)

    def cell_done(self, cell, cell_index, execute_reply):
        if self.first_picture is None and alternative_texts.shows_picture(cell.outputs):
            self.first_picture = time.monotonic()

    def minutes(self):
        return max(0.1, round((self.end - self.begin) / 60, 1))

    def gigabytes(self):
        return max(0.1, round(self.peak / GIGABYTE, 1))

    def _sample(self):
        while not self._over.wait(1 / SAMPLES_PER_SECOND):
            if self.kernel is not None:
                self.peak = max(self.peak, sum(map(_resident, (self.kernel, *self.beside))))


def _resident(process):
    """Bytes of memory that a process and its descendants hold now."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        for member in [process, *process.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                total += member.memory_info().rss
    return total

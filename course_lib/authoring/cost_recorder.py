"""Minutes and memory of each lesson, measured by running it, for its card and the lesson map."""

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

from course_lib.authoring import alternative_texts, gate, kernel, lesson_costs
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
        if problems:
            print("\n".join(f"{name}: {problem}" for problem in problems), file=sys.stderr)
            return 1
        print(f"{name}: {lesson_costs.sentence(measurement)}")
        measurements[name] = measurement
        replace_text(folder / "measured.json", json.dumps(measurements, indent=1, sort_keys=True) + "\n")
    return build_notebooks(root=root)


def measure_lesson(path: str | os.PathLike) -> tuple[lesson_costs.Costs, list[str]]:
    """Measurement of one notebook, as it stands in measured.json, and the gate's sentences about it.

    Trainings start from nothing: one that was finished before would make the lesson look faster than it is.
    """
    running = kernel.client(path)
    watch = _Watch(running)
    with tempfile.TemporaryDirectory() as folder, watch:
        problems = gate.run(running, solutions=False, COURSE_TRAINING=folder)
    return watch.measurement(), problems


class _Watch:
    """Samples the memory of a notebook's kernel and all its child processes, and notes times."""

    def __init__(self, client):
        self.client = client
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

    def __exit__(self, *error):
        self.end = time.monotonic()
        self._over.set()
        self._sampler.join()

    def kernel_ready(self, notebook):
        self.kernel = psutil.Process(self.client.km.provisioner.pid)

    def cell_done(self, cell, cell_index, execute_reply):
        if self.first_picture is None and alternative_texts.shows_picture(cell.outputs):
            self.first_picture = time.monotonic()

    def measurement(self):
        """What measured.json holds about a lesson."""
        found = {
            "cores": os.cpu_count(),
            "memory_gb": max(0.1, round(self.peak / GIGABYTE, 1)),
            "minutes": max(0.1, round((self.end - self.begin) / 60, 1)),
        }
        if self.first_picture is not None:
            found["first_picture_seconds"] = round(self.first_picture - self.begin, 1)
        return found

    def _sample(self):
        while not self._over.wait(1 / SAMPLES_PER_SECOND):
            if self.kernel is not None:
                self.peak = max(self.peak, _resident(self.kernel))


def _resident(process):
    """Bytes of memory that a process and its descendants hold now."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        for member in [process, *process.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                total += member.memory_info().rss
    return total

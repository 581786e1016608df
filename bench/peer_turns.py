"""Trainings in processes of their own that take turns, so that a busy moment of the machine meets all alike."""

import contextlib
import itertools
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from course_lib.errors import CourseProblem
from course_lib.machine.processes import end_tree

WARM_UP, TURN = 20, 2.0  # steps before the first turn, seconds of a turn


class Training:
    """A training in a process of its own, which stands still except in its turns.

    The program is called with FOLDER SEED STEPS. The folder above FOLDER holds `data.npz` and `start.npz`. It counts
    its steps in FOLDER/counter, one int64, and leaves FOLDER/result.npz: its weights in the order of Keras, and its
    embeddings and loss of the batch `probe`.

    slices: (steps, seconds) of each turn after the first WARM_UP steps, which took `start` seconds with all imports.
    """

    def __init__(self, command, environ, shared, seed, steps):
        self.folder, self.steps, self.slices, self.over = Path(tempfile.mkdtemp(dir=shared)), steps, [], False
        self.counter = np.memmap(self.folder / "counter", "int64", "w+", shape=1)
        words = [str(word) for word in (*command, self.folder, seed, steps)]
        with (self.folder / "log").open("w") as log:
            self.process = psutil.Popen(words, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def warm_up(self):
        """Let it train for the first WARM_UP steps."""
        begin = time.perf_counter()
        self._wait(min(WARM_UP, self.steps), float("inf"))
        self.start = time.perf_counter() - begin
        self.process.suspend()

    def turn(self, seconds):
        """Let it train so long; from its last step on, let it run to its end, which no longer counts."""
        begin, before = time.perf_counter(), int(self.counter[0])
        self.process.resume()
        self._wait(self.steps, begin + seconds)
        self.slices.append((int(self.counter[0]) - before, time.perf_counter() - begin))
        self.over = bool(self.counter[0] >= self.steps)
        if not self.over:
            self.process.suspend()
        elif self.process.wait():
            self._complain()

    def result(self):
        """What it left: (weights, embeddings, loss)."""
        with np.load(self.folder / "result.npz") as file:
            parts = dict(file)
        embeddings, loss = parts.pop("embeddings"), float(parts.pop("loss"))
        return [parts[f"arr_{i}"] for i in range(len(parts))], embeddings, loss

    def _wait(self, steps, end):
        while self.counter[0] < steps and time.perf_counter() < end:
            if self.process.poll() is not None and self.counter[0] < steps:
                self._complain()
            time.sleep(0.005)

    def _complain(self):
        raise CourseProblem(f"A training broke off:\n{(self.folder / 'log').read_text()[-2000:]}")


def take_turns(trainings, turns=None):
    """Let the trainings train in turn until all are over, or for so many turns each."""
    trainings = list(trainings)
    for _ in itertools.count() if turns is None else range(turns):
        going = [training for training in trainings if not training.over]
        if not going:
            break
        for training in going:
            training.turn(TURN)


@contextlib.contextmanager
def started(workers, shared, seed, steps):
    """{name: Training} for {name: (command, environ)} and {name: steps}; whatever happens, none outlives the block."""
    trainings = {}
    with contextlib.ExitStack() as stack:
        for name, (command, environ) in workers.items():
            trainings[name] = Training(command, environ, shared, seed, steps[name])
            stack.callback(end_tree, trainings[name].process.pid)
            trainings[name].warm_up()
        yield trainings

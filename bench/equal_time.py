"""MAP@R on classes never seen after equal minutes: ours, pytorch-metric-learning, classifiers, keras.io.

    python bench/equal_time.py                          all sets, 60, 120 and 300 seconds, goes on after an interruption
    python bench/equal_time.py catalogue --budgets 60     one set, one budget

What a step of each method takes is clocked first, in turns of two seconds, so that a busy moment meets all; from then
on a training has the number of steps that fits into its seconds, whatever else the machine does. Each method is tried
at several rates on classes that only choose, and at still others while the best one stands at an end; the best method
of each side is judged, on classes that nothing else looks at.

Writes equal_time.md and equal_time.json beside it after each training. Needs the environment of `make bench`.
"""

import argparse
import functools
import json
import os
import sys
import tempfile
from pathlib import Path

import keras
import numpy as np
import psutil
from equal_sets import SETS, SIDE
from peer import OURS, PEER, processor, programs, rate, versions
from peer_turns import WARM_UP, started, take_turns

from course_lib.errors import CourseProblem
from course_lib.machine.files import replace_text
from course_lib.models import encoder

HERE = Path(__file__).parent
CLASSIFIER, PAGE = "a classifier's features", "keras.io's page"
METHODS = {  # of each side: the script of its trainings, and what is tried
    OURS: ("ours", ("SupCon", "SupCon + softmax")),
    PEER: ("torch", ("triplets, mined", "multi-similarity, mined")),
    CLASSIFIER: ("ours", ("softmax", "cosine softmax")),
    PAGE: ("ours", ("keras.io",)),
}
RATES = tuple(1e-3 * 2.5**step for step in range(4))
FARTHEST = 3  # steps beyond the rates above, in both directions
TRIAL, BUDGETS, CLOCK_TURNS = 15.0, (60.0, 120.0, 300.0), 5  # seconds, seconds, turns
HEAD = """# Quality after the same minutes

Made by `python bench/equal_time.py`. MAP@R on classes that no training saw and that chose nothing, mean over the seeds,
smallest to largest where there are several. {device}, {threads} threads. {versions}.

One network, lesson 15's encoder at {side} x {side} pixels, with the same starting weights, moves and light of the
pictures, batches of 16 classes x 4, AdamW under half a cosine: for ours and for the classifiers in Keras on TensorFlow,
for pytorch-metric-learning (PML) in PyTorch, with the miner of its own first example. The page of keras.io
(Kelcey 2020, *Metric learning for image similarity search*) has a small network, a loss and no augmentation of its own;
its rate is tuned like the others', its batch has 32 classes x 2. A classifier is compared by what its last layer gets.
Each method had {trials} rates at least, {trial:.0f} seconds each.

"""


class Measurer:
    """Measures what is missing in `found`, and keeps each result."""

    def __init__(self, found, name, threads, python_torch):
        self.found, self.name, self.parts = found, name, SETS[name]()
        both = programs(python_torch, threads, scripts="equal")
        self.workers = {"ours": both[OURS], "torch": both[PEER]}

    def worker(self, script, method, at):
        command, environ = self.workers[script]
        return [*command, method, at], environ

    def save(self, folder, seed):
        """What the trainings of a seed share."""
        keras.utils.set_random_seed(seed)
        train = self.parts.train
        labels = np.unique(train.labels, return_inverse=True)[1]
        looks = {part: getattr(self.parts, part).pictures for part in ("validation", "test")}
        np.savez(folder / "data.npz", pictures=train.pictures, labels=labels, flip=self.parts.flip, **looks)
        np.savez(folder / "start.npz", *encoder(train.pictures.shape[1:]).get_weights())

    def clock(self):
        """Steps per second of each method, {method: float}."""
        workers = {
            method: self.worker(script, method, 1e-3) for script, methods in METHODS.values() for method in methods
        }
        with tempfile.TemporaryDirectory() as name:
            self.save(Path(name), 0)
            busy = psutil.cpu_percent(interval=2.0) / 100
            with started(workers, Path(name), 0, dict.fromkeys(workers, 100_000)) as trainings:
                take_turns(trainings.values(), CLOCK_TURNS)
                rates = {method: rate(training.slices) for method, training in trainings.items()}
        self.keep("clock", {"busy": busy, "steps": rates})

    def keep(self, *path_and_value):
        *path, last, value = path_and_value
        place = functools.reduce(lambda parts, key: parts.setdefault(key, {}), path, self.found["sets"][self.name])
        place[last] = value
        write(self.found)

    def trained(self, method, at, seconds, seed):
        """{"validation", "test": MAP@R} of one training."""
        script = next(script for script, methods in METHODS.values() if method in methods)
        steps = WARM_UP + round(seconds * self.found["sets"][self.name]["clock"]["steps"][method])
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self.save(folder, seed)
            with started({method: self.worker(script, method, at)}, folder, seed, {method: steps}) as trainings:
                take_turns(trainings.values())
                with np.load(trainings[method].folder / "result.npz") as file:
                    return {part: getattr(self.parts, part).score(file[part]) for part in ("validation", "test")}

    def tune(self, method):
        """Try rates until the best one has a worse one on both sides."""
        tried = self.found["sets"][self.name].get("tuning", {}).get(method, {})
        while (at := next_rate(tried)) is not None:
            tried[f"{at:.6f}"] = score = self.trained(method, at, TRIAL, 0)["validation"]
            print(f"{self.name}, {method}, rate {at:.4f}: {score:.3f}", flush=True)
            self.keep("tuning", method, tried)

    def judge(self, side, seconds, seed):
        path = side, f"{seconds:g}", str(seed)
        judged = self.found["sets"][self.name].get("judged", {})
        if functools.reduce(lambda parts, key: parts.get(key, {}), path, judged):
            return
        method, at, _score = best(self.found["sets"][self.name]["tuning"], METHODS[side][1])
        scores = self.trained(method, at, seconds, seed)
        print(f"{self.name}, {side} after {seconds:.0f} seconds, seed {seed}: {scores['test']:.3f}", flush=True)
        self.keep("judged", *path, scores["test"])


def next_rate(tried):
    """A rate that is to be tried next, or None where the best of {rate: score} stands between others.

    >>> next_rate({}), next_rate({"0.001000": 0.1, "0.002500": 0.3, "0.006250": 0.2, "0.015625": 0.1})
    (0.001, None)
    """
    for at in RATES:
        if f"{at:.6f}" not in tried:
            return at
    ordered = sorted(tried, key=float)
    place = ordered.index(max(tried, key=tried.get))
    if len(tried) >= len(RATES) + FARTHEST or 0 < place < len(ordered) - 1:
        return None
    return float(ordered[place]) * (2.5 if place else 1 / 2.5)


def best(tuning, methods):
    """(method, rate, score) of the best trial of some methods."""
    trials = [(method, float(at), score) for method in methods for at, score in tuning[method].items()]
    return max(trials, key=lambda trial: trial[2])


def write(found):
    """Both files."""
    replace_text(HERE / "equal_time.json", json.dumps(found, indent=1) + "\n")
    replace_text(HERE / "equal_time.md", page(found))


def page(found):
    """equal_time.md, as far as it is measured."""
    settings = found["settings"]
    versions_used = ", ".join(f"{name} {each}" for name, each in settings["versions"].items())
    parts = [HEAD.format(**settings | {"versions": versions_used})]
    for name, measured in found["sets"].items():
        parts += [f"## {name[0].upper()}{name[1:]}\n\n", *trials_lines(measured, settings["trial"])]
        parts += judged_lines(measured) if "judged" in measured else ["Nothing was judged yet.\n\n"]
    return "".join(parts).rstrip("\n") + "\n"


def trials_lines(measured, seconds):
    """What was tried on the classes that choose: a row for each method."""
    busy, steps = measured["clock"]["busy"], measured["clock"]["steps"]
    lines = [f"Steps clocked while other programs took {busy:.0%} of the machine. Trials of {seconds:.0f} seconds:\n\n"]
    rows = [["side", "method", "steps a second", "rates tried", "best rate", "MAP@R, choosing classes"]]
    rows += [["---"] * len(rows[0])]
    for side, (_script, methods) in METHODS.items():
        for method in methods:
            tried = measured.get("tuning", {}).get(method, {})
            _method, at, score = best({method: tried}, [method]) if tried else (method, 0.0, 0.0)
            cells = [f"{at:.4f}", f"{score:.3f}"] if tried else ["", ""]
            rows.append([side, method, f"{steps[method]:.1f}", str(len(tried)), *cells])
    return [*lines, *map(row, rows), "\n"]


def judged_lines(measured):
    """What the judging classes say: a row for each side, a column for each budget."""
    budgets = sorted({seconds for side in measured["judged"].values() for seconds in side}, key=float)
    rows = [["side", "method", *(f"after {each} s" for each in budgets)]]
    rows += [["---"] * len(rows[0])]
    for side, (_script, methods) in METHODS.items():
        if side in measured["judged"]:
            runs, ours = (
                [list(measured["judged"].get(one, {}).get(seconds, {}).values()) for seconds in budgets]
                for one in (side, OURS)
            )
            scores = [cell(*both, side == OURS) for both in zip(runs, ours, strict=True)]
            rows.append([side, best(measured["tuning"], methods)[0], *scores])
    return [*map(row, rows), "\n"]


def row(cells):
    """One line of a table."""
    return f"| {' | '.join(cells)} |\n"


def cell(scores, ours, itself):
    """Mean, range, and how many times as much ours has."""
    if not scores:
        return ""
    spread = f" ({min(scores):.3f} to {max(scores):.3f})" if len(scores) > 1 else ""
    times = f", ours {np.mean(ours) / np.mean(scores):.2f} times" if ours and not itself else ""
    return f"{np.mean(scores):.3f}{spread}{times}"


def kept(settings):
    """What equal_time.json holds, if it was made with these settings."""
    try:
        before = json.loads((HERE / "equal_time.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    return before if before.get("settings") == settings else {"settings": settings, "sets": {}}


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(SETS)}; by default all")
    parser.add_argument("--budgets", type=float, nargs="+", default=BUDGETS, metavar="SECONDS")
    parser.add_argument("--seeds", type=int, default=1, help="how many")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--python-torch", default=sys.executable, help="has pytorch-metric-learning")
    options = parser.parse_args(words)
    if unknown := set(options.sets) - set(SETS):
        parser.error(f"SET: expected some of {', '.join(SETS)}, got {', '.join(sorted(unknown))}")
    settings = {"device": f"{processor()}, {os.cpu_count()} cores", "threads": options.threads}
    settings |= {"versions": versions(options.python_torch), "side": SIDE, "trials": len(RATES), "trial": TRIAL}
    found = kept(settings)
    measurers = {}
    for name in options.sets or SETS:
        found["sets"].setdefault(name, {})
        measurers[name] = Measurer(found, name, options.threads, options.python_torch)
        if "clock" not in found["sets"][name]:
            measurers[name].clock()
    for measurer in measurers.values():
        for _script, methods in METHODS.values():
            for method in methods:
                measurer.tune(method)
    for seconds in options.budgets:
        for seed in range(options.seeds):
            for measurer in measurers.values():
                for side in METHODS:
                    measurer.judge(side, seconds, seed)


if __name__ == "__main__":
    try:
        main()
    except CourseProblem as problem:
        sys.exit(str(problem))

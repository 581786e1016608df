"""What the reader of lesson 14 is judged by: alphabets that it never saw, to choose by and to test on; its errors."""

import os
import time
from typing import Any, NamedTuple

import keras
import numpy as np

from course_lib import data
from course_lib.data.one_shot_tasks import one_shot_tasks
from course_lib.errors import expect
from course_lib.evaluation.certainty import bootstrap_interval
from course_lib.evaluation.drawing_baselines import embedding_distances
from course_lib.evaluation.one_shot import run_errors
from course_lib.paths import training_folder
from course_lib.recipes import measurements
from course_lib.recipes.characters import (
    COPIES,
    EPOCHS,
    OTHER,
    SIZE,
    embed_drawings,
    recipe_of,
    train_on_characters,
)


class ReadingTask(NamedTuple):
    """What a reader learns from and is judged by.

    Args:
        letters: to train on.
        validation: by alphabet, to choose by.
        runs: the test.
        real: is it Omniglot, or are they scribbles?

    Lesson: 14.
    """

    letters: data.PictureSet
    validation: dict[str, data.OneShotRuns]
    runs: data.OneShotRuns
    real: bool


def omniglot_task(part: str = "small1") -> ReadingTask:
    """Train on `part`, choose by the alphabets that only the other part has, test on the published runs.

    Validation runs have 20 characters, in Tagalog, which has 17, all of them. The published runs take no part in any
    choice.

    Raises:
        DataNotFound: there is no copy and no network.
        ValueError: another part.
    """
    expect(part in OTHER, "part", repr(part), f"one of {tuple(OTHER)}")
    letters, other = data.omniglot(part, SIZE), data.omniglot(OTHER[part], SIZE)
    names = [name for name in other.coarse_names if name not in letters.coarse_names]
    return ReadingTask(letters, tasks_by_alphabet(other, names), data.omniglot_runs(SIZE), real=True)


def scribbled_task() -> ReadingTask:
    """The same of scribbles, which need no network: five alphabets to train on, three to choose by, ten as the test."""
    letters, other = data.scribbles(5, size=SIZE, seed=0), data.scribbles(13, size=SIZE, seed=1)
    names = list(other.coarse_names)
    runs = one_shot_tasks(other, names[3:], 20)
    return ReadingTask(letters, tasks_by_alphabet(other, names[:3]), runs, real=False)


def tasks_by_alphabet(characters: data.PictureSet, names: list[str], runs: int = 20) -> dict[str, data.OneShotRuns]:
    """{name: OneShotRuns} of each alphabet in `names`, with 20 characters or as many as it has."""
    unknown = [name for name in names if name not in characters.coarse_names]
    expect(not unknown, "names", unknown, f"alphabets of {tuple(characters.coarse_names)}")
    sizes = {n: len(np.unique(characters.labels[characters.coarse == characters.coarse_names.index(n)])) for n in names}
    return {name: one_shot_tasks(characters, [name], runs, ways=min(20, sizes[name])) for name in names}


def errors_of(network: keras.Model, runs: data.OneShotRuns, copies: int = 0) -> np.ndarray:
    """The error of each of OneShotRuns in percent, (runs,), when drawings are compared by `embed_drawings`."""
    distances = embedding_distances(lambda drawings: embed_drawings(network, drawings, copies), runs)
    return run_errors(distances, runs.answers)


def validation_errors(network: keras.Model, task: ReadingTask, copies: int = 0) -> dict[str, float]:
    """{alphabet: error in percent} of the validation runs of a ReadingTask."""
    return {name: float(errors_of(network, runs, copies).mean()) for name, runs in task.validation.items()}


def measure_reader(part: str, seed: int, epochs: int = EPOCHS) -> tuple[keras.Model, dict[str, Any]]:
    """Train on `part`, test on the published runs.

    Args:
        part: of Omniglot, "small1" or "small2".
        seed: of the training.
        epochs: how many, of 100 batches each.

    Returns:
        The network, and a dictionary of numbers: errors, of each run in percent, with COPIES copies; plain, the same
        without copies; validation, {alphabet: error} with copies; seconds of this training, not counting what a
        checkpoint had done; drawings_per_second.
    """
    task = omniglot_task(part)
    begin, done = time.perf_counter(), []
    count = lambda _network: done.append(1)
    network = train_on_characters(task.letters, seed, epochs, training_folder(), callback=count)
    seconds = time.perf_counter() - begin
    return network, {
        "errors": errors_of(network, task.runs, COPIES).tolist(),
        "plain": errors_of(network, task.runs).tolist(),
        "validation": validation_errors(network, task, COPIES),
        "seconds": round(seconds, 1),
        "drawings_per_second": round(len(done) * 100 * 32 * 4 / seconds),
    }


def one_shot_command(parts: list[str], seed: int, epochs: int, keep: bool) -> int:
    """Train and test on each of `parts` (both when empty), print a line for each.

    Args:
        parts: of Omniglot.
        seed: of the training.
        epochs: how many, of 100 batches each.
        keep: ship the weights, and write what was measured of them where lesson 14 reads it?
    """
    if keep:
        measurements.check_kept("shipped_readers")
    for part in parts or OTHER:
        network, found = measure_reader(part, seed, epochs)
        if keep:
            recipe_of(part).ship(network)
            measurements.keep_shipped_reader(part, found | {"seed": seed, "cores": os.cpu_count()})
        low, high = bootstrap_interval(found["errors"])
        speed = f"{found['seconds']:.0f} s, {found['drawings_per_second']} drawings per second"
        print(
            f"{part}, seed {seed}: error {np.mean(found['errors']):.2f} % of 400 trials "
            f"(95 % interval over the runs {low:.2f} to {high:.2f}; without copies {np.mean(found['plain']):.2f}), "
            f"{speed if found['drawings_per_second'] else 'trained before'}"
        )
    return 0

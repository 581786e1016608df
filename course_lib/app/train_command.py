"""`python -m course_lib train`: a network for the user's own class folders, kept under a name if it is better."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from course_lib import paths
from course_lib.app.networks import WORLD_SIZE
from course_lib.app.onnx_network import OnnxNetwork
from course_lib.app.own_networks import check_own_name, own_network_file
from course_lib.app.own_training import Lesson, Marks, default_name, lesson_of, marks_of
from course_lib.app.prepare import prepare_collection
from course_lib.data.archive_pictures import in_parallel
from course_lib.errors import CourseProblem, check_whole, expect
from course_lib.machine.files import file_lock
from course_lib.machine.output import print_error

BATCH = 16  # pictures at once in ONNX Runtime
ADVICE = "Set COURSE_CACHE to a folder that can be written."


def train_command(data: str, name: str | None = None, epochs: int = 4, seed: int = 0, replace: bool = False) -> int:
    """Train on class folders; if that beats the frozen network on pictures held back, keep it and its collection.

    The same command goes on where it was stopped. Nothing is kept under the name before all is done.

    Args:
        data: the path of a folder whose sub-folders are classes.
        name: of the network; None: the folder's.
        epochs: of further training, of 100 batches each; 0: the linear head alone, in seconds.
        seed: of the training.
        replace: whether an older network of this name may give way.

    Returns:
        The exit code: 1 after naming what does not fit, is not there or cannot be written.
    """
    try:
        _train(data, default_name(data) if name is None else name, epochs, seed, replace)
    except (OSError, ValueError, CourseProblem) as problem:
        print_error(f"train: {problem}")
        return 1
    return 0


def _train(data, name, epochs, seed, replace):
    check_whole("epochs", epochs, 0)
    check_own_name(name)
    file = own_network_file(name)
    with file_lock(file, ADVICE):
        free = replace or not file.exists()
        expect(free, "name", f"{name!r}, which is taken", "another --name, or --replace to overwrite that network")
        _check_room(file.parent)
        _say(f"Reading {data}.")
        lesson = lesson_of(data, WORLD_SIZE)
        _say_what_is_there(lesson)
        best = _best(lesson, name, epochs, seed)
        if best is None:
            return
        kind, network, marks = best
        count, classes = len(lesson.pictures.where(split="train")), len(np.unique(lesson.pictures.labels))
        network.in_words = (
            f"the network {name}: SqueezeNet {kind}, trained on {count:,} pictures of {classes} classes in the folder "
            f"{default_name(data)}; on pictures held back {marks} found their class"
        )
        network.save(file)
    shutil.rmtree(_checkpoints(name), ignore_errors=True)  # only now: a kill before costs no training
    prepare_collection(data, name)
    _say(f"Kept as {file}.\nUse it: python -m course_lib search --data {data} --network {name} --query PHOTO")


def _best(lesson: Lesson, name: str, epochs: int, seed: int) -> tuple[str, OnnxNetwork, Marks] | None:
    """(in words, network, marks) of the better one if it beats the frozen network."""
    from course_lib.app.export import export_network  # Keras from here on
    from course_lib.models import frozen_encoder
    from course_lib.recipes.further import linear_head, train_further

    learning = lesson.pictures.where(split="train")
    frozen = marks_of(_look(export_network(frozen_encoder(WORLD_SIZE))), lesson.pictures)
    _say(f"frozen network: {frozen} pictures held back find their class.")
    found = []

    def try_out(kind, network):
        plain = export_network(network)
        found.append((kind, plain, marks_of(_look(plain), lesson.pictures)))
        _say(f"{kind}: {found[-1][2]}; against the frozen network {found[-1][2].compared(frozen)}.")

    try_out("with a linear head", linear_head(learning))
    if epochs:
        _say(f"Training further, {epochs} epochs of 100 steps; Ctrl-C stops, the same command goes on.")
        try_out("trained further", train_further(learning, seed, epochs, _checkpoints(name)))
    best = max(found, key=lambda each: each[2].score)  # of equal ones the first, which is simpler
    if best[2].score > frozen.score:
        if len(found) > 1:
            _say(f"{best[0]} is kept: the better of {len(found)} on these same pictures, so its score flatters a bit.")
        return best
    _say("That does not beat the frozen network, which stays; nothing is kept. Search the folder without --network.")
    return None


def _look(network: OnnxNetwork) -> Callable[[np.ndarray], np.ndarray]:
    """A function from pictures (n, h, w, 3) to embeddings (n, d), on all cores, with a bar for the time left."""

    def look(pictures):
        batches = [pictures[begin : begin + BATCH] for begin in range(0, len(pictures), BATCH)]
        return np.concatenate(in_parallel(network, batches, f"Embedding pictures, {BATCH} at a time"))

    return look


def _checkpoints(name: str) -> Path:
    return paths.training_folder() / f"own-{name}"


def _check_room(folder: Path) -> None:
    """Raise OSError where the network could not be kept: better now than after the training."""
    trial = folder / ".trial"
    trial.write_bytes(b"")
    trial.unlink()


def _say_what_is_there(lesson: Lesson) -> None:
    for file, reason in lesson.left_out:
        print_error(f"left out {file}: {reason}")
    held, classes = int((lesson.pictures.split == "test").sum()), len(np.unique(lesson.pictures.labels))
    how = f"{held} are held back to tell how good the network is, the last fifth of each class by name."
    _say(f"{len(lesson.pictures):,} pictures in {classes} classes. {how}")


def _say(words: str) -> None:
    if sys.stdout is not None:
        print(words, flush=True)

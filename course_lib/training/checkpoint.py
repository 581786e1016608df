"""The state of a training, in a file from which it goes on."""

import contextlib
import os
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import keras

from course_lib.errors import expect
from course_lib.machine.files import replace_atomically, set_aside
from course_lib.training.training_key import weights_digest


class Call(NamedTuple):
    """The last call of `train` that kept checkpoints of an encoder: its key, and two short names for weights."""

    key: str
    start: str
    left: str


LAST: weakref.WeakKeyDictionary[keras.Model, Call] = (
    weakref.WeakKeyDictionary()
)  # Call by encoder, as long as the encoder lives


@contextlib.contextmanager
def resumed(
    folder: str | os.PathLike, encoder: keras.Model, model: keras.Model, key: str
) -> Iterator[Callable[[], None]]:
    """The model in the state that was last written for this training, or written now, before the first step.

    Gives a function that writes the state as it is. A file stands for a `training_key` and the weights from which the
    training started. They are those that the encoder has now, unless it still has those with which a call of the same
    key left it in this process, whether that call was interrupted or done: then they are the ones from which that call
    started, so that a cell of a notebook which is run again goes on, or takes its result.

    Args:
        folder: of the checkpoints.
        encoder: whose weights are asked for.
        model: what is trained, the encoder in it.
        key: the `training_key`.

    Raises:
        ValueError: the folder can't be written, or the file can't be read.
    """
    now = weights_digest(model)
    last = LAST.get(encoder)
    again = last is not None and (last.key, last.left) == (key, now) and Checkpoint(folder, key, last.start).exists()
    start = last.start if last is not None and again else now
    checkpoint = Checkpoint(folder, key, start)
    if checkpoint.exists():
        checkpoint.restore(model)
    else:
        checkpoint.write(model)
    try:
        yield lambda: checkpoint.write(model)
    finally:
        LAST[encoder] = Call(key, start, weights_digest(model))


class Checkpoint:
    """The file of one training in `folder`: a model with its optimiser. A reader never meets a half-written one."""

    def __init__(self, folder: str | os.PathLike, key: str, start: str):
        self.path = Path(folder) / f"{key}-{start}.weights.h5"

    def exists(self) -> bool:
        """Is there such a file?"""
        return self.path.exists()

    def restore(self, model: keras.Model) -> None:
        """Take the state from the checkpoint.

        Raises:
            ValueError: it is damaged; it is set aside.
        """
        try:
            model.load_weights(self.path)
        except (OSError, ValueError, KeyError) as problem:
            damaged = set_aside(self.path)
            raise ValueError(
                f"checkpoints: {self.path.name} could not be read ({problem}); it is now {damaged.name}, "
                "make the network anew and run again"
            ) from problem

    def write(self, model: keras.Model) -> None:
        """Put the state of the model in place of the one before, in one step.

        Raises:
            ValueError: the folder can't be written.
        """
        try:
            with replace_atomically(self.path) as part:
                model.save_weights(part)
        except OSError as problem:
            got = f"{self.path.parent} ({problem.strerror or problem})"
            expect(False, "checkpoints", got, "a folder that can be written")

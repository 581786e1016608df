"""Training an encoder: one progress bar, and a checkpoint from which an interrupted training goes on."""

import contextlib
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import keras
import numpy as np

from course_lib.errors import check_whole, expect
from course_lib.losses.base import LossWithClasses, LossWithLayer
from course_lib.losses.label_tensors import label_tensor
from course_lib.tensors import check_channels_last
from course_lib.training.batches import PKBatches
from course_lib.training.checkpoint import resumed
from course_lib.training.learning_rate import cosine_schedule
from course_lib.training.muon import Muon
from course_lib.training.progress import Progress
from course_lib.training.training_key import training_key

OPTIMIZERS = {"adamw": keras.optimizers.AdamW, "muon": Muon}


def train(
    encoder: keras.Model,
    batches: PKBatches,
    loss: keras.losses.Loss,
    *,
    epochs: int,
    learning_rate: float = 2e-3,
    weight_decay: float = 5e-4,
    warm_up: float = 0.0,
    optimizer: str = "adamw",
    augmentation: keras.Layer | None = None,
    checkpoints: str | os.PathLike | None = None,
    callback: Callable[[int], str | None] | None = None,
) -> list[float]:
    """Train the encoder in place on `epochs` rounds of the batches.

    With `checkpoints` the whole state is written before the first step and after each epoch, aside and then moved into
    place, under a name for everything that decides the result: the starting weights and the `training_key`, in which
    are model, loss, batches, settings and the code of all these. The same call later goes on from it, or, if the
    training was finished, takes its result without training again. A training that stopped inside an epoch repeats
    that epoch from its start, and ends as if it had never stopped.

    That holds in a new process, where the network starts as it did, and for a cell of a notebook that is run again,
    with the network as the last run left it: half trained or done, it is the same call. So to train a network further,
    change a setting. Whoever puts other weights in it starts another training.

    Args:
        encoder: a built Keras model, pictures to embeddings (b, d).
        batches: a `PKBatches`.
        loss: of labels and embeddings. The layer of a `LossWithLayer` trains along.
        epochs: how many rounds, at least 1.
        learning_rate: the highest; it falls to 0 along half a cosine.
        weight_decay: the share of a weight, times the learning rate, that a step takes away; 0 or more.
        warm_up: the share of all steps during which the learning rate first rises from 0.
        optimizer: "adamw" (Loshchilov and Hutter 2019), or "muon" for `Muon` on the encoder's kernels, which wants a
            learning rate of about 1e-2.
        augmentation: a Keras model or layer that distorts the pictures, and may change their size to the encoder's.
        checkpoints: a folder, which is made.
        callback: a function that gets the number of epochs done so far, after each; a few words as its answer stand
            beside the loss. What it does is no part of the key.

    Returns:
        The mean loss of each epoch that this call trained.

    Raises:
        ValueError: an argument does not fit; `checkpoints` can't be written, which is said before the first step.

    Lesson: 15 uses it first.
    """
    check_channels_last()
    check_whole("epochs", epochs, 1)
    check_labels(batches.labels, loss)
    model = Trained(encoder, loss, augmentation, batches.pictures.shape[1:])
    compile_model(model, loss, optimizer, cosine_schedule(epochs * len(batches), learning_rate, warm_up), weight_decay)
    state: AbstractContextManager = contextlib.nullcontext(lambda: None)
    if checkpoints is not None:
        state = resumed(checkpoints, encoder, model, training_key(model, batches, loss, epochs, (Trained, one_epoch)))
    losses = []
    with state as write:
        done = int(model.optimizer.iterations) // len(batches)
        with Progress(epochs * len(batches), done * len(batches)) as progress:
            for epoch in range(done, epochs):
                losses.append(one_epoch(model, batches, epoch, progress))
                write()
                if callback:
                    progress.say(callback(epoch + 1))
    return losses


def one_epoch(model: keras.Model, batches: PKBatches, epoch: int, progress: Progress) -> float:
    """Train the model on all batches of an epoch; returns the mean loss.

    The epoch starts from its own number: the batches are told which it is, and the seed generators of the random layers
    are set by it. Batch by batch, since `fit` takes twice as long for the same on TensorFlow: it doesn't tell that all
    have one size.

    Args:
        model: compiled.
        batches: of the epoch.
        epoch: its number, from 0.
        progress: is told of each batch.
    """
    batches.epoch = epoch
    states = [variable for variable in model.variables if variable.name == "seed_generator_state"]
    for place, state in enumerate(states):
        rng = np.random.default_rng([batches.seed, epoch, place])
        state.assign(rng.integers(0, 2**31, state.shape))
    model.reset_metrics()
    for i in range(len(batches)):
        mean = float(model.train_on_batch(*batches[i]))
        progress.step(mean)
    return mean


def compile_model(
    model: "Trained",
    loss: keras.losses.Loss,
    optimizer: str,
    schedule: keras.optimizers.schedules.LearningRateSchedule,
    weight_decay: float,
) -> None:
    """Give a `Trained` its loss and the optimiser of this name, with its state built."""
    expect(optimizer in OPTIMIZERS, "optimizer", repr(optimizer), f"one of {tuple(OPTIMIZERS)}")
    expect(weight_decay >= 0, "weight_decay", weight_decay, "0 or more")
    model.compile(OPTIMIZERS[optimizer](schedule, weight_decay=weight_decay), loss)
    scaled = isinstance(model.optimizer, keras.optimizers.LossScaleOptimizer)  # leaves out steps, so epochs have no end
    expect(not scaled, "encoder", "the policy mixed_float16", "float32, float64 or mixed_bfloat16, which skip no step")
    if model.beside is not None and isinstance(model.optimizer, Muon):
        model.optimizer.leave_to_adam(model.beside.trainable_variables)
    model.optimizer.build(model.trainable_variables)


def check_labels(labels: np.ndarray, loss: keras.losses.Loss) -> None:
    """Raise ValueError unless labels (n,) fit into a tensor, and number the classes of a loss that knows them."""
    label_tensor(labels)
    if isinstance(loss, LossWithClasses):
        least, most = labels.min(), labels.max()
        expect(least >= 0 and most < loss.classes, "labels", f"{least} to {most}", f"0 to {loss.classes - 1}")


class Trained(keras.Model):
    """Augmentation and encoder in a row; beside them the layer that the loss may own, so that it trains along."""

    def __init__(self, encoder: keras.Model, loss: keras.losses.Loss, augmentation: keras.Layer | None, shape: tuple):
        super().__init__()
        self.row = keras.Sequential([augmentation, encoder] if augmentation else [encoder])
        self.row.build((None, *shape))
        self.beside = loss.layer if isinstance(loss, LossWithLayer) else None
        if self.beside is not None and not self.beside.built:
            self.beside.build(encoder.output_shape)
        self.built = True

    def call(self, pictures: Any, training: bool | None = None) -> Any:
        return self.row(pictures, training=training)

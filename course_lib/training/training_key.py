"""The key of a training: a short name for everything that decides its result."""

import hashlib
import json
from collections.abc import Iterable

import keras

from course_lib.training.batches import PKBatches
from course_lib.training.canonical import Canonical, Words


def training_key(
    model: keras.Model, batches: PKBatches, loss: keras.losses.Loss, epochs: int, code: Iterable = ()
) -> str:
    """A short name for everything that decides the outcome of a training, but its starting weights.

    In it are the whole model with its connections (encoder and augmentation; names that count up in a process are left
    out), class and settings of the loss and of its layer, of the optimiser with its schedule, and of the batches with
    their pictures and labels; the code of all classes and functions of the course and of the learner among these, of
    `code`, and of what they call in turn; the version of Keras and its backend, whose layers and random numbers they
    are. TensorFlow, JAX, PyTorch and NumPy are left out: their versions differ in the last digit.

    Args:
        model: a compiled `Trained`, its optimiser built.
        batches: a `PKBatches`; its `epoch` is no setting, and neither is an attribute that begins with _.
        loss: a Keras loss.
        epochs: how many rounds.
        code: functions and classes that take part besides.

    Returns:
        16 hexadecimal digits, the same in every process for the same training built again.

    Raises:
        ValueError: a setting or layer can't be written down.
    """
    canonical = Canonical()
    words = [
        [keras.__version__, keras.backend.backend()],
        canonical.layer(model.row),
        canonical.layer(model.beside) if model.beside is not None else None,
        canonical.words(loss, "loss"),
        [canonical.words(type(batches)), canonical.attributes(batches, "batches", leave_out=frozenset({"epoch"}))],
        canonical.words(model.optimizer, "optimizer"),
        canonical.words([epochs, [each.trainable for each in model.weights], list(code)]),
    ]
    return digest([words, canonical.code])


def weights_digest(model: keras.Model) -> str:
    """A short name for the weights of a model as they are now."""
    return digest(Canonical().words(model.get_weights()))


def digest(words: Words) -> str:
    """A short name for lists of texts and numbers: 16 hexadecimal digits of their SHA-256."""
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:16]

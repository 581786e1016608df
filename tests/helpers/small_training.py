"""A training of a few steps on small pictures, for the tests of `train`, its checkpoints and its key."""

import keras
import numpy as np
from keras import layers

from course_lib.losses.base import LossWithLayer
from course_lib.training import train
from course_lib.training.batches import PKBatches

LABELS = np.repeat(np.arange(4), 8)
PICTURES = np.random.default_rng(0).integers(0, 256, (32, 8, 8, 3), dtype=np.uint8)
PICTURES[..., 0] = LABELS[:, None, None] * 60  # the red channel tells the class


def batches(steps=5, kind=PKBatches):
    return kind(PICTURES, LABELS, classes=4, per_class=4, steps=steps, seed=3)


def brighter_or_darker():
    """The lightest augmentation with a random layer whose state must be resumed."""
    return keras.Sequential([layers.RandomBrightness(0.2, value_range=(0, 255), seed=1)])


def small_network(dimension=8, views=8):
    """An encoder that compiles in a moment and has moving statistics to lose, for pictures or views of this size."""
    keras.utils.set_random_seed(0)
    rows = [layers.Rescaling(1 / 127.5, -1), layers.Flatten(), layers.Dense(dimension), layers.BatchNormalization()]
    return keras.Sequential([keras.Input((views, views, 3)), *rows, layers.UnitNormalization()], name="encoder")


def weights_after(folder, loss, epochs=4, trained=None):
    """All weights that train, the encoder's and the loss's, after a training in steps of 5, and its mean losses."""
    trained = trained or small_network()
    history = train(trained, batches(), loss, epochs=epochs, augmentation=brighter_or_darker(), checkpoints=folder)
    own = loss.layer.get_weights() if isinstance(loss, LossWithLayer) else []
    return [*trained.get_weights(), *own], history


class Stop(Exception):
    pass


def stopping_at(step, stop):
    """`Progress.step`, calling stop after so many steps."""
    steps = iter(range(1, step + 1))

    def after_a_step(self, loss):
        if next(steps) == step:
            stop()

    return after_a_step


def raise_stop():
    raise Stop

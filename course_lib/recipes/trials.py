"""Many short trainings of one method through one graph, for tuning: building a graph takes as long as 80 steps."""

import math
from typing import Any

import keras
import numpy as np

from course_lib import data, losses
from course_lib.distances import distance_matrix
from course_lib.errors import check_seed, check_whole, expect
from course_lib.evaluation.metrics import map_at_r, ranked_matches
from course_lib.models import encoder
from course_lib.recipes.strategies import ABLATED, METHODS, batches_of
from course_lib.training.loop import Trained


class Trials:
    """Trainings of a method, each of which follows from the arguments of `run` alone.

    The setting of the loss and the learning rate are variables, so that a graph serves for all their values.

    Args:
        method: a key of METHODS or ABLATED.
        pictures: the PictureSet to learn from.
        width: of the encoder.
        dimension: of its embeddings.
    """

    def __init__(self, method: str, pictures: data.PictureSet, width: int = 8, dimension: int = 32):
        known = METHODS | ABLATED
        expect(method in known, "method", repr(method), f"one of {tuple(known)}")
        self.method, self.pictures = known[method], pictures
        shape = pictures.pictures.shape[1:]
        self.make = lambda: encoder(shape, dimension, width)
        self.network, self.loss = self.make(), self.method.make(len(np.unique(pictures.labels)))
        self.setting = keras.Variable(self.method.low, trainable=False, dtype="float32")
        setattr(*self.method.owner(self.loss), self.setting)
        self.model = Trained(self.network, self.loss, None, shape)
        self.model.compile(keras.optimizers.AdamW(1e-3, weight_decay=5e-4), self.loss)
        self.model.optimizer.build(self.model.trainable_variables)

    def run(self, rate: float, setting: float, steps: int, seed: int, pause: Any = None) -> keras.Model:
        """The network after a training of so many steps under a cosine; the next call trains the same object anew.

        Args:
            rate: the learning rate at the start.
            setting: of the loss.
            steps: how many batches of 16 classes x 4 pictures.
            seed: of weights and batches.
            pause: a function of the number of steps done, called after each; an error in it ends the training.
        """
        check_whole("steps", steps, 1)
        check_seed(seed)
        self._start(seed)
        self.setting.assign(setting)
        batches, optimizer = batches_of(self.pictures, seed, steps), self.model.optimizer
        for i in range(steps):
            optimizer.learning_rate.assign(rate * (1 + math.cos(math.pi * i / steps)) / 2)
            self.model.train_on_batch(*batches[i])
            if pause:
                pause(i + 1)
        return self.network

    def _start(self, seed):
        keras.utils.set_random_seed(seed)
        self.network.set_weights(self.make().get_weights())
        beside = self.loss.layer if isinstance(self.loss, losses.LossWithLayer) else None
        if isinstance(beside, losses.CosineClassifier):
            again = losses.CosineClassifier(beside.classes, seed=seed, speed=beside.speed)
            again.build(self.network.output_shape)
            beside.kernel.assign(again.kernel)
        elif beside is not None:
            beside.source.state.assign(np.random.default_rng(seed).integers(0, 2**31, 2))
        for variable in self.model.optimizer.variables:
            variable.assign(np.zeros(variable.shape))


def score(network: keras.Model, pictures: data.PictureSet) -> float:
    """MAP@R of each picture of a PictureSet among all others."""
    embeddings = np.asarray(network(pictures.pictures.astype("float32"), training=False))
    distances = distance_matrix(embeddings, embeddings)
    return float(map_at_r(ranked_matches(distances, pictures.labels, pictures.labels, same_pictures=True)))

"""The longer training of the image search: photos from shops, a quarter of an hour on two cores, the official split."""

import os
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from course_lib import data
from course_lib.distances import unit_length
from course_lib.errors import expect
from course_lib.evaluation.retrieval import coarse_of
from course_lib.losses import HierarchicalSoftmaxLoss
from course_lib.models import RandomView, residual_encoder
from course_lib.models.embedding import embed
from course_lib.recipes.recipe import Recipe
from course_lib.training.batches import CutMixBatches
from course_lib.training.loop import train

SIZE, VIEW = 80, 64  # pixels of a picture, and of the views of it in training
EPOCHS = 34  # of 100 batches of 64 pictures
AREA = 0.25  # the smallest share of a picture in a view
SETTINGS: dict[str, Any] = {"optimizer": "muon", "learning_rate": 1e-2, "weight_decay": 0.02, "warm_up": 0.1}


def photo_encoder(side: int = SIZE) -> keras.Model:
    """The network of the longer training, without its weights: RGB pictures (b, side, side, 3) to embeddings (b, 64).

    Its weights do not depend on `side`.
    """
    return residual_encoder((side, side, 3), dimension=64, width=32)


def train_on_photos(
    pictures: data.PictureSet,
    seed: int,
    epochs: int = EPOCHS,
    checkpoints: str | os.PathLike | None = None,
    callback: Callable[[int], str | None] | None = None,
) -> keras.Model:
    """Train a `photo_encoder` on random views of pictures.

    Normalised softmax on the classes and, where the set has them, on the coarse classes; half of the pictures have a
    square of another one in them (`CutMixBatches`).

    Args:
        pictures: RGB, of SIZE x SIZE or more, of two classes or more.
        seed: of weights, batches and views.
        epochs: how many, of 100 batches each.
        checkpoints: a folder, as in `train`.
        callback: as in `train`.

    Raises:
        ValueError: the pictures are of one class only.
    """
    side = pictures.pictures.shape[1]
    expect(len(np.unique(pictures.labels)) >= 2, "pictures", "one class", "two or more, or nothing can be told apart")
    keras.utils.set_random_seed(seed)
    small = photo_encoder(VIEW)
    present, labels = np.unique(pictures.labels, return_inverse=True)  # (c,), (n,)
    loss = HierarchicalSoftmaxLoss(coarse_of(pictures)[present], seed=seed)
    classes = min(32, len(present))
    batches = CutMixBatches(pictures.pictures, labels, classes=classes, per_class=64 // classes, steps=100, seed=seed)
    view = RandomView(VIEW, AREA, seed=seed)
    state: dict[str, Any] = {"checkpoints": checkpoints, "callback": callback}
    train(small, batches, loss, epochs=epochs, augmentation=view, **state, **SETTINGS)
    network = photo_encoder(side)
    network.set_weights(small.get_weights())
    return network


PHOTOS = Recipe("groceries", data.groceries, SIZE, photo_encoder, train_on_photos, EPOCHS)


def embed_mirrored(network: keras.Model, pictures: np.ndarray) -> np.ndarray:
    """Embeddings (n, d) of length 1: each the mean of a picture's and of its mirror image's."""
    return unit_length(embed(network, pictures) + embed(network, pictures[:, :, ::-1]))

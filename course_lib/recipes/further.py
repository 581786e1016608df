"""From a network that has seen the world to one of these pictures: a linear head in seconds, a training in minutes."""

import os
from collections.abc import Callable

import keras
import numpy as np

from course_lib import data
from course_lib.data.archive_pictures import progress_bar
from course_lib.errors import expect
from course_lib.evaluation.retrieval import coarse_of
from course_lib.losses import HierarchicalSoftmaxLoss
from course_lib.models import RandomView, SquareRoot, levels_network, shrunken_discriminant, with_discriminant
from course_lib.models.encoders import embedding_head
from course_lib.training.batches import CutMixBatches
from course_lib.training.loop import train

SIZE = 160  # pixels of a picture, where it is a photo of a shop
LEVELS = ("fire5", "fire7", "fire9")  # whose averages the head sees
FROZEN = ("fire2", "fire3")  # edges and textures stay as ImageNet made them, and their backward pass is saved
DIMENSION = 128  # of the head that trains along; the discriminant takes its place in the end
BATCH, STEPS = 64, 100  # pictures in a step, and looked at together; steps of an epoch
LEARNING_RATE, WEIGHT_DECAY = 4e-3, 0.02


def linear_head(pictures: data.PictureSet) -> keras.Model:
    """The frozen network with a discriminant of its averages: pictures (b, side, side, 3) to embeddings of length 1.

    Args:
        pictures: RGB squares, of two classes or more, some with several pictures.

    Raises:
        CourseProblem: the package with the weights of ImageNet is not installed.
        ValueError: the pictures are of one class only, or each is of another class.
    """
    return _with_head(levels_network(pictures.pictures.shape[1], LEVELS), pictures)


def train_further(
    pictures: data.PictureSet,
    seed: int,
    epochs: int,
    checkpoints: str | os.PathLike | None = None,
    callback: Callable[[int], str | None] | None = None,
) -> keras.Model:
    """Train the later levels of the network on random views of pictures, then give it a discriminant as `linear_head`.

    Normalised softmax on the classes and, where the set has them, on the coarse classes; half of the pictures have a
    square of another one in them (`CutMixBatches`). Views are smaller than the pictures that the network then sees:
    things in them have the same size (see `RandomView`), and it costs half the time.

    Args:
        pictures: as for `linear_head`, at least 48 pixels wide.
        seed: of the new layer, batches and views.
        epochs: how many, of STEPS batches each.
        checkpoints: a folder, as in `train`.
        callback: as in `train`.

    Raises:
        CourseProblem, ValueError: as `linear_head`.
    """
    present, labels = np.unique(pictures.labels, return_inverse=True)  # (c,), (n,)
    expect(len(present) >= 2, "pictures", "one class", "two or more, or nothing can be told apart")
    keras.utils.set_random_seed(seed)
    side = pictures.pictures.shape[1]
    view = side * 3 // 4
    small = levels_network(view, LEVELS, frozen=FROZEN)
    loss = HierarchicalSoftmaxLoss(coarse_of(pictures)[present], seed=seed)
    classes = min(BATCH // 2, len(present))
    batches = CutMixBatches(
        pictures.pictures, labels, classes=classes, per_class=BATCH // classes, steps=STEPS, seed=seed
    )
    train(
        keras.Model(small.input, embedding_head(small.output, DIMENSION)),
        batches,
        loss,
        epochs=epochs,
        optimizer="muon",
        learning_rate=LEARNING_RATE,
        weight_decay=WEIGHT_DECAY,
        warm_up=0.1,
        augmentation=RandomView(view, area=0.25, seed=seed),
        checkpoints=checkpoints,
        callback=callback,
    )
    large = levels_network(side, LEVELS, weights=None)
    large.set_weights(small.get_weights())
    return _with_head(large, pictures)


def _with_head(levels: keras.Model, pictures: data.PictureSet) -> keras.Model:
    roots = keras.Model(levels.input, SquareRoot()(levels.output))
    kernel, bias = shrunken_discriminant(_look(roots, pictures.pictures), pictures.labels)
    return with_discriminant(roots, kernel, bias)


def _look(network: keras.Model, pictures: np.ndarray) -> np.ndarray:
    """What the network says of pictures, with a bar that tells the time left: (n, h, w, 3) to (n, f)."""
    with progress_bar(total=len(pictures), desc="Looking at pictures", unit=" pictures") as bar:
        found = []
        for begin in range(0, len(pictures), BATCH):
            some = pictures[begin : begin + BATCH]
            found.append(network.predict_on_batch(some))
            bar.update(len(some))
    return np.concatenate(found)

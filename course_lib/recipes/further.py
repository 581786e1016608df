"""From a network that has seen the world to one of these pictures: a linear head in seconds, a training in minutes."""

import os
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from course_lib import data
from course_lib.data.archive_pictures import progress_bar
from course_lib.errors import expect
from course_lib.evaluation.retrieval import coarse_of
from course_lib.losses import HierarchicalSoftmaxLoss
from course_lib.models import Mirror, RandomView, SquareRoot, levels_network, shrunken_discriminant, with_discriminant
from course_lib.models.encoders import embedding_head
from course_lib.training.batches import CutMixBatches
from course_lib.training.loop import train

SIZE = 160  # pixels of a photo from a shop
EPOCHS = 19  # of STEPS batches: fourteen minutes on two cores that do nothing else
VIEW = 0.7  # of the side of a picture: the views of it in training
LEVELS = ("fire5", "fire7", "fire9")  # whose averages the head sees
TRAINED = ("fire7", "fire9")  # whose averages the head sees that trains along
FROZEN = ("fire2", "fire3")  # edges and textures stay as ImageNet made them, and their backward pass is saved
DIMENSION = 128  # of the head that trains along; the discriminant takes its place in the end
BATCH, STEPS = 64, 100  # pictures in a step, and looked at together; steps of an epoch
SHRINKAGE = 0.2
SETTINGS: dict[str, Any] = {"optimizer": "muon", "learning_rate": 3e-3, "weight_decay": 0.02, "warm_up": 0.1}


def linear_head(pictures: data.PictureSet, mirrored: bool = False) -> keras.Model:
    """The frozen network with a discriminant of its averages: pictures (b, side, side, 3) to embeddings of length 1.

    Args:
        pictures: RGB squares, of two classes or more, some with several pictures.
        mirrored: whether features are the mean of what it says of a picture and of its mirror image, at twice the cost.

    Raises:
        CourseProblem: the package with the weights of ImageNet is not installed.
        ValueError: the pictures are of one class only, or each is of another class.
    """
    side = pictures.pictures.shape[1]
    return _with_head([levels_network(side, LEVELS)], pictures, mirrored)


def train_further(
    pictures: data.PictureSet,
    seed: int,
    epochs: int,
    checkpoints: str | os.PathLike | None = None,
    callback: Callable[[int], str | None] | None = None,
    mirrored: bool = True,
) -> keras.Model:
    """Train the later levels on random views of pictures; a discriminant sees them beside the frozen network.

    Beside: the averages of both networks go into one head, as that of `linear_head`. What the training forgets is still
    there, and the discriminant weighs both.

    Normalised softmax on the classes and, where the set has them, on the coarse classes; half of the pictures have a
    square of another one in them (`CutMixBatches`). Views are smaller than the pictures that the network then sees:
    things in them have the same size (see `RandomView`), and it costs half the time.

    Args:
        pictures: as for `linear_head`, at least 48 pixels wide.
        seed: of the new layer, batches and views.
        epochs: how many, of STEPS batches each.
        checkpoints: a folder, as in `train`.
        callback: as in `train`.
        mirrored: as in `linear_head`. In training half of the views are mirror images, which share a class with the
            others; the mean of both finds more than either (`bench/further.md`).

    Raises:
        CourseProblem, ValueError: as `linear_head`.
    """
    present, labels = np.unique(pictures.labels, return_inverse=True)  # (c,), (n,)
    expect(len(present) >= 2, "pictures", "one class", "two or more, or nothing can be told apart")
    keras.utils.set_random_seed(seed)
    side = pictures.pictures.shape[1]
    view = round(VIEW * side)
    small = levels_network(view, TRAINED, frozen=FROZEN)
    network = keras.Model(small.input, embedding_head(small.output, DIMENSION))
    loss = HierarchicalSoftmaxLoss(coarse_of(pictures)[present], seed=seed)
    classes = min(BATCH // 2, len(present))
    parts = {"classes": classes, "per_class": BATCH // classes, "steps": STEPS}
    batches = CutMixBatches(pictures.pictures, labels, seed=seed, **parts)
    state: dict[str, Any] = {"checkpoints": checkpoints, "callback": callback}
    train(network, batches, loss, epochs=epochs, augmentation=RandomView(view, 0.25, seed=seed), **state, **SETTINGS)
    large = levels_network(side, LEVELS, weights=None)
    large.set_weights(small.get_weights())
    return _with_head([large, levels_network(side, LEVELS)], pictures, mirrored)


def _with_head(networks: list[keras.Model], pictures: data.PictureSet, mirrored: bool) -> keras.Model:
    """The square roots of the averages that networks give, side by side, and the discriminant of these."""
    given = keras.Input(networks[0].input.shape[1:])
    averages = [
        keras.Model(network.input, network.output, name=f"levels_{place}")(given)
        for place, network in enumerate(networks)
    ]
    joined = averages[0] if len(averages) == 1 else keras.layers.Concatenate()(averages)
    roots = keras.Model(given, SquareRoot()(joined), name="roots")
    if mirrored:
        given = keras.Input(given.shape[1:])
        roots = keras.Model(given, keras.layers.Average()([roots(given), roots(Mirror()(given))]))
    roots.trainable = False
    kernel, bias = shrunken_discriminant(_look(roots, pictures.pictures), pictures.labels, SHRINKAGE)
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

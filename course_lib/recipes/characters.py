"""The reader of lesson 14: a network that learns from five alphabets to tell characters apart, and how it embeds."""

import os
from collections.abc import Callable
from functools import partial
from typing import Any

import keras
import numpy as np
from PIL import Image

from course_lib import data
from course_lib.distances import unit_length
from course_lib.errors import check_whole, expect
from course_lib.losses import ContrastiveSoftmaxLoss
from course_lib.models import RandomDistortion, encoder
from course_lib.models.embedding import embed
from course_lib.recipes.recipe import Recipe
from course_lib.training.batches import PKBatches
from course_lib.training.loop import train

SIZE, VIEW = 48, 32  # pixels of a drawing, and of what the network sees of it
EPOCHS = 36  # of 100 batches of 32 characters x 4 drawings: 460,800 drawings
SETTINGS: dict[str, Any] = {"optimizer": "muon", "learning_rate": 1e-2, "weight_decay": 0.02, "warm_up": 0.1}
COPIES = 8  # distorted copies of a drawing whose embeddings are averaged, beside its own
GENTLE = {"rotation": 4.0, "scale": 0.06, "shear": 0.06, "shift": 0.03, "bend": 0.01, "pen": 0.15}  # of these copies
OTHER = {"small1": "small2", "small2": "small1"}


def character_encoder() -> keras.Model:
    """The network that learns to read, without its weights: drawings (b, 32, 32, 1), 0 to 255, to embeddings (b, 128).

    Lesson: 14.
    """
    return encoder((VIEW, VIEW, 1), dimension=128, width=32)


def train_on_characters(
    characters: data.PictureSet,
    seed: int,
    epochs: int = EPOCHS,
    checkpoints: str | os.PathLike | None = None,
    callback: Callable[[keras.Model], str | None] | None = None,
) -> keras.Model:
    """Train a `character_encoder`.

    Eight classes are made of each character by turning and mirroring it, and every drawing is distorted anew each time.

    Args:
        characters: the drawings, as from `data.omniglot(part, SIZE)`.
        seed: of weights, batches and distortions.
        epochs: how many, of 100 batches each.
        checkpoints: a folder, as in `train`.
        callback: a function of the network, called after each epoch; a few words as its answer stand beside the loss.

    Raises:
        ValueError: the drawings are smaller than VIEW, or have colours.

    Lesson: 14.
    """
    shape = characters.pictures.shape[1:]
    expect(min(shape[:2]) >= VIEW, "characters", f"drawings of {shape}", f"{VIEW} pixels or more: data.omniglot(part)")
    expect(shape[2] == 1, "characters", f"drawings of {shape}", "one channel, bright ink on dark")
    keras.utils.set_random_seed(seed)
    network, turned = character_encoder(), data.turned_classes(characters)
    loss = ContrastiveSoftmaxLoss(len(turned.names), seed=seed)
    batches = PKBatches(turned.pictures, turned.labels, classes=32, per_class=4, steps=100, seed=seed)
    distorted = RandomDistortion(size=VIEW, seed=seed)
    after_epoch = (lambda _epoch: callback(network)) if callback else None
    state: dict[str, Any] = {"checkpoints": checkpoints, "callback": after_epoch}
    train(network, batches, loss, epochs=epochs, augmentation=distorted, **state, **SETTINGS)
    return network


def embed_drawings(network: keras.Model, drawings: np.ndarray, copies: int = 0, seed: int = 0) -> np.ndarray:
    """Embeddings (n, d) of length 1 of drawings, each the mean over the drawing and distorted copies.

    A copy is turned, sheared, bent a little, as if its drawer had written the character once more.

    Args:
        network: as from `train_on_characters`.
        drawings: (n, h, w, 1), of VIEW pixels or more.
        copies: how many of each drawing.
        seed: of the distortions.

    Raises:
        ValueError: `drawings` or `copies` is not of that form.
    """
    check_whole("copies", copies, 0)
    shape = np.shape(drawings)
    fits = len(shape) == 4 and shape[0] and min(shape[1:3]) >= VIEW and shape[3] == 1
    expect(fits, "drawings", f"shape {shape}", f"(n, h, w, 1), at least one, of {VIEW} pixels or more")
    expect(np.isfinite(drawings).all(), "drawings", "NaN or infinity", "finite numbers")
    keep, distort = RandomDistortion(size=VIEW), RandomDistortion(**GENTLE, size=VIEW, seed=seed)
    views = [keep(drawings), *(distort(drawings, training=True) for _ in range(copies))]
    arrays = np.concatenate([keras.ops.convert_to_numpy(view) for view in views])
    return unit_length(embed(network, arrays).reshape(copies + 1, len(drawings), -1).sum(axis=0))


def resize_drawing(drawing: np.ndarray, size: int = SIZE) -> np.ndarray:
    """A drawing (h, w, 1) uint8 at the size of the training drawings: each pixel the mean over its area."""
    data.check_pictures(drawing[None])
    expect(drawing.shape[2] == 1, "drawing", f"shape {drawing.shape}", "(h, w, 1)")
    return np.asarray(Image.fromarray(drawing[..., 0]).resize((size, size), Image.Resampling.BOX))[..., None]


RECIPES = {
    part: Recipe(
        f"characters-{part}", partial(data.omniglot, part), SIZE, character_encoder, train_on_characters, EPOCHS
    )
    for part in OTHER
}


def recipe_of(part: str) -> Recipe:
    """The recipe of the network trained on "small1" or "small2"; `make one-shot` made its weights, seed 0."""
    expect(part in RECIPES, "part", repr(part), f"one of {tuple(RECIPES)}")
    return RECIPES[part]


def shipped_reader(part: str) -> keras.Model:
    """The network trained on "small1" or "small2" that comes with the course."""
    return recipe_of(part).load_encoder()

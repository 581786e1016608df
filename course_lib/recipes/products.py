"""The image search of lessons 00, 15 and 16: the short training of each data set, and what comes with the course."""

import os

import keras
import numpy as np

from course_lib import data
from course_lib.errors import expect
from course_lib.evaluation.retrieval import retrieval_scores
from course_lib.losses import TripletLoss
from course_lib.models import augmentation, encoder
from course_lib.models.embedding import embed
from course_lib.recipes.photos import PHOTOS
from course_lib.recipes.recipe import Recipe
from course_lib.training.batches import PKBatches
from course_lib.training.loop import train


def train_encoder(
    pictures: data.PictureSet, seed: int, epochs: int, checkpoints: str | os.PathLike | None = None
) -> keras.Model:
    """Train an encoder with the triplet loss on a PictureSet, in epochs of 100 batches of 16 classes x 4 pictures.

    Lesson: 15.
    """
    keras.utils.set_random_seed(seed)
    network = encoder(pictures.pictures.shape[1:])
    batches = PKBatches(pictures.pictures, pictures.labels, classes=16, per_class=4, steps=100, seed=seed)
    loss = TripletLoss(margin=0.2)
    train(network, batches, loss, epochs=epochs, augmentation=augmentation(seed), checkpoints=checkpoints)
    return network


# Each data set with its short training, that of lesson 15.
CASES = {
    "groceries": Recipe(None, data.groceries, 48, lambda: encoder((48, 48, 3)), train_encoder, epochs=16, unseen=21),
    "catalogue": Recipe(
        "catalogue",
        lambda size: data.catalogue(80, 20, size),
        32,
        lambda: encoder((32, 32, 3)),
        train_encoder,
        epochs=6,
        unseen=20,
    ),
}
SHIPPED = {"groceries": PHOTOS, "catalogue": CASES["catalogue"]}  # whose weights come with the course


def shipped_recipe(case: str) -> Recipe:
    """The recipe of the encoder that comes with the course for a data set.

    Raises:
        ValueError: an unknown one.
    """
    expect(case in SHIPPED, "case", repr(case), f"one of {sorted(SHIPPED)}")
    return SHIPPED[case]


def shipped_encoder(case: str) -> keras.Model:
    """The encoder of a data set that comes with the course; `python -m course_lib weights` made it."""
    return shipped_recipe(case).load_encoder()


def shipped_pictures(case: str) -> data.PictureSet:
    """The PictureSet of a case at the size that `shipped_encoder` wants."""
    return shipped_recipe(case).load()


def train_weights(names: list[str]) -> int:
    """Train the shipped weights of the cases in `names` (all when empty) again, with seed 0. Returns the exit code."""
    for name in names or SHIPPED:
        recipe = shipped_recipe(name)
        scores = scores_of(recipe.train_weights(), recipe.learned(recipe.load()))
        print(f"{name}: precision@1 and MAP@R on the products it learned", *np.round(scores, 3))
    return 0


def scores_of(network: keras.Model, pictures: data.PictureSet) -> tuple[float, float]:
    """`retrieval_scores` of an encoder."""
    return retrieval_scores(lambda batch: embed(network, batch), pictures)

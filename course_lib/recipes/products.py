"""The image search of lessons 00, 15 and 16: the short training of each data set, and what comes with the course."""

import os
from typing import Any

import keras

from course_lib import data, paths
from course_lib.errors import check_seed, expect
from course_lib.evaluation.retrieval import official_scores, retrieval_scores
from course_lib.losses import TripletLoss
from course_lib.models import augmentation, encoder
from course_lib.models.embedding import embed
from course_lib.recipes import measurements
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


# Each data set with its short training; bench/image_search.py measures it over five seeds.
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
# Half a minute of it on smaller photos; lesson 15 trains it, lessons 15b and 15c start from its weights.
SEEN = Recipe("groceries-seen", data.groceries, 32, lambda: encoder((32, 32, 3)), train_encoder, epochs=8, unseen=21)
LESSON = {"groceries": SEEN, "catalogue": CASES["catalogue"]}  # the training of lesson 15 on each data set
SHIPPED = {"groceries": PHOTOS, "groceries-seen": SEEN, "catalogue": CASES["catalogue"]}  # come with the course


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


def lesson_encoder(case: str, seed: int = 0) -> keras.Model:
    """The encoder that lesson 15 trains on some of the classes of a data set.

    For seed 0 it is the one that comes with the course. For another seed it is trained here, or taken from the folder
    of trainings.

    Raises:
        ValueError: an unknown data set, or a seed that is none.
    """
    expect(case in LESSON, "case", repr(case), f"one of {sorted(LESSON)}")
    check_seed(seed)
    recipe = LESSON[case]
    if seed == 0:
        return recipe.load_encoder()
    learning = recipe.learned(recipe.load()).where(split="train")
    return recipe.train(learning, seed, recipe.epochs, paths.training_folder())


def train_weights(names: list[str]) -> int:
    """Train the weights of the cases in `names` (all when empty) again, with seed 0, and write what they are worth.

    Returns the exit code.
    """
    measurements.check_kept("shipped_encoders")
    for name in names or SHIPPED:
        recipe = shipped_recipe(name)
        found = figures_of(recipe.train_weights(), recipe)
        measurements.keep_shipped_encoder(name, found)
        print(f"{name}:", found)
    return 0


def figures_of(network: keras.Model, recipe: Recipe) -> dict[str, Any]:
    """What `train_weights` writes down of the new weights.

    Returns:
        {"seen" or "unseen": (precision@1, MAP@R)} where classes were laid aside; else {"photos" or "icons":
        `official_scores`}, the test pictures among the training pictures, or among one clean picture of each product.
    """
    look = lambda batch: embed(network, batch)
    pictures = recipe.load()
    if recipe.unseen:
        sides = zip(("seen", "unseen"), recipe.split(pictures), strict=True)
        return {side: scores_of(network, part) for side, part in sides}
    galleries = {"photos": pictures.where(split="train"), "icons": data.iconic_groceries(recipe.size)}
    queries = pictures.where(split="test")
    return {name: official_scores(look, queries, gallery) for name, gallery in galleries.items()}


def scores_of(network: keras.Model, pictures: data.PictureSet) -> tuple[float, float]:
    """`retrieval_scores` of an encoder."""
    return retrieval_scores(lambda batch: embed(network, batch), pictures)

"""The image search of lessons 00, 15 and 16: its data, its recipe and its shipped weights."""

from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np

from course_lib import data
from course_lib.errors import expect
from course_lib.evaluation.retrieval import retrieval_scores
from course_lib.losses import TripletLoss
from course_lib.machine.files import replace_atomically
from course_lib.models import augmentation, encoder
from course_lib.models.embedding import embed
from course_lib.models.pretrained import load_strictly
from course_lib.paths import WEIGHTS, training_folder
from course_lib.recipes.photos import SIZE, photo_encoder, trained_on_photos
from course_lib.training.batches import PKBatches
from course_lib.training.loop import train

SPLIT_SEED = 0  # which classes stay unseen


@dataclass(frozen=True)
class Case:
    """One data set with the short training of lesson 15: size of the pictures, classes that stay unseen, epochs.

    at_size: a function from a size to its PictureSet. longer: the shipped encoder is that of `recipes.photos`, trained
    longer, on larger pictures of all classes; else that of the short training.
    """

    at_size: Callable
    size: int
    unseen: int
    epochs: int
    longer: bool = False

    @property
    def shipped_size(self):
        """The size of the pictures that the shipped encoder wants."""
        return SIZE if self.longer else self.size

    def load(self):
        """The PictureSet at the size of the short training."""
        return self.at_size(self.size)


CASES = {
    "groceries": Case(data.groceries, size=48, unseen=21, epochs=16, longer=True),
    "catalogue": Case(lambda size: data.catalogue(80, 20, size), size=32, unseen=20, epochs=6),
}


def trained_encoder(pictures, seed, epochs, checkpoints=None):
    """An encoder trained with the triplet loss on a PictureSet, in epochs of 100 batches of 16 classes x 4 pictures."""
    keras.utils.set_random_seed(seed)
    network = encoder(pictures.pictures.shape[1:])
    batches = PKBatches(pictures.pictures, pictures.labels, classes=16, per_class=4, steps=100, seed=seed)
    loss = TripletLoss(margin=0.2)
    train(network, batches, loss, epochs=epochs, augmentation=augmentation(seed), checkpoints=checkpoints)
    return network


def check_case(case):
    """Raise ValueError unless there is such a case."""
    expect(case in CASES, "case", repr(case), f"one of {sorted(CASES)}")


def weights_path(case):
    """Where the shipped weights of a case are."""
    check_case(case)
    return WEIGHTS / f"{case}.weights.h5"


def shipped_encoder(case):
    """The encoder of a case with the weights that come with the course; `python -m course_lib weights` made them."""
    path, size = weights_path(case), CASES[case].shipped_size
    network = photo_encoder(size) if CASES[case].longer else encoder((size, size, 3))
    load_strictly(network, path)
    return network


def shipped_pictures(case):
    """The PictureSet of a case at the size that `shipped_encoder` wants."""
    check_case(case)
    return CASES[case].at_size(CASES[case].shipped_size)


def learned(case, pictures):
    """Those pictures of a case, of every split, whose classes the shipped encoder was trained on."""
    check_case(case)
    return pictures if CASES[case].longer else data.split_by_class(pictures, CASES[case].unseen, SPLIT_SEED)[0]


def train_weights(names):
    """Train the shipped weights of the cases in `names` (all when empty) again, with seed 0. Returns the exit code."""
    for name in names or CASES:
        path, pictures = weights_path(name), learned(name, shipped_pictures(name))
        learning = pictures.where(split="train")
        if CASES[name].longer:
            network = trained_on_photos(learning, 0, checkpoints=training_folder())
        else:
            network = trained_encoder(learning, 0, CASES[name].epochs, training_folder())
        with replace_atomically(path) as part:
            network.save_weights(part)
        print(f"{name}: precision@1 and MAP@R on the products it learned", *np.round(scores_of(network, pictures), 3))
    return 0


def scores_of(network, pictures):
    """`retrieval_scores` of an encoder."""
    return retrieval_scores(lambda batch: embed(network, batch), pictures)

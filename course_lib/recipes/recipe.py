"""A recipe: one training that the course ships or repeats, from its data to the file of its weights."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras

from course_lib import data, paths
from course_lib.errors import expect
from course_lib.machine.files import replace_atomically
from course_lib.models.pretrained import load_strictly

SPLIT_SEED = 0  # which classes stay unseen


@dataclass(frozen=True)
class Recipe:
    """One training: its data, its network, how it trains, for how long, and the file of its weights.

    Loss, batches, augmentation and the settings of the optimiser stand in `train`, a plain function that a lesson
    shows whole.

    Args:
        weights: the file of the weights that come with the course, named without its ending; None where none come.
        pictures_at: the data, a function from a size in pixels to a PictureSet.
        size: the size of the pictures that the network embeds.
        network: a function that builds the network, its weights at random.
        train: a function (pictures, seed, epochs, checkpoints=None) from a PictureSet to a trained network.
        epochs: how many, of 100 batches each.
        unseen: how many classes are laid aside and take no part; 0 where it learns all.
    """

    weights: str | None
    pictures_at: Callable[[int], data.PictureSet]
    size: int
    network: Callable[[], keras.Model]
    train: Callable[..., keras.Model]
    epochs: int
    unseen: int = 0

    def load(self) -> data.PictureSet:
        """The pictures at the size of this recipe."""
        return self.pictures_at(self.size)

    def split(self, pictures: data.PictureSet) -> tuple[data.PictureSet, data.PictureSet]:
        """The pictures of the classes that take part in the training, and those of the classes laid aside."""
        return data.split_by_class(pictures, self.unseen, SPLIT_SEED)

    def learned(self, pictures: data.PictureSet) -> data.PictureSet:
        """Those of the pictures, of every split, whose classes take part in the training."""
        return self.split(pictures)[0] if self.unseen else pictures

    @property
    def weights_path(self) -> Path:
        """Where the weights that come with the course are.

        Raises:
            ValueError: none come.
        """
        expect(self.weights is not None, "recipe", "one of a lesson alone", "one whose weights come with the course")
        return paths.WEIGHTS / f"{self.weights}.weights.h5"

    def load_encoder(self) -> keras.Model:
        """The network with the weights that come with the course.

        Raises:
            ValueError: the file is gone or damaged, or none comes.
        """
        network = self.network()
        load_strictly(network, self.weights_path)
        return network

    def train_weights(self, seed: int = 0) -> keras.Model:
        """Train on the training pictures, from a checkpoint where there is one, and ship the weights."""
        learning = self.learned(self.load()).where(split="train")
        network = self.train(learning, seed, self.epochs, paths.training_folder())
        self.ship(network)
        return network

    def ship(self, network: keras.Model) -> None:
        """Make a network's weights those that come with the course, in one step; interrupted, the old ones stay."""
        with replace_atomically(self.weights_path) as part:
            network.save_weights(part)

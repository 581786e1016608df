"""Training on class folders: what there is to learn from, and how good a network is on pictures held back."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import binomtest

from course_lib.data import PictureSet, folder, split_by_order
from course_lib.distances import distance_matrix
from course_lib.errors import expect

LEAST = 30  # pictures in classes of two or more: with fewer held back, nothing could be said


@dataclass(frozen=True)
class Lesson:
    """What a folder has to learn from.

    Args:
        pictures: with the splits "train" and "test", the pictures held back, which every class has.
        left_out: (file, reason) of what takes no part.
    """

    pictures: PictureSet
    left_out: tuple[tuple[str, str], ...]


def lesson_of(path: str | os.PathLike, size: int) -> Lesson:
    """The class folders below `path`, the last fifth of each class by name held back.

    Args:
        path: of the folder: every sub-folder is a class.
        size: side of the pictures in pixels.

    Raises:
        ValueError: no folder, a flat one, one class, or too few pictures.
    """
    everything = folder(path, size)
    flat = all("/" not in file for file in everything.files)
    expect(not flat, "data", f"{path}, pictures without sub-folders", "class folders; flat folders need no training")
    counts = np.bincount(everything.labels)
    enough = counts[everything.labels] >= 2
    alone = [(file, "the only picture of its class") for file in np.array(everything.files)[~enough].tolist()]
    classes = int((counts >= 2).sum())
    expect(classes >= 2, "data", f"{path}: {classes} class folders with 2 pictures or more", "2 or more")
    expected = f"{LEAST} or more pictures, and 3 or more in one of the classes"
    few = f"{path}: {enough.sum()} pictures in {classes} classes of 2 or more"
    expect(enough.sum() >= LEAST and counts.max() >= 3, "data", few, expected)
    return Lesson(split_by_order(everything.where(enough)), everything.skipped + tuple(alone))


@dataclass(frozen=True)
class Marks:
    """How a network does on the pictures held back, each of which searches among the training pictures.

    Args:
        right: (q,) bool, whether the nearest is of the same class.
    """

    right: np.ndarray

    @property
    def score(self) -> float:
        """Precision@1."""
        return float(self.right.mean())

    def __str__(self) -> str:
        found = int(self.right.sum())
        low, high = binomtest(found, len(self.right)).proportion_ci(method="wilson")
        return f"{100 * self.score:.1f} % [{100 * low:.1f}, {100 * high:.1f}], {found} of {len(self.right)}"

    def compared(self, other: "Marks") -> str:
        """In words how sure it is that this one does better than another one: the exact test of McNemar."""
        gained, lost = int((self.right & ~other.right).sum()), int((~self.right & other.right).sum())
        chance = binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
        sure = "more than chance" if chance < 0.05 else "which may be chance"
        return f"{gained} pictures gained, {lost} lost, {sure} (p = {chance:.2g})"


def marks_of(look: Callable[[np.ndarray], np.ndarray], pictures: PictureSet) -> Marks:
    """The Marks of a function from pictures to embeddings."""
    gallery, queries = pictures.where(split="train"), pictures.where(split="test")
    distances = distance_matrix(look(queries.pictures), look(gallery.pictures))  # (queries, gallery)
    return Marks(gallery.labels[distances.argmin(axis=1)] == queries.labels)


def default_name(path: str | os.PathLike) -> str:
    """The name of the folder."""
    return Path(path).expanduser().resolve().name

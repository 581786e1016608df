"""Batches of P classes with K pictures each: every batch holds positives and negatives."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from course_lib.errors import check_seed, check_whole, expect, is_whole
from course_lib.labels import checked_labels


def pk_batch(labels: np.ndarray, classes: int, per_class: int, rng: np.random.Generator) -> np.ndarray:
    """Indices (classes * per_class,) of one batch. A class with too few pictures repeats some of them.

    Args:
        labels: (n,).
        classes: how many are drawn at random.
        per_class: pictures of each.
        rng: draws them.

    >>> pk_batch(np.array([5, 5, 7, 7, 7]), classes=2, per_class=2, rng=np.random.default_rng(0)).shape
    (4,)
    """
    labels = checked_labels(labels)
    expect(labels.ndim == 1 and labels.size, "labels", f"shape {labels.shape}", "shape (n,), not empty")
    known = np.unique(labels)
    fits = is_whole(classes) and 2 <= classes <= len(known)
    expect(fits, "classes", classes, f"2 to {len(known)}, the number of classes in labels")
    expect(is_whole(per_class) and per_class >= 2, "per_class", per_class, "at least 2, or no pair is the same")
    members = [np.flatnonzero(labels == c) for c in rng.choice(known, classes, replace=False)]
    return np.concatenate([rng.choice(m, per_class, replace=len(m) < per_class) for m in members])


class PKBatches(keras.utils.PyDataset):
    """An epoch of `steps` batches (pictures, labels), each P x K as in `pk_batch`.

    Batch i of epoch e depends on (seed, e, i) alone, so that a training that resumes at epoch e sees what it would have
    seen without the interruption. `epoch` counts up by itself and may be set.

    For a subclass: the code and every attribute that does not begin with _ say which training it is.

    Args:
        pictures: (n, ...).
        labels: (n,).
        classes: P, of each batch.
        per_class: K, pictures of each class.
        steps: batches of an epoch.
        seed: of what is drawn.
    """

    def __init__(
        self,
        pictures: np.ndarray,
        labels: np.ndarray,
        *,
        classes: int = 16,
        per_class: int = 4,
        steps: int = 100,
        seed: int = 0,
    ):
        super().__init__()
        self.pictures, self.labels = np.asarray(pictures), checked_labels(labels)
        expect(self.labels.ndim == 1, "labels", f"shape {self.labels.shape}", "shape (n,)")
        expect(
            len(self.pictures) == len(self.labels),
            "labels",
            f"{len(self.labels)} labels",
            f"{len(self.pictures)}, one per picture",
        )
        check_whole("steps", steps, 1)
        check_seed(seed)
        self.classes, self.per_class, self.steps = classes, per_class, steps
        self.seed, self.epoch = seed, 0
        pk_batch(self.labels, classes, per_class, np.random.default_rng(0))  # complain now, not in the first step

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng([self.seed, self.epoch, i])
        chosen = pk_batch(self.labels, self.classes, self.per_class, rng)
        return self.pictures[chosen], self.labels[chosen]

    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        return (self[i] for i in range(len(self)))  # Keras 3.8 has none, and then a loop over batches does not end

    def on_epoch_end(self) -> None:
        self.epoch += 1


class CutMixBatches(PKBatches):
    """PK batches in which some pictures have a square of another one of their batch.

    Of each picture of a batch comes the share of each class in its pixels, (b, c), so [0.75, 0, 0.25] for class 0 with
    a quarter of class 2.

    `keras.layers.CutMix` (3.9 and later; the course runs from 3.8) is a layer that wants pictures and labels in one
    dictionary, which the row of augmentation and encoder does not have; it mixes every picture of a batch, shares out
    by the square before it is rounded to pixels, and makes float32 of uint8 on the way. Here some pictures stay whole,
    pixels are counted, and a batch follows from (seed, epoch, i), so that a training resumes.

    Args:
        pictures: (n, h, w, c).
        labels: (n,), 0 to c - 1.
        mixed: the share of pictures that get a square, at random.
        area: the largest share of a picture that it covers, before it is cut at the edges.
        options: as of `PKBatches`.

    Source: Yun and others 2019, "CutMix".
    """

    def __init__(
        self, pictures: np.ndarray, labels: np.ndarray, *, mixed: float = 0.5, area: float = 0.6, **options: Any
    ):
        super().__init__(pictures, labels, **options)
        shape, kind = self.pictures.shape, self.labels.dtype
        expect(len(shape) == 4, "pictures", f"shape {shape}", "shape (n, h, w, c)")
        expect(np.isfinite(self.pictures).all(), "pictures", "NaN or infinity", "finite numbers")
        expect(kind.kind in "iu", "labels", kind, "whole numbers from 0 on")
        expect(self.labels.min() >= 0, "labels", self.labels.min(), "whole numbers from 0 on")
        expect(0 <= mixed <= 1, "mixed", mixed, "a share, 0 to 1")
        expect(0 < area <= 1, "area", area, "a share, above 0, at most 1")
        self.mixed, self.area = mixed, area

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        pictures, labels = super().__getitem__(i)
        rng = np.random.default_rng([self.seed, self.epoch, i, 1])
        others = rng.permutation(len(labels))
        given = np.zeros(len(labels), "float32")  # the share of each picture that comes from another one
        mixed, (h, w) = pictures.copy(), pictures.shape[1:3]
        for j in np.flatnonzero(rng.random(len(labels)) < self.mixed):
            part = self._square(h, w, rng)
            mixed[j][part] = pictures[others[j]][part]
            given[j] = mixed[j, ..., 0][part].size / mixed[j, ..., 0].size
        each = np.eye(self.labels.max() + 1, dtype="float32")[labels]  # (b, c)
        return mixed, (1 - given)[:, None] * each + given[:, None] * each[others]

    def _square(self, h, w, rng):
        """The rows and columns of a random square, two slices."""
        side = np.sqrt(rng.uniform(0, self.area))
        middle = rng.uniform(0, 1, 2)
        ends = np.clip([middle - side / 2, middle + side / 2], 0, 1) * (h, w)
        return tuple(slice(first, last) for first, last in ends.round().astype(int).T)

"""Batches of P classes with K pictures each: every batch holds positives and negatives."""

import keras
import numpy as np

from course_lib.errors import expect


def pk_batch(labels, classes, per_class, rng):
    """Indices (classes * per_class,) of one batch: `classes` classes drawn at random, `per_class` pictures of each.

    labels (n,). A class with too few pictures repeats some of them.

    >>> pk_batch(np.array([5, 5, 7, 7, 7]), classes=2, per_class=2, rng=np.random.default_rng(0)).shape
    (4,)
    """
    labels = np.asarray(labels)
    expect(labels.ndim == 1 and labels.size, "labels", f"shape {labels.shape}", "shape (n,), not empty")
    expect((labels == labels).all(), "labels", "NaN", "a class for every picture")
    known = np.unique(labels)
    fits = is_whole(classes) and 2 <= classes <= len(known)
    expect(fits, "classes", classes, f"2 to {len(known)}, the number of classes in labels")
    expect(is_whole(per_class) and per_class >= 2, "per_class", per_class, "at least 2, or no pair is the same")
    members = [np.flatnonzero(labels == c) for c in rng.choice(known, classes, replace=False)]
    return np.concatenate([rng.choice(m, per_class, replace=len(m) < per_class) for m in members])


def is_whole(number):
    """Whether a number is of a type that counts: 2, not 2.0.

    >>> is_whole(np.int32(2)), is_whole(2.0)
    (True, False)
    """
    return isinstance(number, int | np.integer)


class PKBatches(keras.utils.PyDataset):
    """An epoch of `steps` batches (pictures, labels), each P x K as in `pk_batch`.

    Batch i of epoch e depends on (seed, e, i) alone, so that a training that resumes at epoch e sees what it would
    have seen without the interruption. `epoch` counts up by itself and may be set.
    """

    def __init__(self, pictures, labels, *, classes=16, per_class=4, steps=100, seed=0):
        super().__init__()
        self.pictures, self.labels = np.asarray(pictures), np.asarray(labels)
        expect(
            len(self.pictures) == len(self.labels),
            "labels",
            f"{len(self.labels)} labels",
            f"{len(self.pictures)}, one per picture",
        )
        expect(is_whole(steps) and steps >= 1, "steps", steps, "at least 1")
        expect(is_whole(seed) and seed >= 0, "seed", seed, "a whole number of at least 0")
        self.classes, self.per_class, self.steps = classes, per_class, steps
        self.seed, self.epoch = seed, 0
        pk_batch(self.labels, classes, per_class, np.random.default_rng(0))  # complain now, not in the first step

    def __len__(self):
        return self.steps

    def __getitem__(self, i):
        rng = np.random.default_rng([self.seed, self.epoch, i])
        chosen = pk_batch(self.labels, self.classes, self.per_class, rng)
        return self.pictures[chosen], self.labels[chosen]

    def on_epoch_end(self):
        self.epoch += 1

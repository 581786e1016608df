"""Batches of few labelled pictures and many others. Lesson 11b."""

from typing import Any

import numpy as np

from course_lib.errors import check_whole, expect
from course_lib.training.batches import PKBatches, pk_batch
from course_lib.training.two_views import check_views, views


class FewLabelBatches(PKBatches):
    """Batches of K labelled pictures of each class and `others` unlabelled ones, whose labels are below 0.

    Args:
        pictures: (n, h, w, c).
        labels: (n,); below 0 where nobody labelled the picture.
        others: unlabelled pictures in a batch.
        neighbours: (n, k), the rows of pictures that are near to each. With it the others come in pairs, a picture and
            one of its neighbours, whose labels are equal; some of them may have a label, of which nothing is said.
        noise, reach: of the `views` that take the place of the pictures.
        options: as of `PKBatches`; `classes` is the number of classes that have a label.

    Raises:
        ValueError: an argument does not fit.

    Lesson: 11b

    >>> pictures, labels = np.zeros((9, 8, 8, 1)), np.array([0, 1, *[-1] * 7])
    >>> FewLabelBatches(pictures, labels, others=4, per_class=2, steps=1)[0][1].tolist()
    [0, 0, 1, 1, -1, -1, -1, -1]
    """

    def __init__(
        self, pictures: np.ndarray, labels: np.ndarray, *, others: int = 64, neighbours: np.ndarray | None = None,
        noise: float = 0, reach: int = 0, **options: Any,
    ):  # fmt: skip
        known = np.unique(np.asarray(labels)[np.asarray(labels) >= 0])
        expect(len(known) >= 2, "labels", f"{len(known)} classes", "labels of at least 2 classes, from 0 on")
        super().__init__(pictures, labels, classes=len(known), **options)
        self.labelled, self.unlabelled = np.flatnonzero(self.labels >= 0), np.flatnonzero(self.labels < 0)
        check_whole("others", others, 0)
        enough = neighbours is not None or others <= len(self.unlabelled)
        expect(enough, "others", others, f"at most {len(self.unlabelled)}, the pictures without a label")
        if neighbours is not None:
            rows = np.asarray(neighbours)
            fits = rows.ndim == 2 and len(rows) == len(self.labels) and others % 2 == 0
            expect(fits, "neighbours", f"shape {rows.shape}", f"({len(self.labels)}, k), and an even number of others")
        if noise or reach:
            check_views(self.pictures, noise, reach)
        self.others, self.neighbours, self.noise, self.reach = others, neighbours, noise, reach

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng([self.seed, self.epoch, i])
        few = self.labelled[pk_batch(self.labels[self.labelled], self.classes, self.per_class, rng)]
        more, marks = self._others(rng)
        rows = np.concatenate([few, more])
        labels = np.concatenate([self.labels[few], marks])
        if self.noise or self.reach:
            return views(self.pictures[rows], rng, self.noise, self.reach), labels
        return self.pictures[rows].astype("float32"), labels

    def _others(self, rng):
        """Rows of unlabelled pictures and their marks: -1 for all, or -1, -2, ... for pairs of neighbours."""
        if self.neighbours is None:
            return rng.choice(self.unlabelled, self.others, replace=False), np.full(self.others, -1)
        anchors = rng.choice(len(self.labels), self.others // 2)
        near = self.neighbours[anchors, rng.integers(self.neighbours.shape[1], size=len(anchors))]
        return np.concatenate([anchors, near]), np.tile(-1 - np.arange(len(anchors)), 2)

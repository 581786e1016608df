"""Siamese losses that also hear unlabelled pictures: neighbours stay near, entropy of distances. Lesson 11b.

What labels below 0 mean is said in `few_labels`.
"""

from typing import Any

import keras
from keras import ops

from course_lib.errors import expect
from course_lib.losses.batch import check_batch, mean_where, pairwise_distances, same_and_others
from course_lib.losses.contrastive import contrastive
from course_lib.losses.few_labels import FAR, FewLabelHeadLoss, FewLabelLoss, cross_entropies, entropies
from course_lib.tensors import Tensor


@keras.saving.register_keras_serializable("course_lib")
class NeighbourEmbeddingLoss(FewLabelHeadLoss):
    """Cross-entropy of the labelled pictures, and a contrastive loss of the unlabelled: neighbours are its same pairs.

    Unlabelled pictures with equal labels below 0 are neighbours. Of the pairs of unlabelled pictures, the neighbours
    count half and the others half.

    Args:
        classes: how many.
        weight: of the contrastive part.
        margin: of the contrastive part.
        seed: of the layer.
        name, options: as of every Keras loss.

    Source: Weston, Ratle and Collobert 2008, with a softmax in place of the hinge.

    >>> NeighbourEmbeddingLoss(classes=10).get_config()["margin"]
    1.0
    """

    def __init__(
        self, classes: int, weight: float = 1.0, margin: float = 1.0, seed: int = 0,
        name: str = "neighbour_embedding_loss", **options: Any,
    ):  # fmt: skip
        super().__init__(classes, weight, seed, name=name, **options)
        expect(0 < margin < float("inf"), "margin", margin, "a positive number")
        self.margin = margin

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        return self.labelled_part(self.layer(y_pred), y_true) + self.weight * self.unlabelled_part(y_true, y_pred)

    def unlabelled_part(self, labels: Tensor, embeddings: Tensor) -> Tensor:
        """The contrastive part: labels (b,), embeddings (b, d), a scalar."""
        same, others = same_and_others(labels)
        unlabelled = ops.reshape(labels, (-1,)) < 0
        both = unlabelled[:, None] & unlabelled[None]  # (b, b)
        values = contrastive(pairwise_distances(embeddings), same, self.margin)
        return 0.5 * (mean_where(values, same & others & both) + mean_where(values, ~same & both))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "margin": self.margin}


@keras.saving.register_keras_serializable("course_lib")
class MetricEntropyLoss(FewLabelLoss):
    """A softmax over minus the squared distances to one labelled picture of each class; no layer of its own.

    The first picture of each class in the batch stands for its class. Other labelled ones pay the cross-entropy, the
    unlabelled ones the entropy: they shall lie clearly nearer to one of those pictures than to the others.

    Args:
        classes: how many. Of those that a batch lacks nothing is said in it.
        weight: of the entropy.
        name, options: as of every Keras loss.

    Source: Hoffer and Ailon 2016, *Semi-supervised deep learning by metric embedding*, equations 4 to 6.

    >>> MetricEntropyLoss(classes=10).get_config()["weight"]
    1.0
    """

    def __init__(self, classes: int, weight: float = 1.0, name: str = "metric_entropy_loss", **options: Any):
        super().__init__(classes, weight, name=name, **options)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        labels = ops.cast(ops.reshape(y_true, (-1,)), "int32")  # (b,)
        logits, first = distance_logits(labels, y_pred, int(self.classes or 0))
        asked = mean_where(cross_entropies(logits, labels), (labels >= 0) & ~first)
        known = ops.any(labels >= 0)  # with no class in the batch there is nothing to be near to
        sure = mean_where(entropies(logits), (labels < 0) & known)
        return asked + self.weight * sure


def distance_logits(labels: Tensor, embeddings: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    """Minus the squared distances to the first picture of each class, (b, classes), and which pictures these are, (b,).

    Args:
        labels: (b,), below 0 for pictures without a label.
        embeddings: (b, d).
        classes: those that the batch lacks get the logit -FAR.

    >>> logits, first = distance_logits(ops.array([0, 1, -1]), ops.array([[0.0], [2.0], [3.0]]), classes=2)
    >>> ops.convert_to_numpy(-logits).tolist(), ops.convert_to_numpy(first).tolist()
    ([[0.0, 4.0], [4.0, 0.0], [9.0, 1.0]], [True, True, False])
    """
    labels = ops.cast(labels, "int32")
    members = labels[:, None] == ops.arange(classes, dtype="int32")[None]  # (b, classes)
    first = ops.argmax(ops.cast(members, "int32"), axis=0)  # (classes,)
    there = ops.any(members, axis=0)
    centres = ops.take(embeddings, first, axis=0)  # (classes, d)
    squared = ops.sum(ops.square(embeddings[:, None] - centres[None]), axis=-1)  # (b, classes)
    rows = ops.arange(ops.shape(embeddings)[0], dtype=first.dtype)
    is_first = ops.any((rows[:, None] == first[None]) & there[None], axis=1)
    return ops.where(there[None], -squared, -FAR), is_first

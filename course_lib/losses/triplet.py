"""The triplet loss: a positive shall be nearer to its anchor than a negative, by a margin. Lesson 02 derives it."""

from typing import Any

import keras
from keras import ops

from course_lib.losses.base import MarginLoss
from course_lib.losses.batch import check_batch, pairwise_distances
from course_lib.losses.triples import Curve, mean_over_triples
from course_lib.tensors import Tensor


def triplet(d_ap: Tensor, d_an: Tensor, margin: float) -> Tensor:
    """Loss of each triple: max(0, d_ap - d_an + margin), shapes as broadcast.

    Source: Weinberger et al. 2005.
    """
    return ops.relu(d_ap - d_an + margin)


def hinge(margin: float) -> Curve:
    """`triplet` as `mean_over_triples` wants it: a triple whose loss is 0 does not count; a NaN does, and shows."""

    def curve(difference: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        loss = triplet(difference, 0.0, margin)
        return loss, ops.ones_like(loss), loss != 0

    return curve


@keras.saving.register_keras_serializable("course_lib")
class TripletLoss(MarginLoss):
    """Triplet loss over all triples of a batch, averaged over the active ones (those with a loss above 0).

    The average over the active triples keeps the gradient's size when most triples are already right; its value does
    not fall to 0 while one triple is active, so watch the scores instead.

    Args:
        margin: by so much d_an has to exceed d_ap.
        name, options: as of every Keras loss.

    Source: Hermans, Beyer and Leibe 2017, "batch all".
    """

    def __init__(self, margin: float = 0.2, name: str = "triplet_loss", **options: Any):
        super().__init__(margin, name=name, **options)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        return mean_over_triples(pairwise_distances(y_pred), y_true, hinge(self.margin))

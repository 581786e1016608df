"""The contrastive loss: pairs of one class are pulled together, others pushed a margin apart. Lesson 02 derives it."""

from typing import Any

import keras
from keras import ops

from course_lib.losses.base import MarginLoss
from course_lib.losses.batch import balanced_mean, check_batch, pairwise_distances, same_and_others
from course_lib.tensors import Tensor


def contrastive(distance: Tensor, same: Tensor, margin: float) -> Tensor:
    """Loss of each pair: 1/2 distance^2 if same, else 1/2 max(0, margin - distance)^2.

    Args:
        distance: (...,), the distance of the two embeddings of each pair.
        same: (...,), whether both are of one class.
        margin: the distance at which a pair of different classes costs nothing any more.

    Returns:
        (...,), one loss per pair.

    Source: Hadsell, Chopra and LeCun 2006, eq. 4.
    Lesson: 02.
    """
    pull = 0.5 * ops.square(distance)
    push = 0.5 * ops.square(ops.relu(margin - distance))
    return ops.where(same, pull, push)


@keras.saving.register_keras_serializable("course_lib")
class ContrastiveLoss(MarginLoss):
    """`contrastive` over all pairs of a batch: half the mean of the same pairs, half that of the different ones.

    >>> embeddings = ops.array([[0.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    >>> float(ContrastiveLoss(margin=1.0)(ops.array([0, 0, 1]), embeddings))
    0.375
    """

    def __init__(self, margin: float = 1.0, name: str = "contrastive_loss", **options: Any):
        super().__init__(margin, name=name, **options)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        same, _ = same_and_others(y_true)
        return balanced_mean(contrastive(pairwise_distances(y_pred), same, self.margin), y_true)

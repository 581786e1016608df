"""The contrastive loss: pairs of one class are pulled together, others pushed a margin apart. Lesson 02 derives it."""

from typing import Any

import keras
from keras import ops

from course_lib.losses.base import MarginLoss
from course_lib.losses.batch import check_batch, mean_where, pairwise_distances, same_and_others
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

    Args:
        margin: as in `contrastive`.
        active: take the second mean over those different pairs alone that are nearer than the margin. In a batch of
            many classes they soon are few among many that cost nothing.
        name, options: as of every Keras loss.

    >>> embeddings = ops.array([[0.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    >>> float(ContrastiveLoss(margin=1.0)(ops.array([0, 0, 1]), embeddings))
    0.375
    """

    def __init__(self, margin: float = 1.0, active: bool = False, name: str = "contrastive_loss", **options: Any):
        super().__init__(margin, name=name, **options)
        self.active = active

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        same, others = same_and_others(y_true)
        loss = contrastive(pairwise_distances(y_pred), same, self.margin)  # (b, b)
        apart = ~same & (loss != 0) if self.active else ~same
        return 0.5 * (mean_where(loss, same & others) + mean_where(loss, apart))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "active": self.active}

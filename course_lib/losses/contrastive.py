"""The contrastive loss: pairs of one class are pulled together, others pushed a margin apart. Lesson 02 derives it."""

import keras
from keras import ops

from course_lib.losses.base import MarginLoss
from course_lib.losses.batch import balanced_mean, check_batch, pairwise_distances, same_and_others
from course_lib.tensors import Tensor


def contrastive(distance: Tensor, same: Tensor, margin: float) -> Tensor:
    """Loss of each pair (Hadsell, Chopra and LeCun 2006, eq. 4): distance and same (...,), the same shape returned.

    same: 1/2 distance^2; different: 1/2 max(0, margin - distance)^2.
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

    def __init__(self, margin: float = 1.0, name: str = "contrastive_loss", **options):
        super().__init__(margin, name=name, **options)

    def call(self, y_true, y_pred):
        check_batch(y_true, y_pred)
        same, _ = same_and_others(y_true)
        return balanced_mean(contrastive(pairwise_distances(y_pred), same, self.margin), y_true)

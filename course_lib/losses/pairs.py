"""Cross-entropy of pairs: the loss of networks that answer with a logit per pair, "same or different?"."""

from typing import Any

import keras
from keras import ops

from course_lib.errors import expect
from course_lib.losses.base import EmbeddingLoss
from course_lib.losses.batch import balanced_mean, check_batch, same_and_others
from course_lib.tensors import Tensor


def pair_cross_entropy(logits: Tensor, same: Tensor) -> Tensor:
    """Cross-entropy of each pair, -log sigmoid(logit) if same, else -log(1 - sigmoid(logit)); one shape throughout."""
    return ops.where(same, ops.softplus(-logits), ops.softplus(logits))


@keras.saving.register_keras_serializable("course_lib")
class PairCrossEntropy(EmbeddingLoss):
    """`pair_cross_entropy` over all pairs of a batch: half the mean of the same pairs, half that of the different ones.

    y_true: labels (b,); y_pred: logits (b, b), as a `pair_network` gives them. No picture is paired with itself.
    """

    def __init__(self, name: str = "pair_cross_entropy", **options: Any):
        super().__init__(name=name, **options)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        rows, columns = y_pred.shape[0], y_pred.shape[1]
        square = rows == columns or None in (rows, columns)  # a graph may leave sizes open
        expect(square, "y_pred", f"shape ({rows}, {columns})", "a logit for each pair, shape (b, b)")
        same, _ = same_and_others(y_true)
        return balanced_mean(pair_cross_entropy(y_pred, same), y_true)

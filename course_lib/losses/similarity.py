"""Losses on cosines: the pictures of one class against the rest of the batch."""

from typing import Any

import keras
from keras import ops

from course_lib.losses.base import TemperatureLoss
from course_lib.losses.batch import check_batch, mean_where, same_and_others
from course_lib.tensors import Tensor, scaled_to_unit

NEVER = -1e9  # a logit whose exponential is 0; finite, so that a row of nothing else gives no NaN


def similarities(embeddings: Tensor, temperature: float) -> Tensor:
    """Cosine of every pair of a batch (b, d), divided by the temperature. Returns (b, b)."""
    directions = scaled_to_unit(embeddings)  # (b, d)
    return directions @ ops.transpose(directions) / temperature


def log_sum_exp(logits: Tensor, among: Tensor) -> Tensor:
    """log of the sum of exp(logits) over the last axis, only where `among` is true. (..., n) to (..., 1)."""
    return ops.logsumexp(ops.where(among, logits, NEVER), axis=-1, keepdims=True)


def sup_con(logits: Tensor, same: Tensor, others: Tensor) -> Tensor:
    """Supervised contrastive loss of each anchor: the mean over its positives of a logarithm.

    For anchor i with positives P(i): -1/|P(i)| sum over p in P(i) of log( exp(s_ip) / sum over a != i of exp(s_ia) ).

    Args:
        logits: (b, b), from `similarities`.
        same: (b, b), whether both pictures are of one class, from `same_and_others`.
        others: (b, b), whether they are two pictures, from there too.

    Returns:
        (b,), 0 where P(i) is empty.

    Source: Khosla et al. 2020, L_out.
    Lesson: 08.
    """
    log_share = logits - log_sum_exp(logits, others)  # (b, b)
    positives = ops.cast(same & others, logits.dtype)
    return -ops.sum(positives * log_share, axis=-1) / ops.maximum(ops.sum(positives, axis=-1), 1.0)


def info_nce(logits: Tensor, same: Tensor) -> Tensor:
    """InfoNCE of each pair (i, j): -log( exp(s_ij) / (exp(s_ij) + sum over negatives n of i of exp(s_in)) ).

    logits (b, b) from `similarities`, same (b, b) from `same_and_others`. Returns (b, b), of which the
    positive pairs are meant. The fraction is 1 / (1 + exp(crowd - s_ij)): its negative logarithm is a softplus.
    """
    crowd = log_sum_exp(logits, ~same)  # (b, 1)
    return ops.softplus(crowd - logits)


@keras.saving.register_keras_serializable("course_lib")
class SupConLoss(TemperatureLoss):
    """`sup_con`, mean over the anchors that have a positive; a batch without positives gives 0.

    Embeddings are brought to unit length here.

    Args:
        temperature: above 0; the lower, the more the nearest pictures count.
        name, options: as of every Keras loss.

    Source: Khosla et al. 2020, L_out.

    >>> float(SupConLoss(temperature=1.0)(ops.array([0, 0]), ops.array([[1.0, 0.0], [0.0, 1.0]])))
    0.0
    """

    def __init__(self, temperature: float = 0.1, name: str = "sup_con_loss", **options: Any):
        super().__init__(temperature, name=name, **options)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        same, others = same_and_others(y_true)
        loss = sup_con(similarities(y_pred, self.temperature), same, others)  # (b,)
        return mean_where(loss, ops.any(same & others, axis=-1))


@keras.saving.register_keras_serializable("course_lib")
class InfoNCELoss(TemperatureLoss):
    """`info_nce` over the positive pairs of a batch; a batch without positives gives 0.

    With two views of each picture and the picture's number as label it is NT-Xent, the loss of SimCLR
    (Chen et al. 2020), and equals `SupConLoss`: an anchor has one positive, and both divide by it and all negatives.
    With more positives SupCon has the other positives below the line too, and they push each other away; here they do
    not.

    Args:
        temperature: above 0; the lower, the more the nearest pictures count.
        name, options: as of every Keras loss.

    Source: van den Oord et al. 2018.

    >>> views = ops.array([[1.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [-1.0, 0.0]])
    >>> round(float(InfoNCELoss(temperature=1.0)(ops.array([7, 7, 9, 9]), views)), 4)  # log(1 + 2 exp(-2))
    0.2395
    """

    def __init__(self, temperature: float = 0.1, name: str = "info_nce_loss", **options: Any):
        super().__init__(temperature, name=name, **options)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        same, others = same_and_others(y_true)
        loss = info_nce(similarities(y_pred, self.temperature), same)  # (b, b)
        return mean_where(loss, same & others)

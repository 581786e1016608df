"""A loss for codes of a few bits: each number of an embedding is drawn to -1 or 1, so that its sign says it all.

`course_lib.search.codes` turns the trained embeddings into bits.
"""

from typing import Any

import keras
from keras import ops

from course_lib.errors import expect
from course_lib.losses.base import MarginLoss
from course_lib.losses.batch import balanced_mean, check_batch, pairwise_distances, same_and_others
from course_lib.tensors import Tensor


def off_binary(codes: Tensor) -> Tensor:
    """How far codes (b, k) are from signs: sum over the k numbers of | |b| - 1 |. Returns (b,)."""
    return ops.sum(ops.abs(ops.abs(codes) - 1), axis=-1)


def hash_pairs(distance: Tensor, same: Tensor, margin: float) -> Tensor:
    """DSH's loss of each pair: same 1/2 distance^2, different 1/2 max(0, margin - distance^2).

    Args:
        distance: (...,), of the two codes of each pair.
        same: (...,), whether both are of one class.
        margin: unlike in `contrastive` one of squared distances: two codes of signs that differ in h places have the
            squared distance 4 h.

    Returns:
        (...,), one loss per pair.

    Source: Liu et al. 2016, "DSH".
    """
    squared = ops.square(distance)
    return 0.5 * ops.where(same, squared, ops.relu(margin - squared))


@keras.saving.register_keras_serializable("course_lib")
class DSHLoss(MarginLoss):
    """Deep supervised hashing: `hash_pairs` plus alpha times `off_binary`.

    Half the mean over same pairs plus half the mean over different ones (the paper takes all pairs alike), and alpha
    times the mean over pictures. Codes have any length: give embeddings of length 1 a `keras.layers.Rescaling(k**0.5)`
    behind the encoder, or no sign is ever reached.

    Args:
        margin: of squared distances; the paper takes 2 k for k bits.
        alpha: 0 or more; the paper takes 0.01.
        name, options: as of every Keras loss.

    Source: Liu et al. 2016, "DSH".

    >>> codes = ops.array([[1.0, 1.0], [1.0, -1.0]])  # two classes, one bit apart: squared distance 4
    >>> float(DSHLoss(margin=6.0)(ops.array([0, 1]), codes))
    0.5
    """

    def __init__(self, margin: float, alpha: float = 0.01, name: str = "dsh_loss", **options: Any):
        super().__init__(margin, name=name, **options)
        expect(alpha >= 0, "alpha", alpha, "0 or more")
        self.alpha = alpha

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        same, _ = same_and_others(y_true)
        pairs = balanced_mean(hash_pairs(pairwise_distances(y_pred), same, self.margin), y_true)
        return pairs + self.alpha * ops.mean(off_binary(y_pred))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "alpha": self.alpha}

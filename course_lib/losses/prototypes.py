"""Prototypical episodes: some pictures of a class give its mean, the others ask for it. Lesson 12 derives it."""

from typing import Any

import keras
from keras import ops

from course_lib.errors import check_whole, expect
from course_lib.losses.base import EmbeddingLoss
from course_lib.losses.batch import check_batch, mean_where, same_and_others
from course_lib.losses.similarity import log_sum_exp
from course_lib.tensors import Tensor


def places_in_class(same: Tensor) -> Tensor:
    """How many pictures of its own class stand before each picture of a batch. same (b, b). Returns (b,) int32.

    >>> labels = ops.array([7, 9, 7, 7])
    >>> ops.convert_to_numpy(places_in_class(labels[:, None] == labels)).tolist()
    [0, 0, 1, 2]
    """
    row = ops.arange(ops.shape(same)[0], dtype="int32")  # (b,); `ops.tril` fails in a graph of Keras 3.8
    before = ops.logical_and(same, row[None] < row[:, None])  # (b, b)
    return ops.sum(ops.cast(before, "int32"), axis=1)


def prototypical(embeddings: Tensor, same: Tensor, support: int, scale: float) -> tuple[Tensor, Tensor]:
    """Loss of each picture as a query, and whether it is one; (b,) each.

    The first `support` pictures of each class have the mean c_k, its prototype. Each other picture x asks with the
    softmax of -scale |x - c_k|^2 over the classes, and pays the cross-entropy of its own.

    Args:
        embeddings: (b, d).
        same: (b, b), whether two pictures are of one class, from `same_and_others`.
        support: how many pictures make a prototype.
        scale: of the squared distances, above 0.

    Source: Snell, Swersky and Zemel 2017, eq. 1 and 2, without the scale.
    Lesson: 12.
    """
    place = places_in_class(same)  # (b,)
    member = ops.cast(same & (place < support)[None], embeddings.dtype)  # (b, b): row i has the support of i's class
    prototypes = member @ embeddings / ops.sum(member, axis=1, keepdims=True)  # (b, d), that of each picture's class
    squared = ops.sum(ops.square(embeddings[:, None] - prototypes[None]), axis=-1)  # (b, b)
    crowd = log_sum_exp(-scale * squared, ops.broadcast_to((place == 0)[None], ops.shape(same)))  # one column a class
    own = ops.sum(ops.square(embeddings - prototypes), axis=-1)  # (b,)
    return scale * own + crowd[:, 0], place >= support


@keras.saving.register_keras_serializable("course_lib")
class PrototypicalLoss(EmbeddingLoss):
    """`prototypical`, mean over the queries of a batch; a batch without queries gives 0.

    In a P x K batch the first pictures of each class are its support and the other K - support its queries, so K must
    be larger. Embeddings of length 1 have squared distances of at most 4, for which a softmax needs a scale.

    Args:
        support: pictures of each class that make its prototype, at least 1.
        scale: of the squared distances; 1 is that of the source, whose embeddings have any length.
        name, options: as of every Keras loss.

    Source: Snell, Swersky and Zemel 2017.

    >>> shown = ops.array([[0.0], [1.0], [0.0], [1.0]])  # two prototypes, then two queries that fit them
    >>> round(float(PrototypicalLoss(support=1, scale=1.0)(ops.array([3, 4, 3, 4]), shown)), 4)  # log(1 + exp(-1))
    0.3133
    """

    def __init__(self, support: int = 2, scale: float = 2.0, name: str = "prototypical_loss", **options: Any):
        super().__init__(name=name, **options)
        check_whole("support", support, 1)
        expect(scale > 0, "scale", scale, "a positive number")
        self.support, self.scale = int(support), scale

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        same, _ = same_and_others(y_true)
        return mean_where(*prototypical(y_pred, same, self.support, self.scale))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "support": self.support, "scale": self.scale}

"""Losses for batches in which most pictures have no label. Lesson 11b derives them.

A label below 0 says that nobody labelled the picture. Two equal ones below 0 say that two pictures belong together,
such as near neighbours, though nobody knows to which class. Labels from 0 on are classes.
"""

from typing import Any

import keras
from keras import ops

from course_lib.errors import check_whole, expect
from course_lib.losses.base import EmbeddingLoss, LossWithLayer, wide
from course_lib.losses.batch import check_batch, mean_where
from course_lib.losses.label_tensors import are_sound, values_of
from course_lib.tensors import Tensor

FAR = 1e9  # a squared distance at which a class has no probability


class FewLabelLoss(EmbeddingLoss):
    """Base of the losses here. Labels are whole numbers below `classes`; those below 0 mark pictures without one.

    Args:
        classes: how many, at least 2.
        weight: of what the unlabelled pictures say, 0 or more.
        options: as of every Keras loss.
    """

    def __init__(self, classes: int, weight: float, **options: Any):
        super().__init__(**options)
        check_whole("classes", classes, 2)
        expect(0 <= weight < float("inf"), "weight", weight, "a number of at least 0")
        self.classes, self.weight = int(classes), weight

    def sound(self, labels: Tensor) -> Tensor:
        known, classes = values_of(labels), int(self.classes or 0)
        fits = known is None or not known.size or known.max() < classes
        expect(fits, "y_true", f"up to {None if known is None else known.max()}", f"below {classes}, or below 0")
        return are_sound(labels, None) & ops.all(ops.cast(labels, "int64") < classes)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "classes": self.classes, "weight": self.weight}


class FewLabelHeadLoss(LossWithLayer, FewLabelLoss):
    """Base of those with a classifier of their own: a dense layer from embeddings (b, d) to logits (b, classes)."""

    def __init__(self, classes: int, weight: float, seed: int, **options: Any):
        check_whole("classes", classes, 2)
        start = keras.initializers.GlorotUniform(seed)
        layer = keras.layers.Dense(int(classes), kernel_initializer=start, dtype=wide(options.get("dtype")))
        super().__init__(layer, classes=classes, weight=weight, **options)
        self.seed = seed

    def labelled_part(self, logits: Tensor, labels: Tensor) -> Tensor:
        """Mean cross-entropy of the pictures that have a label; 0 where none has one."""
        return mean_where(cross_entropies(logits, labels), ops.reshape(labels, (-1,)) >= 0)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "seed": self.seed}


def cross_entropies(logits: Tensor, labels: Tensor) -> Tensor:
    """-log softmax(logits) at the label of each row: logits (b, c), labels (b,), (b,). A label below 0 counts as 0.

    >>> [round(float(each), 3) for each in cross_entropies(ops.zeros((2, 4)), ops.array([3, -1]))]  # log 4
    [1.386, 1.386]
    """
    classes = ops.clip(ops.cast(ops.reshape(labels, (-1,)), "int32"), 0, logits.shape[-1] - 1)
    return keras.losses.sparse_categorical_crossentropy(classes, logits, from_logits=True)


def entropies(logits: Tensor) -> Tensor:
    """-sum over k of p_k log p_k with p = softmax(logits), of each row: (b, c) to (b,).

    >>> round(float(entropies(ops.zeros((1, 4)))[0]), 3)  # log 4
    1.386
    """
    log_p = ops.log_softmax(logits, axis=-1)
    return -ops.sum(ops.exp(log_p) * log_p, axis=-1)


def made_or_real(real: Tensor, made: Tensor) -> Tensor:
    """What a classifier with one class more, "made by the generator", pays for pictures without a label. A scalar.

    The logit of that class is fixed at 0, so a picture is real with the probability Z / (Z + 1), Z = sum of e^logit.

    Args:
        real: logits (n, c) of pictures.
        made: logits (m, c) of what the generator made.

    Source: Salimans and others 2016, section 5.

    >>> round(float(made_or_real(ops.zeros((1, 1)), ops.zeros((1, 1)))), 3)  # twice log 2
    1.386
    """
    of_real, of_made = (ops.logsumexp(logits, axis=-1) for logits in (real, made))  # log Z, (n,) and (m,)
    return ops.mean(ops.softplus(-of_real)) + ops.mean(ops.softplus(of_made))


@keras.saving.register_keras_serializable("course_lib")
class PseudoLabelLoss(FewLabelHeadLoss):
    """Cross-entropy of the labelled pictures, and of the unlabelled with the classifier's own sure answers as labels.

    With weight 0 it is a plain classifier, whatever else is in the batch.

    Args:
        classes: how many.
        weight: of the unlabelled, whose part is a mean over all of them, sure or not.
        limit: an answer is sure when its probability is above it.
        seed: of the layer.
        name, options: as of every Keras loss.

    Source: Lee 2013; the limit as in FixMatch, Sohn and others 2020.

    >>> PseudoLabelLoss(classes=10).get_config()["limit"]
    0.9
    """

    def __init__(
        self, classes: int, weight: float = 1.0, limit: float = 0.9, seed: int = 0,
        name: str = "pseudo_label_loss", **options: Any,
    ):  # fmt: skip
        super().__init__(classes, weight, seed, name=name, **options)
        expect(0 <= limit < 1, "limit", limit, "0 to below 1")
        self.limit = limit

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        logits, unlabelled = self.layer(y_pred), ops.reshape(y_true, (-1,)) < 0
        answers = ops.stop_gradient(ops.softmax(logits, axis=-1))  # (b, c)
        sure = ops.cast(ops.max(answers, axis=-1) > self.limit, logits.dtype)
        own = cross_entropies(logits, ops.argmax(answers, axis=-1))  # (b,)
        return self.labelled_part(logits, y_true) + self.weight * mean_where(sure * own, unlabelled)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "limit": self.limit}

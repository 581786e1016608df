"""Losses without negatives: rows of one label, such as two views of one picture, are pulled together. Lesson 08.

Against embeddings that are all equal VICReg has terms; SimSiam, a predictor on one side, no gradient on the other.
"""

from typing import Any

import keras
from keras import ops

from course_lib.errors import check_whole, expect
from course_lib.losses.base import EmbeddingLoss, LossWithLayer, wide
from course_lib.losses.batch import check_batch, is_small, mean_where, pairwise_distances, positives
from course_lib.tensors import Shape, Tensor, scaled_to_unit


def invariance_term(embeddings: Tensor, labels: Tensor) -> Tensor:
    """Mean squared distance of the pairs of one label; 0 where there is none. embeddings (b, d), labels (b,).

    With two views of each picture it is s(Z, Z') of the source, which sums over the d numbers.

    Source: Bardes, Ponce and LeCun 2022, equation 5.
    """
    return mean_where(ops.square(pairwise_distances(embeddings)), positives(labels))


def spread(embeddings: Tensor) -> Tensor:
    """The embeddings (b, d) minus their mean, over sqrt(b - 1): products summed over the batch are covariances."""
    b = ops.cast(ops.shape(embeddings)[0], embeddings.dtype)
    return (embeddings - ops.mean(embeddings, axis=0)) / ops.sqrt(ops.maximum(b - 1, 1.0))


def variance_term(embeddings: Tensor, target: float = 1.0, eps: float = 1e-4) -> Tensor:
    """VICReg's v, a scalar: mean over the d dimensions of max(0, target - standard deviation).

    Args:
        embeddings: (b, d).
        target: as in `VICRegLoss`.
        eps: the standard deviation is sqrt(variance + eps): its slope stays finite when all embeddings are equal.

    Source: Bardes, Ponce and LeCun 2022.
    """
    variance = ops.sum(ops.square(spread(embeddings)), axis=0)  # (d,)
    return ops.mean(ops.relu(target - ops.sqrt(variance + eps)))


def covariance_term(embeddings: Tensor) -> Tensor:
    """VICReg's c: sum of the squared covariances of two different dimensions, over d. embeddings (b, d). A scalar.

    It is 0 when no dimension tells anything (linear) about another.
    """
    covariance = ops.transpose(spread(embeddings)) @ spread(embeddings)  # (d, d)
    d = embeddings.shape[-1]
    return ops.sum(ops.square(covariance * (1 - ops.eye(d, dtype=covariance.dtype)))) / d


def negative_cosine(p: Tensor, z: Tensor) -> Tensor:
    """SimSiam's D(p, z) = -cos(p, z) without a gradient for z. (..., d) to (...).

    p are embeddings after the predictor, z embeddings before it.

    Source: Chen and He 2021, eq. 1.
    """
    return -ops.sum(scaled_to_unit(p) * ops.stop_gradient(scaled_to_unit(z)), axis=-1)


@keras.saving.register_keras_serializable("course_lib")
class PositivesOnlyLoss(EmbeddingLoss):
    """`invariance_term` alone: nothing against collapse.

    >>> float(PositivesOnlyLoss()(ops.array([0, 0, 1]), ops.array([[0.0], [2.0], [9.0]])))
    4.0
    """

    def __init__(self, name: str = "positives_only_loss", **options: Any):
        super().__init__(name=name, **options)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        return invariance_term(y_pred, y_true)


@keras.saving.register_keras_serializable("course_lib")
class VICRegLoss(EmbeddingLoss):
    """invariance * s + variance * 2 v + covariance * 2 c, the three terms above.

    v and c are those of the whole batch, twice; the paper adds those of all first views and of all second views.

    The source has three losses with the weights 25, 25, 1, its section 4.2. Its equations 5 and 6: s is the squared
    distance of two views without any normalisation, a sum over their d numbers, and each view has its v; that is
    `VICRegLoss()`. Its appendix A, algorithm 1: the invariance is `mse_loss`, a mean over all numbers, so s / d; that
    is `VICRegLoss(invariance=25 / d)`. The authors' program (facebookresearch/vicreg, main_vicreg.py): `mse_loss`, and
    half of each v; that is `VICRegLoss(invariance=25 / d, variance=12.5)`. With their d of 8,192 the three are far
    apart: choose by what you want to repeat.

    Args:
        invariance: weight of s.
        variance: weight of v.
        covariance: weight of c.
        target: of v: 1 in the paper, for embeddings of any length; take 1 / sqrt(d), about the most there is, for
            length 1.
        name, options: as of every Keras loss.

    Source: Bardes, Ponce and LeCun 2022, equations 5 and 6.

    >>> round(float(VICRegLoss()(ops.array([0, 0, 1, 1]), ops.ones((4, 3)))), 2)  # 25 * 2 * (1 - 0.01)
    49.5
    """

    def __init__(
        self,
        invariance: float = 25.0,
        variance: float = 25.0,
        covariance: float = 1.0,
        target: float = 1.0,
        name: str = "vicreg_loss",
        **options: Any,
    ):
        super().__init__(name=name, **options)
        self.settings = {"invariance": invariance, "variance": variance, "covariance": covariance, "target": target}
        for argument, value in self.settings.items():
            expect(value >= 0, argument, value, "0 or more")

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        invariance, variance, covariance, target = self.settings.values()
        spread = variance * 2 * variance_term(y_pred, target)
        return invariance * invariance_term(y_pred, y_true) + spread + covariance * 2 * covariance_term(y_pred)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), **self.settings}


@keras.saving.register_keras_serializable("course_lib")
class Predictor(keras.layers.Layer):
    """SimSiam's predictor: (b, d) to hidden numbers, batch norm, ReLU, and back to (b, d)."""

    def __init__(self, hidden: int = 32, seed: int = 0, **options: Any):
        super().__init__(**options)
        check_whole("hidden", hidden, 1)
        self.hidden, self.seed = hidden, seed

    def build(self, input_shape: Shape) -> None:
        policy, (first, last) = self.dtype_policy, (keras.initializers.GlorotUniform(self.seed + i) for i in range(2))
        self.narrow = keras.layers.Dense(self.hidden, use_bias=False, kernel_initializer=first, dtype=policy)
        self.norm = keras.layers.BatchNormalization(dtype=policy)
        self.widen = keras.layers.Dense(input_shape[-1], kernel_initializer=last, dtype=policy)
        for layer, width in ((self.narrow, input_shape[-1]), (self.norm, self.hidden), (self.widen, self.hidden)):
            layer.build((None, width))

    def call(self, embeddings: Tensor, training: bool | None = None) -> Tensor:
        return self.widen(ops.relu(self.norm(self.narrow(embeddings), training=training)))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "hidden": self.hidden, "seed": self.seed}


@keras.saving.register_keras_serializable("course_lib")
class SimSiamLoss(LossWithLayer):
    """Mean `negative_cosine` over both orders of each pair of one label.

    It lies between -1 and 1; a batch without positives gives 0.

    Args:
        hidden: numbers inside the predictor, which the loss owns.
        seed: of the predictor.
        name, options: as of every Keras loss.

    Source: Chen and He 2021, eq. 2.
    """

    def __init__(self, hidden: int = 32, seed: int = 0, name: str = "simsiam_loss", **options: Any):
        super().__init__(Predictor(hidden, seed, dtype=wide(options.get("dtype"))), name=name, **options)
        self.hidden, self.seed = hidden, seed

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        p = self.layer(y_pred, training=True)  # (b, d)
        if is_small(p.shape[0], *p.shape):
            return mean_where(negative_cosine(p[:, None], y_pred[None]), positives(y_true))
        cosines = scaled_to_unit(p) @ ops.transpose(ops.stop_gradient(scaled_to_unit(y_pred)))  # not (b, b, d)
        return mean_where(-cosines, positives(y_true))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "hidden": self.hidden, "seed": self.seed}

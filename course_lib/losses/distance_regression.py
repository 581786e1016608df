"""Article 1's "Siamese Distance Regression Network" as far as it can be rebuilt, and what its name says.

No paper of that name could be found. S1-37 to S1-39 are read as: the contrastive loss, plus a softmax head q on the
embedding whose divergence from the labels counts only above gamma. Relatives: identification and verification together
(Sun et al. 2014, DeepID2), and "free bits" for a KL term with a floor (Kingma et al. 2016).
"""

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import ArrayLike

from course_lib.errors import check_whole, expect
from course_lib.losses.base import LossWithClasses, LossWithLayer, wide
from course_lib.losses.batch import check_batch, class_numbers, mean_where, pairwise_distances, same_and_others
from course_lib.losses.contrastive import ContrastiveLoss
from course_lib.tensors import Tensor


def label_distribution(labels: Tensor, classes: int, smoothing: float = 0.0) -> Tensor:
    """p(y | x): 1 - smoothing on the label, and smoothing spread evenly over all classes.

    Args:
        labels: (b,), whole numbers from 0 to classes - 1.
        classes: their number c.
        smoothing: the share that is spread, at least 0 and below 1.

    Returns:
        (b, c); each row sums to 1.

    >>> ops.convert_to_numpy(label_distribution(ops.array([1]), classes=2, smoothing=0.5)).tolist()
    [[0.25, 0.75]]
    """
    hot = ops.one_hot(class_numbers(labels, classes), classes)  # (b, c)
    return (1 - smoothing) * hot + smoothing / classes


def kl_divergence(p: Tensor, logits: Tensor) -> Tensor:
    """KL(p || q) of each picture in nats, where q = softmax(logits). Both (b, c); returns (b,).

    The sum over classes of p (log p - log q); a class with p = 0 adds 0. For p without smoothing it is the
    cross-entropy; with smoothing it is less by the entropy of p, and 0 is within reach.
    """
    p = ops.cast(p, logits.dtype)
    log_p = ops.log(ops.where(p > 0, p, 1.0))
    return ops.sum(p * (log_p - ops.log_softmax(logits, axis=-1)), axis=-1)


def hinged_divergence(divergence: Tensor, gamma: float) -> Tensor:
    """max(0, divergence - gamma), shape kept: a picture below gamma has no gradient."""
    return ops.relu(divergence - gamma)


@keras.saving.register_keras_serializable("course_lib")
class SDRNLoss(LossWithLayer, LossWithClasses):
    """`ContrastiveLoss` + weight * mean of max(0, KL(p || q) - gamma), q a softmax head that the loss owns.

    With weight 0 it is the contrastive loss.

    Args:
        classes: labels are whole numbers from 0 to classes - 1.
        margin: of the contrastive loss.
        weight: the article's lambda, 0 or more.
        gamma: the article's, in nats, 0 or more.
        smoothing: of p, as in `label_distribution`.
        seed: of the head.
        name, options: as of every Keras loss.
    """

    def __init__(
        self,
        classes: int,
        margin: float = 1.0,
        weight: float = 1.0,
        gamma: float = 0.5,
        smoothing: float = 0.0,
        seed: int = 0,
        name: str = "sdrn_loss",
        **options: Any,
    ):
        check_whole("classes", classes, 2)
        start = keras.initializers.GlorotUniform(seed)
        head = keras.layers.Dense(int(classes), kernel_initializer=start, dtype=wide(options.get("dtype")))
        super().__init__(head, classes=classes, name=name, **options)
        expect(weight >= 0, "weight", weight, "0 or more")
        expect(gamma >= 0, "gamma", gamma, "0 or more")
        expect(0 <= smoothing < 1, "smoothing", smoothing, "0 to below 1")
        self.contrastive = ContrastiveLoss(margin, dtype=options.get("dtype"))
        self.margin, self.weight, self.gamma = margin, weight, gamma
        self.smoothing, self.seed = smoothing, seed

    def divergence(self, labels: Tensor, embeddings: Tensor) -> Tensor:
        """KL(p || q) of each picture. labels (b,), embeddings (b, d); returns (b,)."""
        return kl_divergence(label_distribution(labels, self.classes, self.smoothing), self.layer(embeddings))

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        extra = ops.mean(hinged_divergence(self.divergence(y_true, y_pred), self.gamma))
        return self.contrastive(y_true, y_pred) + self.weight * extra

    def get_config(self) -> dict[str, Any]:
        own = ("classes", "margin", "weight", "gamma", "smoothing", "seed")
        return {**super().get_config(), **{name: getattr(self, name) for name in own}}


def distance_error(distance: Tensor, target: Tensor) -> Tensor:
    """(distance - target)^2 of each pair, (...,) as both are: distance regression taken at its word."""
    return ops.square(distance - target)


@keras.saving.register_keras_serializable("course_lib")
class DistanceRegressionLoss(LossWithClasses):
    """Mean `distance_error` over all pairs of a batch, where a table says how far apart two labels should be.

    With one label per picture it is multidimensional scaling by a network.

    Args:
        targets: (c, c), symmetric: targets[i][j] is the wanted distance of pictures labelled i and j.
        name, options: as of every Keras loss.

    >>> loss = DistanceRegressionLoss([[0.0, 1.0], [1.0, 0.0]])
    >>> float(loss(ops.array([0, 1]), ops.array([[0.0], [3.0]])))
    4.0
    """

    def __init__(self, targets: ArrayLike, name: str = "distance_regression_loss", **options: Any):
        targets = np.asarray(targets, dtype=float)
        square = targets.ndim == 2 and targets.shape[0] == targets.shape[1] and targets.size
        expect(square, "targets", f"shape {targets.shape}", "shape (c, c)")
        sound = np.isfinite(targets).all() and (targets >= 0).all() and (targets == targets.T).all()
        expect(sound, "targets", "others", "distances: finite, 0 or more, symmetric")
        super().__init__(len(targets), name=name, **options)
        self.targets = targets

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        labels = ops.clip(class_numbers(y_true, self.classes), 0, self.classes - 1)  # in a graph NaN comes of others
        table = ops.convert_to_tensor(self.targets, dtype=y_pred.dtype)
        wanted = ops.take(ops.take(table, labels, axis=0), labels, axis=1)  # (b, b)
        _, others = same_and_others(y_true)
        return mean_where(distance_error(pairwise_distances(y_pred), wanted), others)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "targets": self.targets.tolist()}

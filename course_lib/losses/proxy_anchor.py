"""Proxy-Anchor: one learned point for each class takes the place of the anchor. Lesson 12 derives it."""

from typing import Any

import keras
from keras import ops

from course_lib.errors import expect
from course_lib.losses.batch import check_batch, class_numbers, mean_where
from course_lib.losses.similarity import NEVER
from course_lib.losses.softmax import LossWithClassifier
from course_lib.tensors import Tensor


def log_one_plus(logits: Tensor, among: Tensor) -> Tensor:
    """log(1 + the sum of exp(logits) over the first axis, where `among` is true). (b, c) each, to (c,).

    >>> round(float(log_one_plus(ops.zeros((3, 1)), ops.array([[True], [True], [False]]))[0]), 4)  # log 3
    1.0986
    """
    with_zero = ops.pad(ops.where(among, logits, NEVER), [[1, 0], [0, 0]])  # (b + 1, c): exp(0) is the 1
    return ops.logsumexp(with_zero, axis=0)


def proxy_anchor(cosines: Tensor, own: Tensor, alpha: float, margin: float) -> Tensor:
    """Loss of a batch, a scalar. Each proxy pulls the pictures of its class, the farthest most, and pushes all others.

    1/|P+| sum over p in P+ of log(1 + sum over its pictures of exp(-alpha (s - margin)))
    + 1/|P| sum over all p of log(1 + sum over the other pictures of exp(alpha (s + margin))).

    Args:
        cosines: s, (b, c), of each picture with each proxy.
        own: (b, c), whether the proxy is that of the picture's class. P+ are the proxies that have a picture.
        alpha: how sharply the hardest pictures are preferred.
        margin: by so much a cosine should be above, or below, 0.

    Source: Kim and others 2020, eq. 4.
    Lesson: 12.
    """
    pull = log_one_plus(-alpha * (cosines - margin), own)  # (c,)
    push = log_one_plus(alpha * (cosines + margin), ~own)  # (c,)
    return mean_where(pull, ops.any(own, axis=0)) + ops.mean(push)


@keras.saving.register_keras_serializable("course_lib")
class ProxyAnchorLoss(LossWithClassifier):
    """`proxy_anchor` with proxies that the loss owns, the columns of `loss.layer`.

    Args:
        classes: labels are whole numbers from 0 to classes - 1.
        alpha: above 0. The source has 32, for an encoder that was trained before; lesson 12 finds 5 for short
            trainings from nothing.
        margin: 0 or more, in the unit of a cosine.
        speed: how many times faster than the encoder's weights the proxies move, see `CosineClassifier`.
        seed: of the proxies.
        name, options: as of every Keras loss.

    Source: Kim and others 2020.

    >>> ProxyAnchorLoss(classes=10).get_config()["margin"]
    0.1
    """

    def __init__(
        self,
        classes: int,
        alpha: float = 5.0,
        margin: float = 0.1,
        speed: float = 1.0,
        seed: int = 0,
        name: str = "proxy_anchor_loss",
        **options: Any,
    ):
        super().__init__(classes, 1.0, seed, name=name, speed=speed, **options)
        expect(alpha > 0, "alpha", alpha, "a positive number")
        expect(margin >= 0, "margin", margin, "0 or more")
        self.alpha, self.margin = alpha, margin

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        own = class_numbers(y_true, self.classes)[:, None] == ops.arange(self.classes, dtype="int32")  # (b, c)
        return proxy_anchor(self.layer(y_pred), own, self.alpha, self.margin)

    def get_config(self) -> dict[str, Any]:
        config = {**super().get_config(), "classes": self.classes, "alpha": self.alpha, "margin": self.margin}
        return {**{name: value for name, value in config.items() if name != "scale"}, "speed": self.layer.speed}

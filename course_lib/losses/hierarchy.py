"""Cross-entropy on two levels: products, and the coarse classes that they belong to."""

import keras
import numpy as np
from keras import ops

from course_lib.errors import expect
from course_lib.losses.margin import check_batch
from course_lib.losses.owned import LossWithLayer
from course_lib.losses.softmax import CosineClassifier


@keras.saving.register_keras_serializable("course_lib")
class HierarchicalSoftmaxLoss(LossWithLayer):
    """Normalised softmax over the classes, plus `weight` times the same over their coarse classes; mean over pictures.

    coarse     the coarse class of each class: c whole numbers from 0 on, such as [0, 0, 1] for two apples and a pear
    scale      1 / temperature, as in `NormalisedSoftmaxLoss`
    weight     of the coarse classes; 0 leaves them out
    smoothing  share of each target that is spread evenly over all classes of its level (Szegedy and others 2016)

    labels are whole numbers from 0 to c - 1. `loss.layer` is one `CosineClassifier` with a column for each class, and
    behind them one for each coarse class.

    >>> HierarchicalSoftmaxLoss(coarse=[0, 0, 1]).layer.classes
    5
    """

    def __init__(
        self, coarse, scale=12.0, weight=0.5, smoothing=0.1, seed=0, name="hierarchical_softmax_loss", **options
    ):
        coarse = np.asarray(coarse)
        whole = coarse.ndim == 1 and len(coarse) >= 2 and coarse.dtype.kind in "iu" and coarse.min() >= 0
        expect(whole, "coarse", f"{coarse.dtype} {coarse.shape}", "2 or more whole numbers from 0 on, one per class")
        expect(weight >= 0, "weight", weight, "0 or more")
        expect(0 <= smoothing < 1, "smoothing", smoothing, "at least 0 and below 1")
        self.classes, self.levels = len(coarse), (len(coarse), int(coarse.max()) + 1)
        super().__init__(
            CosineClassifier(sum(self.levels), scale, seed, dtype=options.get("dtype")), name=name, **options
        )
        self.coarse, self.scale, self.weight = coarse.tolist(), scale, weight
        self.smoothing, self.seed = smoothing, seed

    def call(self, y_true, y_pred):
        check_batch(y_true, y_pred)
        labels = ops.cast(ops.reshape(y_true, (-1,)), "int32")
        logits = self.layer(y_pred)  # (b, classes + coarse classes)
        fine = self._cross_entropy(labels, logits[:, : self.classes], self.levels[0])
        parents = ops.take(ops.convert_to_tensor(self.coarse, dtype="int32"), labels)
        return fine + self.weight * self._cross_entropy(parents, logits[:, self.classes :], self.levels[1])

    def _cross_entropy(self, labels, logits, count):
        targets = ops.one_hot(labels, count, dtype=logits.dtype) * (1 - self.smoothing) + self.smoothing / count
        return -ops.mean(ops.sum(targets * ops.log_softmax(logits), axis=-1))

    def get_config(self):
        own = ("coarse", "scale", "weight", "smoothing", "seed")
        return {**super().get_config(), **{name: getattr(self, name) for name in own}}

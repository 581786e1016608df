"""Cross-entropy on two levels: products, and the coarse classes that they belong to."""

from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.losses.batch import check_batch, class_numbers
from course_lib.losses.label_tensors import values_of
from course_lib.losses.softmax import LossWithClassifier
from course_lib.tensors import Tensor

TOLERANCE = 1e-3  # by which the shares of a picture may miss 1


def are_shares(y_true: Tensor) -> bool:
    """Is it a table (b, c) of shares, and no list of labels?"""
    try:
        shape = tuple(y_true.shape) if hasattr(y_true, "shape") else np.shape(y_true)
    except ValueError:  # inside a graph of TensorFlow not even the number of axes has to be known
        return False
    return len(shape) == 2 and shape[1] not in (1, None)


@keras.saving.register_keras_serializable("course_lib")
class HierarchicalSoftmaxLoss(LossWithClassifier):
    """Normalised softmax over the classes, plus `weight` times the same over their coarse classes; mean over pictures.

    labels are whole numbers from 0 to c - 1, or the share of each class in each picture, (b, c), as `CutMixBatches`
    gives them. `loss.layer` has a column for each class, and behind them one for each coarse class.

    Args:
        coarse: the coarse class of each class: c whole numbers from 0 on, such as [0, 0, 1] for two apples and a pear.
        scale: 1 / temperature, as in `NormalisedSoftmaxLoss`.
        weight: of the coarse classes; 0 leaves them out.
        smoothing: share of each target that is spread evenly over all classes of its level (Szegedy and others 2016).
        seed: of the layer.
        name, options: as of every Keras loss.

    >>> HierarchicalSoftmaxLoss(coarse=[0, 0, 1]).layer.classes
    5
    """

    def __init__(
        self,
        coarse: ArrayLike,
        scale: float = 12.0,
        weight: float = 0.5,
        smoothing: float = 0.1,
        seed: int = 0,
        name: str = "hierarchical_softmax_loss",
        **options: Any,
    ):
        coarse = np.asarray(coarse)
        whole = coarse.ndim == 1 and len(coarse) >= 2 and coarse.dtype.kind in "iu" and coarse.min() >= 0
        expect(whole, "coarse", f"{coarse.dtype} {coarse.shape}", "2 or more whole numbers from 0 on, one per class")
        expect(weight >= 0, "weight", weight, "0 or more")
        expect(0 <= smoothing < 1, "smoothing", smoothing, "at least 0 and below 1")
        self.coarse_classes = int(coarse.max()) + 1
        super().__init__(len(coarse), scale, seed, len(coarse) + self.coarse_classes, name=name, **options)
        self.coarse, self.weight, self.smoothing = coarse.tolist(), weight, smoothing

    def as_labels(self, y_true: Tensor) -> Tensor:
        return ops.convert_to_tensor(y_true, self.dtype) if are_shares(y_true) else super().as_labels(y_true)

    def sound(self, labels: Tensor) -> Tensor:
        if not are_shares(labels):
            return super().sound(labels)
        known, sums = values_of(labels), ops.sum(labels, axis=1)
        if known is not None:
            fits = (known >= 0).all() and (abs(known.sum(axis=1) - 1) < TOLERANCE).all()
            expect(fits, "y_true", "others", "shares of at least 0 that are 1 together for each picture")
        return ops.all(labels >= 0) & ops.all(ops.abs(sums - 1) < TOLERANCE)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        shares = self._shares(y_true, y_pred)  # (b, classes)
        logits = self.layer(y_pred)  # (b, classes + coarse classes)
        parents = ops.matmul(shares, ops.one_hot(self.coarse, self.coarse_classes, dtype=logits.dtype))
        fine, coarse = logits[:, : self.classes], logits[:, self.classes :]
        return self._cross_entropy(shares, fine) + self.weight * self._cross_entropy(parents, coarse)

    def _shares(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """The share of each class in each picture."""
        if are_shares(y_true):
            shape = tuple(y_true.shape)
            wanted = f"one label per embedding, or shares of all {self.classes} classes"
            expect(shape[1] == self.classes, "y_true", f"shape {shape}", wanted)
            check_batch(y_true[:, 0], y_pred)
            return ops.cast(y_true, y_pred.dtype)
        check_batch(y_true, y_pred)
        return ops.one_hot(class_numbers(y_true, self.classes), self.classes, dtype=y_pred.dtype)

    def _cross_entropy(self, shares: Tensor, logits: Tensor) -> Tensor:
        targets = shares * (1 - self.smoothing) + self.smoothing / logits.shape[1]
        return -ops.mean(ops.sum(targets * ops.log_softmax(logits), axis=-1))

    def get_config(self) -> dict[str, Any]:
        own = {"coarse": self.coarse, "weight": self.weight, "smoothing": self.smoothing}
        return super().get_config() | own

"""Base classes: a loss on embeddings; with a margin, a temperature, a layer of its own, a fixed number of classes."""

from typing import Any

import keras
from keras import ops

from course_lib.errors import expect
from course_lib.losses.label_tensors import are_sound, check_class_numbers, label_tensor
from course_lib.tensors import Tensor

MEANS = ("sum_over_batch_size", "mean")


def wide(dtype: Any = None) -> Any:
    """The type of number that a loss computes in, and the layer that it owns: as given, else at least 32 bits.

    Mixed precision leaves a loss in 32 bits, so its layer must not go by the global policy.
    """
    floats = keras.config.floatx()
    return dtype or (floats if floats == "float64" else "float32")


class EmbeddingLoss(keras.losses.Loss):
    """A loss of the labels (b,) and the embeddings (b, d) of a batch, one number: what all losses here are.

    Labels are whole numbers or truth values and keep their kind, so that no two classes fall together. Where their
    values are known, others raise an error; inside a graph, where they are not yet, the loss is then NaN, as it is
    where a loss knows its classes and a label is none of them.

    Pairs and triples have no weight: `sample_weight` and `class_weight` are refused. So is another reduction than the
    mean, since a subclass returns one.

    Args:
        name: as of every Keras loss.
        reduction: "sum_over_batch_size" or "mean", which are the same.
        dtype: "float32" or "float64".
    """

    classes: int | None = None  # how many, for a loss that knows them

    def __init__(self, name: str | None = None, reduction: str = "sum_over_batch_size", dtype: Any = None):
        super().__init__(name=name, reduction=reduction, dtype=wide(dtype))
        expect(reduction in MEANS, "reduction", repr(reduction), f"one of {MEANS}: the loss of a batch is one mean")
        expect(self.dtype in ("float32", "float64"), "dtype", self.dtype, "float32 or float64: a loss is a sum of many")

    def __call__(self, y_true: Tensor, y_pred: Tensor, sample_weight: Tensor = None) -> Tensor:
        given = sample_weight is None
        expect(given, "sample_weight", "weights", "none: a loss of pairs or triples can't weigh single pictures")
        labels = self.as_labels(y_true)
        with keras.name_scope(self.name):
            sound = self.sound(labels)
            loss = self.call(labels, ops.convert_to_tensor(y_pred, dtype=self.dtype))
            return ops.where(sound, loss, float("nan"))

    def as_labels(self, y_true: Tensor) -> Tensor:
        """Labels as the tensor that `call` gets."""
        return label_tensor(y_true, "y_true")

    def sound(self, labels: Tensor) -> Tensor:
        """Whether the labels are fit for this loss, a truth value.

        Raises:
            ValueError: they are not, and their values are known.
        """
        if self.classes is not None:
            check_class_numbers(labels, self.classes, "y_true")
        return are_sound(labels, self.classes)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "dtype": self.dtype}


class MarginLoss(EmbeddingLoss):
    """A loss with one setting: the margin, a positive number in the unit of the embedding."""

    def __init__(self, margin: float, **options: Any):
        super().__init__(**options)
        expect(0 < margin < float("inf"), "margin", margin, "a positive number")
        self.margin = margin

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "margin": self.margin}


class TemperatureLoss(EmbeddingLoss):
    """A loss with one setting: the temperature, a positive number; the lower, the more the nearest pictures count."""

    def __init__(self, temperature: float, **options: Any):
        super().__init__(**options)
        expect(temperature > 0, "temperature", temperature, "a positive number")
        self.temperature = temperature

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "temperature": self.temperature}


class LossWithLayer(EmbeddingLoss):
    """A loss that owns a Keras layer, `loss.layer`, which works on the embeddings (b, d).

    Class weights, a predictor, a softmax head, a source of chance. `training.train` builds the layer, hands its weights
    to the optimiser together with those of the encoder, and writes them into the checkpoint. Keras itself would leave
    them as they are: a loss is not part of a model. After the training `keras.Sequential([encoder, loss.layer])` is an
    ordinary model that can be saved and loaded.

    The layer is given its seed, so that two losses with the same settings start alike.
    """

    def __init__(self, layer: keras.layers.Layer, **options: Any):
        super().__init__(**options)
        self.layer = layer


class LossWithClasses(EmbeddingLoss):
    """A loss whose labels are whole numbers from 0 to `loss.classes` - 1.

    `training.train` asks for the number and refuses other labels before the first step; so does a call of the loss.
    """

    classes: int

    def __init__(self, classes: int, **options: Any):
        super().__init__(**options)
        self.classes = int(classes)

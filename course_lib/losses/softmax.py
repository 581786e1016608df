"""A classifier on cosines, and the losses that train it together with the encoder: alone, and beside SupCon."""

from typing import Any

import keras
from keras import ops

from course_lib.errors import check_whole, expect
from course_lib.losses.base import LossWithClasses, LossWithLayer, wide
from course_lib.losses.batch import check_batch, class_numbers
from course_lib.losses.similarity import SupConLoss
from course_lib.tensors import Shape, Tensor, scaled_to_unit


@keras.saving.register_keras_serializable("course_lib")
class CosineClassifier(keras.layers.Layer):
    """A classifier without bias: scale times the cosine of embedding (b, d) and class weights, logits (b, c).

    Its weights are (d, c), one column per class; only their directions count.

    Args:
        classes: c, at least 2.
        scale: above 0.
        seed: of the weights.
        speed: the columns start so many times shorter. A step of Adam has about one length whatever the gradient is, so
            a column, of which only the direction counts, then turns so many times faster at first.
        options: as of every Keras layer.
    """

    def __init__(self, classes: int, scale: float = 20.0, seed: int = 0, speed: float = 1.0, **options: Any):
        super().__init__(**options)
        check_whole("classes", classes, 2)
        expect(scale > 0, "scale", scale, "a positive number")
        expect(speed > 0, "speed", speed, "a positive number")
        self.classes, self.scale, self.seed, self.speed = int(classes), scale, seed, speed

    def build(self, input_shape: Shape) -> None:
        fans = {"mode": "fan_avg", "distribution": "uniform"}
        start = keras.initializers.VarianceScaling(self.speed**-2, **fans, seed=self.seed)  # Glorot's, by the speed
        self.kernel = self.add_weight(shape=(input_shape[-1], self.classes), initializer=start, name="kernel")

    def call(self, embeddings: Tensor) -> Tensor:
        return self.scale * scaled_to_unit(embeddings) @ ops.transpose(scaled_to_unit(ops.transpose(self.kernel)))

    def get_config(self) -> dict[str, Any]:
        settings = {"classes": self.classes, "scale": self.scale, "seed": self.seed, "speed": self.speed}
        return {**super().get_config(), **settings}


class LossWithClassifier(LossWithLayer, LossWithClasses):
    """Base of losses that own a `CosineClassifier` with `columns` columns, by default one for each class."""

    def __init__(
        self, classes: int, scale: float, seed: int, columns: int | None = None, speed: float = 1.0, **options: Any
    ):
        layer = CosineClassifier(columns or classes, scale, seed, speed, dtype=wide(options.get("dtype")))
        super().__init__(layer, classes=classes, **options)
        self.scale, self.seed = scale, seed

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "scale": self.scale, "seed": self.seed}


def mean_cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """Mean of -log softmax(logits) at the label. logits (b, c), labels (b,), numbers from 0 to c - 1. A scalar.

    >>> round(float(mean_cross_entropy(ops.zeros((3, 2)), ops.array([0, 1, 1]))), 4)  # log 2
    0.6931
    """
    classes = logits.shape[-1]
    labels = ops.clip(class_numbers(labels, classes), 0, classes - 1)  # in a graph the loss is NaN for others
    return ops.mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))


@keras.saving.register_keras_serializable("course_lib")
class NormalisedSoftmaxLoss(LossWithClassifier):
    """Cross-entropy of a `CosineClassifier` that the loss owns, mean over the pictures.

    After the training `loss.layer` classifies embeddings.

    Args:
        classes: labels are whole numbers from 0 to classes - 1.
        scale: 1 / temperature: cosines end at 1, so without it the largest class could not be surer than e^2 : 1.
        seed: of the layer.
        name, options: as of every Keras loss.

    Source: Wang et al. 2017, "NormFace"; lesson 10 writes it by hand.

    >>> NormalisedSoftmaxLoss(classes=10).get_config()["scale"]
    20.0
    """

    def __init__(
        self, classes: int, scale: float = 20.0, seed: int = 0, name: str = "normalised_softmax_loss", **options: Any
    ):
        super().__init__(classes, scale, seed, name=name, **options)

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        check_batch(y_true, y_pred)
        return mean_cross_entropy(self.layer(y_pred), y_true)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "classes": self.classes}


@keras.saving.register_keras_serializable("course_lib")
class ContrastiveSoftmaxLoss(LossWithClassifier):
    """`SupConLoss` plus `NormalisedSoftmaxLoss`, for encoders that train on many classes.

    SupCon compares the pictures of a batch with each other; the softmax compares each of them with a column for every
    class, also of those that the batch lacks.

    Args:
        classes: labels are whole numbers from 0 to classes - 1.
        temperature: of SupCon.
        scale: of the softmax.
        seed: of the layer.
        name, options: as of every Keras loss.

    >>> ContrastiveSoftmaxLoss(classes=10).layer.classes
    10
    """

    def __init__(
        self,
        classes: int,
        temperature: float = 0.1,
        scale: float = 12.0,
        seed: int = 0,
        name: str = "contrastive_softmax_loss",
        **options: Any,
    ):
        super().__init__(classes, scale, seed, name=name, **options)
        self.sup_con = SupConLoss(temperature, dtype=options.get("dtype"))

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        return self.sup_con.call(y_true, y_pred) + mean_cross_entropy(self.layer(y_pred), y_true)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "classes": self.classes, "temperature": self.sup_con.temperature}

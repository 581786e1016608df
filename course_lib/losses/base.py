"""Base classes: a loss with a margin, with a temperature, with a layer of its own, with a fixed number of classes."""

from typing import Any

import keras

from course_lib.errors import expect


class MarginLoss(keras.losses.Loss):
    """A loss with one setting: the margin, a positive number in the unit of the embedding."""

    def __init__(self, margin: float, **options: Any):
        super().__init__(**options)
        expect(0 < margin < float("inf"), "margin", margin, "a positive number")
        self.margin = margin

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "margin": self.margin}


class TemperatureLoss(keras.losses.Loss):
    """A loss with one setting: the temperature, a positive number; the lower, the more the nearest pictures count."""

    def __init__(self, temperature: float, **options: Any):
        super().__init__(**options)
        expect(temperature > 0, "temperature", temperature, "a positive number")
        self.temperature = temperature

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "temperature": self.temperature}


class LossWithLayer(keras.losses.Loss):
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


class LossWithClasses(keras.losses.Loss):
    """A loss whose labels are whole numbers from 0 to `loss.classes` - 1.

    `training.train` asks for the number and refuses other labels before the first step.
    """

    def __init__(self, classes: int, **options: Any):
        super().__init__(**options)
        self.classes = int(classes)

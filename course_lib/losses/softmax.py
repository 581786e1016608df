"""A classifier on cosines, and the loss that trains it together with the encoder."""

import keras
from keras import ops

from course_lib.errors import expect
from course_lib.losses.margin import check_batch
from course_lib.losses.owned import LossWithLayer
from course_lib.tensors import scaled_to_unit


@keras.saving.register_keras_serializable("course_lib")
class CosineClassifier(keras.layers.Layer):
    """A classifier without bias: scale times the cosine of embedding (b, d) and class weights. Returns logits (b, c).

    Its weights are (d, c), one column per class; only their directions count.
    """

    def __init__(self, classes, scale=20.0, seed=0, **options):
        super().__init__(**options)
        expect(classes >= 2, "classes", classes, "at least 2")
        expect(scale > 0, "scale", scale, "a positive number")
        self.classes, self.scale, self.seed = classes, scale, seed

    def build(self, input_shape):
        shape = (input_shape[-1], self.classes)
        self.kernel = self.add_weight(
            shape=shape, initializer=keras.initializers.GlorotUniform(self.seed), name="kernel"
        )

    def call(self, embeddings):
        return self.scale * scaled_to_unit(embeddings) @ ops.transpose(scaled_to_unit(ops.transpose(self.kernel)))

    def get_config(self):
        return {**super().get_config(), "classes": self.classes, "scale": self.scale, "seed": self.seed}


@keras.saving.register_keras_serializable("course_lib")
class NormalisedSoftmaxLoss(LossWithLayer):
    """Cross-entropy of a `CosineClassifier` that the loss owns (Zhai and Wu 2019), mean over the pictures.

    labels are whole numbers from 0 to classes - 1. scale is 1 / temperature: cosines end at 1, so without it the
    largest class could not be surer than e^2 : 1. After the training `loss.layer` classifies embeddings.

    >>> NormalisedSoftmaxLoss(classes=10).get_config()["scale"]
    20.0
    """

    def __init__(self, classes, scale=20.0, seed=0, name="normalised_softmax_loss", **options):
        layer = CosineClassifier(classes, scale, seed, dtype=options.get("dtype"))
        super().__init__(layer, name=name, **options)
        self.classes, self.scale, self.seed = classes, scale, seed

    def call(self, y_true, y_pred):
        check_batch(y_true, y_pred)
        labels = ops.cast(ops.reshape(y_true, (-1,)), "int32")
        return ops.mean(keras.losses.sparse_categorical_crossentropy(labels, self.layer(y_pred), from_logits=True))

    def get_config(self):
        return {**super().get_config(), "classes": self.classes, "scale": self.scale, "seed": self.seed}

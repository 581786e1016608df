"""SupCon between the pictures of a batch, and a classifier over all classes: two halves of one task."""

import keras

from course_lib.losses.owned import LossWithLayer
from course_lib.losses.similarity import SupConLoss
from course_lib.losses.softmax import NormalisedSoftmaxLoss


@keras.saving.register_keras_serializable("course_lib")
class ContrastiveSoftmaxLoss(LossWithLayer):
    """`SupConLoss` plus `NormalisedSoftmaxLoss`, for encoders that train on many classes.

    SupCon compares the pictures of a batch with each other; the softmax compares each of them with a column for every
    class, also of those that the batch lacks. `loss.layer` is its `CosineClassifier`.

    labels are whole numbers from 0 to classes - 1; temperature is that of SupCon, scale that of the softmax.

    >>> ContrastiveSoftmaxLoss(classes=10).layer.classes
    10
    """

    def __init__(self, classes, temperature=0.1, scale=12.0, seed=0, name="contrastive_softmax_loss", **options):
        self.softmax = NormalisedSoftmaxLoss(classes, scale, seed, dtype=options.get("dtype"))
        super().__init__(self.softmax.layer, name=name, **options)
        self.sup_con = SupConLoss(temperature, dtype=options.get("dtype"))
        self.classes, self.temperature, self.scale, self.seed = classes, temperature, scale, seed

    def call(self, y_true, y_pred):
        return self.sup_con.call(y_true, y_pred) + self.softmax.call(y_true, y_pred)

    def get_config(self):
        own = ("classes", "temperature", "scale", "seed")
        return {**super().get_config(), **{name: getattr(self, name) for name in own}}

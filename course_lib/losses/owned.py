"""The base of losses with a layer of their own: class weights, a predictor, a softmax head, a source of chance."""

import keras


class LossWithLayer(keras.losses.Loss):
    """A loss that owns a Keras layer, `loss.layer`, which works on the embeddings (b, d).

    `training.train` builds the layer, hands its weights to the optimiser together with those of the encoder, and
    writes them into the checkpoint. Keras itself would leave them as they are: a loss is not part of a model. After
    the training `keras.Sequential([encoder, loss.layer])` is an ordinary model that can be saved and loaded.

    The layer is given its seed, so that two losses with the same settings start alike.
    """

    def __init__(self, layer, **options):
        super().__init__(**options)
        self.layer = layer

"""One training in Keras for bench/equal_time.py: python bench/equal_ours.py METHOD RATE FOLDER SEED STEPS.

FOLDER is as `Training` of bench/peer_turns.py makes it; the training leaves its embeddings in result.npz.
"""

import sys
from pathlib import Path

import keras
import numpy as np
from keras import layers, ops
from peer_ours import CountedBatches

from course_lib import losses
from course_lib.models import augmentation, embed, encoder
from course_lib.training import train

BATCH = {"classes": 16, "per_class": 4}
PAIRS = {"classes": 32, "per_class": 2}
OURS = {
    "SupCon": lambda classes: losses.SupConLoss(),
    "SupCon + softmax": losses.ContrastiveSoftmaxLoss,
    "cosine softmax": losses.NormalisedSoftmaxLoss,
}


class NeighbourPairs(keras.losses.Loss):
    """Softmax over the cosines of each class' first picture with all second ones; batches of two pictures a class.

    Source: Kelcey 2020, Metric learning for image similarity search, keras.io; its temperature.
    """

    def call(self, y_true, y_pred):
        cosines = y_pred[0::2] @ ops.transpose(y_pred[1::2])  # (p, p)
        return keras.losses.sparse_categorical_crossentropy(
            ops.arange(ops.shape(cosines)[0]), cosines / 0.2, from_logits=True
        )


def small_network(shape):
    """The network of the same page: three convolutions at stride 2, averages over places, 8 numbers of length 1."""
    x = pictures = keras.Input(shape)
    x = layers.Rescaling(1 / 255)(x)
    for filters in (32, 64, 128):
        x = layers.Conv2D(filters, 3, strides=2, activation="relu")(x)
    x = layers.Dense(8)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(pictures, layers.UnitNormalization()(x))


def of_method(method, shape, classes, start):
    """(network that embeds, model to train, its loss, options of the batches, whether pictures are moved and lit)."""
    if method == "keras.io":
        network = small_network(shape)
        return network, network, NeighbourPairs(), PAIRS, False
    network = encoder(shape)
    network.set_weights(start)
    if method == "softmax":
        logits = layers.Dense(classes)(network.layers[-2].output)  # of the embedding before it gets length 1
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        return network, keras.Model(network.input, logits), loss, BATCH, True
    return network, network, OURS[method](classes), BATCH, True


def main(method, rate, folder, seed, steps):
    shared, start = dict(np.load(folder.parent / "data.npz")), np.load(folder.parent / "start.npz")
    counter = np.memmap(folder / "counter", "int64", "r+")
    keras.utils.set_random_seed(seed)
    pictures, labels = shared["pictures"], shared["labels"]
    weights = [start[name] for name in start.files]
    network, model, loss, options, moved = of_method(method, pictures.shape[1:], int(labels.max()) + 1, weights)
    batches = CountedBatches(pictures, labels, counter, steps=steps, seed=seed, **options)
    layer = augmentation(seed, flip=bool(shared["flip"])) if moved else None
    train(model, batches, loss, epochs=1, learning_rate=rate, augmentation=layer)
    np.savez(folder / "result.npz", **{part: embed(network, shared[part]) for part in ("validation", "test")})


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]), *map(int, sys.argv[4:]))

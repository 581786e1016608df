"""Heads: a few layers on top of a network. Each function returns a new network that shares the old one's layers."""

from keras import Model, layers

from course_lib.errors import expect


def projection_head(network, hidden=64, dimension=32):
    """g(h) = W2 relu(batch norm(W1 h)) on the embeddings h of a network; pictures to (b, dimension).

    Trained with a contrastive loss on g(h) and thrown away after: the search uses h (Chen et al. 2020, "SimCLR").
    """
    _check_sizes(hidden=hidden, dimension=dimension)
    x = layers.Dense(hidden, use_bias=False)(network.output)
    x = layers.ReLU()(layers.BatchNormalization()(x))
    return Model(network.input, layers.Dense(dimension, name="projection")(x), name="projection")


def hash_head(network, bits):
    """tanh(W h + b) on the embeddings h of a network; pictures to (b, bits), numbers between -1 and 1.

    Their signs are the binary code. The tanh is the smooth stand-in for the sign, whose gradient is 0.
    """
    _check_sizes(bits=bits)
    codes = layers.Dense(bits, activation="tanh", name="codes")(network.output)
    return Model(network.input, codes, name="hashing")


def classifier(network, classes):
    """W h + b on the embeddings h of a network; pictures to logits (b, classes), for a softmax cross-entropy.

    With `encoder(shape, normalise=False)` below it is a plain convolutional classifier, and the encoder gives its
    penultimate features.
    """
    expect(classes >= 2, "classes", classes, "at least 2")
    logits = layers.Dense(classes, name="logits")(network.output)
    return Model(network.input, logits, name="classifier")


def penultimate(network):
    """A network without its last layer, such as the embedding (b, d) below the logits of a loaded classifier."""
    return Model(network.input, network.layers[-1].input, name="penultimate")


def _check_sizes(**sizes):
    for argument, size in sizes.items():
        expect(size >= 1, argument, size, "a positive whole number")

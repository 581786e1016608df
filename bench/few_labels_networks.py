"""The networks of bench/few_labels.py: one small encoder, told in eight ways about few labels and many pictures."""

import keras
import numpy as np
import tensorflow as tf

from course_lib.losses import (
    ContrastiveLoss,
    MetricEntropyLoss,
    NeighbourEmbeddingLoss,
    PseudoLabelLoss,
    SupConLoss,
    made_or_real,
)
from course_lib.losses.base import LossWithLayer
from course_lib.training import FewLabelBatches
from course_lib.training.learning_rate import cosine_schedule
from course_lib.training.loop import Trained, compile_model

STEPS, AT_ONCE, DIMENSION, CLASSES, PER_CLASS, OTHERS = 200, 20, 32, 10, 4, 64
NOISE = 20  # of the views that a network may see in place of the pictures; they move by an eighth of the side
PAIR_LOSSES = {"contrastive": ContrastiveLoss, "SupCon": lambda: SupConLoss(0.2)}
LOSSES = {
    "CNN": lambda: PseudoLabelLoss(CLASSES, weight=0.0),
    "pseudo-labels": lambda weight: PseudoLabelLoss(CLASSES, weight),
    "Siamese, neighbours": lambda weight: NeighbourEmbeddingLoss(CLASSES, weight),
    "Siamese, entropy": lambda weight: MetricEntropyLoss(CLASSES, weight),
    "Siamese, distances": lambda: MetricEntropyLoss(CLASSES, weight=0.0),
    "Siamese": lambda pairs: PAIR_LOSSES[pairs](),
    "Siamese, pre-trained": lambda: SupConLoss(0.2),
}


def small_network(shape):
    """Pictures (b, h, w, c) to embeddings (b, DIMENSION) of any length; no layer mixes the pictures of a batch."""
    layers = keras.layers
    first = layers.Conv2D(16, 3, padding="same", activation="relu", strides=1 if shape[0] <= 8 else 2)
    body = [first, layers.MaxPooling2D(), layers.Conv2D(32, 3, padding="same", activation="relu"), layers.Flatten()]
    head = [layers.Dense(64, activation="relu"), layers.Dense(DIMENSION)]
    return keras.Sequential([keras.Input(shape), layers.Rescaling(1 / 127.5, offset=-1), *body, *head])


class Learner:
    """A network with one loss that learns again and again from new weights, through one graph."""

    def __init__(self, shape, loss, rate, decay=5e-4, steps=STEPS):
        self.shape, self.loss, self.steps = shape, loss, steps
        self.encoder = small_network(shape)
        self.model = Trained(self.encoder, loss, None, shape)
        compile_model(self.model, loss, "adamw", cosine_schedule(steps, rate, 0.0), decay)
        self.run = tf.function(self.several_steps(), autograph=True)

    def learn(self, batches, seed, start=None):
        """The encoder after a training that depends on the arguments alone; `start` are weights to begin with."""
        keras.utils.set_random_seed(seed)
        self.encoder.set_weights(small_network(self.shape).get_weights() if start is None else start)
        if isinstance(self.loss, LossWithLayer):
            kernel, bias = self.loss.layer.get_weights()
            self.loss.layer.set_weights([np.random.default_rng(seed).normal(size=kernel.shape) * 0.2, 0 * bias])
        for variable in self.model.optimizer.variables:
            if "learning_rate" not in variable.path:
                variable.assign(np.zeros(variable.shape))
        batches.epoch = 0
        for begin in range(0, self.steps, AT_ONCE):
            some = [batches[i] for i in range(begin, begin + AT_ONCE)]
            self.run(*(tf.constant(np.stack(each)) for each in zip(*some, strict=True)))
        return self.encoder

    def several_steps(self):
        """A function of pictures (AT_ONCE, b, ...) and labels that makes so many steps."""
        variables = list(self.model.trainable_variables)

        def run(pictures, labels):
            for i in tf.range(AT_ONCE):
                with tf.GradientTape() as tape:
                    told = self.loss(labels[i], self.encoder(pictures[i], training=True))
                slopes = tape.gradient(told, [variable.value for variable in variables])
                self.model.optimizer.apply(slopes, variables)

        return run


def batches_of(pictures, labels, seed, seen=False, others=OTHERS, neighbours=None):
    """Batches with or without views."""
    moved = {"noise": NOISE, "reach": pictures.shape[1] // 8} if seen else {}
    sizes = {"per_class": PER_CLASS, "steps": STEPS, "seed": seed, "others": others, "neighbours": neighbours}
    return FewLabelBatches(pictures, labels, **sizes, **moved)


def probabilities(encoder, head):
    """A function: pictures to the probability of each class (n, c)."""
    return lambda pictures: keras.ops.convert_to_numpy(keras.ops.softmax(head(encoder(pictures.astype("float32")))))


class Generator:
    """A network that makes pictures, and the encoder with a classifier that it learns against, through one graph."""

    def __init__(self, shape, rate, weight):
        self.shape, self.encoder, self.head = shape, small_network(shape), keras.layers.Dense(CLASSES)
        layers, size = keras.layers, int(np.prod(shape))
        body = [layers.Dense(128, activation="relu"), layers.Dense(size, activation="sigmoid")]
        self.make = keras.Sequential([keras.Input((32,)), *body, layers.Rescaling(255), layers.Reshape(shape)])
        self.head.build((None, DIMENSION))
        self.parts = (*self.encoder.trainable_variables, *self.head.trainable_variables), self.make.trainable_variables
        self.optimizers = [keras.optimizers.Adam(cosine_schedule(STEPS, rate, 0.0), beta_1=0.5) for _ in self.parts]
        for optimizer, variables in zip(self.optimizers, self.parts, strict=True):
            optimizer.build(list(variables))
        self.step = tf.function(self.one_step(weight), autograph=False)

    def one_step(self, weight):
        """A function of pictures, labels and chance that moves both sides once."""
        cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        sides = [[variable.value for variable in variables] for variables in self.parts]

        def step(labelled, labels, real, chance):
            with tf.GradientTape(persistent=True) as tape:
                made = self.make(chance)
                of_labelled, of_real, of_made = (self.encoder(x) for x in (labelled, real, made))
                judged = made_or_real(self.head(of_real), self.head(of_made))
                told = cross_entropy(labels, self.head(of_labelled)) + weight * judged
                alike = tf.reduce_sum((tf.reduce_mean(of_real, 0) - tf.reduce_mean(of_made, 0)) ** 2)
            for optimizer, loss, side, variables in zip(self.optimizers, (told, alike), sides, self.parts, strict=True):
                optimizer.apply(tape.gradient(loss, side), list(variables))

        return step

    def learn(self, batches, seed):
        """Probabilities after a training that depends on the arguments alone."""
        keras.utils.set_random_seed(seed)
        self.encoder.set_weights(small_network(self.shape).get_weights())
        for layer in (self.head, *self.make.layers):
            for variable in layer.trainable_variables:
                start = (
                    keras.initializers.GlorotUniform(seed) if len(variable.shape) > 1 else keras.initializers.Zeros()
                )
                variable.assign(start(variable.shape))
        for optimizer in self.optimizers:
            for variable in optimizer.variables:
                if "learning_rate" not in variable.path:
                    variable.assign(np.zeros(variable.shape))
        rng, few = np.random.default_rng(seed), CLASSES * PER_CLASS
        batches.epoch = 0
        for i in range(STEPS):
            x, y = batches[i]
            chance = rng.normal(size=(OTHERS, 32)).astype("float32")
            self.step(*map(tf.constant, (x[:few], y[:few], x[few:], chance)))
        return probabilities(self.encoder, self.head)

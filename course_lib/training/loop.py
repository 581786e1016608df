"""Training an encoder: one progress bar, and a checkpoint from which an interrupted training goes on."""

import hashlib
import json
import sys

import keras
import numpy as np
from tqdm import tqdm

from course_lib.errors import check_whole, expect
from course_lib.training.checkpoint import Checkpoint
from course_lib.training.muon import Muon

OPTIMISERS = {"adamw": keras.optimizers.AdamW, "muon": Muon}


def train(
    encoder,
    batches,
    loss,
    *,
    epochs,
    rate=2e-3,
    decay=5e-4,
    warm_up=0.0,
    optimiser="adamw",
    augmentation=None,
    checkpoints=None,
    watch=None,
):
    """Train the encoder in place on `epochs` rounds of the batches (a `PKBatches`); returns the mean loss per epoch.

    AdamW (Loshchilov and Hutter 2019) with weight decay `decay`, at a learning rate that falls from `rate` to 0 along
    half a cosine; during the share `warm_up` of all steps it first rises from 0. optimiser: "adamw", or "muon" for
    `Muon` on the encoder's kernels, which wants a rate of about 1e-2. augmentation: a Keras model or layer that
    distorts the pictures, and may change their size to the encoder's. The layer of a `LossWithLayer` trains along.

    checkpoints: a folder. After each epoch the whole state is written there, aside and then moved into place, under
    the fingerprint of everything that decides the result (starting weights, pictures, labels, loss, settings). The
    same call later goes on from it, or, if the training was finished, takes its result without training again. A
    training that stopped inside an epoch repeats that epoch from its start, and ends as if it had never stopped.

    watch: a function of the epochs done so far, called after each, whose answer, a few words, stands beside the loss.
    """
    check_whole("epochs", epochs, 1)
    check_labels(batches.labels, loss)
    model = Trained(encoder, loss, augmentation, batches.pictures.shape[1:])
    model.compile(optimizer(optimiser, epochs * len(batches), rate, decay, warm_up), loss)
    if optimiser == "muon" and hasattr(loss, "layer"):
        model.optimizer.leave_to_adam(loss.layer.trainable_variables)
    checkpoint = None
    if checkpoints is not None:
        numbers = [optimiser, epochs, rate, decay, warm_up]
        checkpoint = Checkpoint(checkpoints, fingerprint(encoder, batches, loss, augmentation, numbers))
        checkpoint.restore(model)
    done, losses = int(model.optimizer.iterations) // len(batches), []
    with Progress(epochs * len(batches), done * len(batches)) as progress:
        for epoch in range(done, epochs):
            losses.append(one_epoch(model, batches, epoch, progress))
            if checkpoint:
                checkpoint.write(model)
            if watch:
                progress.say(watch(epoch + 1))
    return losses


def one_epoch(model, batches, epoch, progress):
    """Train the model on all batches of an epoch; returns the mean loss.

    The epoch starts from its own number: the batches are told which it is, and the random layers are seeded by it.
    Batch by batch, since `fit` takes twice as long for the same on TensorFlow: it doesn't tell that all have one size.
    """
    batches.epoch = epoch
    states = [variable for variable in model.variables if variable.name == "seed_generator_state"]
    for place, state in enumerate(states):
        rng = np.random.default_rng([batches.seed, epoch, place])
        state.assign(rng.integers(0, 2**31, state.shape))
    model.reset_metrics()
    for i in range(len(batches)):
        mean = float(model.train_on_batch(*batches[i]))
        progress.step(mean)
    return mean


class Progress:
    """One line with the steps done, the time left and the mean loss of the epoch."""

    def __init__(self, steps, done):
        self.loss = self.words = ""
        self.bar = tqdm(total=steps, initial=done, unit="step", mininterval=1.0, ncols=90, file=sys.stdout)

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.bar.close()

    def step(self, loss):
        """Another step is done."""
        self.loss = f"loss={loss:.3f}"
        self.bar.set_postfix_str(self.loss + self.words, refresh=False)
        self.bar.update()

    def say(self, words):
        """Put these words beside the loss from now on."""
        self.words = f", {words}" if words else ""
        self.bar.set_postfix_str(self.loss + self.words)


def optimizer(kind, steps, rate, decay, warm_up):
    """The optimiser of `train` for so many steps."""
    expect(kind in OPTIMISERS, "optimiser", repr(kind), f"one of {tuple(OPTIMISERS)}")
    expect(decay >= 0, "decay", decay, "0 or more")
    return OPTIMISERS[kind](falling_rate(steps, rate, warm_up), weight_decay=decay)


def falling_rate(steps, rate, warm_up=0.0):
    """Learning rate of each step: from 0 to `rate` during the share `warm_up`, then to 0 along half a cosine."""
    expect(rate > 0, "rate", rate, "a positive number")
    expect(0 <= warm_up < 1, "warm_up", warm_up, "a share of the steps, at least 0 and below 1")
    rising = round(warm_up * steps)
    start = {"initial_learning_rate": 0.0, "warmup_target": rate} if rising else {"initial_learning_rate": rate}
    return keras.optimizers.schedules.CosineDecay(**start, decay_steps=steps - rising, warmup_steps=rising)


def check_labels(labels, loss):
    """Raise ValueError unless the labels (n,) are 0 to classes - 1, for a loss that knows the number of classes."""
    if hasattr(loss, "classes"):
        least, most = labels.min(), labels.max()
        expect(least >= 0 and most < loss.classes, "labels", f"{least} to {most}", f"0 to {loss.classes - 1}")


class Trained(keras.Model):
    """Augmentation and encoder in a row; beside them the layer that the loss may own, so that it trains along."""

    def __init__(self, encoder, loss, augmentation, shape):
        super().__init__()
        self.row = keras.Sequential([augmentation, encoder] if augmentation else [encoder])
        self.row.build((None, *shape))
        if hasattr(loss, "layer"):
            self.beside = loss.layer
            if not loss.layer.built:
                loss.layer.build(encoder.output_shape)
        self.built = True

    def call(self, pictures, training=None):
        return self.row(pictures, training=training)


def fingerprint(encoder, batches, loss, augmentation, numbers):
    """A short name for everything that decides the outcome of a training."""
    layers = [*leaves(encoder), *(leaves(augmentation) if augmentation is not None else [])]
    settings = [type(loss).__name__, loss.get_config(), *(without_names(layer.get_config()) for layer in layers)]
    numbers = [*numbers, *batches.settings()]
    digest = hashlib.sha256(json.dumps([settings, numbers], sort_keys=True, default=str).encode())
    own = loss.layer.get_weights() if hasattr(loss, "layer") else []
    for array in [*encoder.get_weights(), *own, batches.pictures, batches.labels]:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:16]


def leaves(model):
    """The layers of a model, those of models inside it in their place; of a layer, itself."""
    return [leaf for layer in model.layers for leaf in leaves(layer)] if hasattr(model, "layers") else [model]


def without_names(config):
    """A layer's configuration without its name, which counts up with every network built in one process."""
    return {key: value for key, value in config.items() if key != "name"}

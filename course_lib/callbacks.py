"""What happens beside a training: its state is kept, its progress shown."""

import os
import sys
from pathlib import Path

import keras
import numpy as np
from tqdm import tqdm


class Keeper(keras.callbacks.Callback):
    """Writes the model with its optimiser after each epoch; a reader never meets a half-written file."""

    def __init__(self, folder, name):
        super().__init__()
        self.path = Path(folder) / f"{name}.weights.h5"

    def restore(self, model):
        """Take the state from the checkpoint if there is one; a damaged one is set aside with a sentence."""
        if not self.path.exists():
            return
        model.optimizer.build(model.trainable_variables)
        try:
            model.load_weights(self.path)
        except (OSError, ValueError, KeyError) as problem:
            damaged = self.path.with_suffix(".damaged")
            os.replace(self.path, damaged)
            raise ValueError(
                f"checkpoints: {self.path.name} could not be read ({problem}); it is now {damaged.name}, run again"
            ) from problem

    def on_epoch_end(self, epoch, logs=None):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.path.with_name(f"{os.getpid()}-{self.path.name}")
        self.model.save_weights(aside)
        os.replace(aside, self.path)


class Progress(keras.callbacks.Callback):
    """One line with the steps done, the time left and the loss.

    Each epoch starts from its own number: the batches are told which epoch it is (Keras itself takes a first look at
    them, which would count as one), and the random layers are seeded by it.
    """

    def __init__(self, batches, steps, done):
        super().__init__()
        self.batches = batches
        self.bar = tqdm(total=steps, initial=done, unit="step", mininterval=1.0, ncols=90, file=sys.stdout)

    def on_epoch_begin(self, epoch, logs=None):
        self.batches.epoch = epoch
        states = [variable for variable in self.model.variables if variable.name == "seed_generator_state"]
        for place, state in enumerate(states):
            rng = np.random.default_rng([self.batches.seed, epoch, place])
            state.assign(rng.integers(0, 2**31, state.shape))

    def on_train_batch_end(self, batch, logs=None):
        self.bar.update()
        self.bar.set_postfix(loss=f"{logs['loss']:.3f}", refresh=False)

    def on_train_end(self, logs=None):
        self.bar.close()

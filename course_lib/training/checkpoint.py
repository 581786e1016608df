"""The state of a training, in a file from which it goes on."""

import os
from pathlib import Path


class Checkpoint:
    """The file `name` in `folder`: a model with its optimiser. A reader never meets a half-written one."""

    def __init__(self, folder, name):
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

    def write(self, model):
        """Put the state of the model in place of the one before, in one step."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self.path.with_name(f"{os.getpid()}-{self.path.name}")
        model.save_weights(aside)
        os.replace(aside, self.path)

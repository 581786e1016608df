"""The state of a training, in a file from which it goes on."""

from pathlib import Path

from course_lib.machine.files import replace_atomically, set_aside


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
            damaged = set_aside(self.path)
            raise ValueError(
                f"checkpoints: {self.path.name} could not be read ({problem}); it is now {damaged.name}, run again"
            ) from problem

    def write(self, model):
        """Put the state of the model in place of the one before, in one step."""
        with replace_atomically(self.path) as part:
            model.save_weights(part)

"""How far a training is, in one line."""

import sys

from tqdm import tqdm


class Progress:
    """One line with the steps done, the time left and the mean loss of the epoch."""

    def __init__(self, steps: int, done: int):
        self.loss = self.words = ""
        self.bar = tqdm(
            total=steps,
            initial=done,
            unit="step",
            mininterval=1.0,
            ncols=90,
            file=sys.stdout,
            disable=sys.stdout is None,
        )

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.bar.close()

    def step(self, loss: float) -> None:
        """Count another step as done."""
        self.loss = f"loss={loss:.3f}"
        self.bar.set_postfix_str(self.loss + self.words, refresh=False)
        self.bar.update()

    def say(self, words: str | None) -> None:
        """Put these words beside the loss from now on."""
        self.words = f", {words}" if words else ""
        self.bar.set_postfix_str(self.loss + self.words)

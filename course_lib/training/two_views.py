"""Two views of one picture: batches in which nobody had to label anything. Written in lesson 08."""

from typing import Any

import numpy as np

from course_lib.arrays import is_number, real_numbers
from course_lib.errors import check_whole, expect
from course_lib.training.batches import PKBatches


def views(pictures: np.ndarray, rng: np.random.Generator, noise: float = 40, reach: int = 1) -> np.ndarray:
    """One view of each grey picture (n, h, w, 1), float32: shifted by at most `reach` pixels, and noisy.

    Args:
        pictures: values 0 to 255. What is shifted in from outside is 0.
        rng: draws shifts and noise.
        noise: its standard deviation.
        reach: the largest shift, up or down, left or right.

    Raises:
        ValueError: the pictures are not grey.

    Lesson: 08

    >>> views(np.zeros((2, 8, 8, 1)), np.random.default_rng(0), noise=0).shape
    (2, 8, 8, 1)
    """
    check_views(pictures, noise, reach)
    n, h, w, _ = pictures.shape
    padded = np.pad(pictures, [(0, 0), (reach, reach), (reach, reach), (0, 0)])
    corners = rng.integers(2 * reach + 1, size=(n, 2))  # where in the padded picture the view begins
    moved = [padded[i, down : down + h, right : right + w] for i, (down, right) in enumerate(corners)]
    return (np.stack(moved) + rng.normal(scale=noise, size=pictures.shape)).astype("float32")


def check_views(pictures: np.ndarray, noise: float, reach: int) -> None:
    """Raise ValueError unless `views` can shift these pictures by `reach` and add such noise."""
    shape = np.shape(pictures)
    expect(len(shape) == 4 and shape[0], "pictures", f"shape {shape}", "shape (n, h, w, 1), at least one picture")
    numbers = real_numbers(pictures, "pictures")
    expect(np.isfinite(numbers).all(), "pictures", "NaN or infinity", "numbers")
    expect(is_number(noise) and 0 <= noise < np.inf, "noise", repr(noise), "a number of at least 0")
    check_whole("reach", reach, 0)


class TwoViews(PKBatches):
    """Batches of 64 pictures, drawn without their labels: two `views` of each, and the number of the picture.

    Settings are those of `PKBatches`; its `classes` and `per_class` are not used. A subclass may have other `noise` and
    `reach`.

    Lesson: 08
    """

    noise, reach = 40, 1

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        expect(len(self.pictures) >= 64, "pictures", f"{len(self.pictures)}", "at least 64")

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng([self.seed, self.epoch, i])
        chosen = rng.choice(len(self.pictures), 64, replace=False)
        number = np.tile(np.arange(64), 2)  # (128,) which of the 64
        return views(self.pictures[chosen[number]], rng, self.noise, self.reach), number

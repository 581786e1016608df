"""Pictures at a chosen size, at random places of a larger empty canvas."""

from dataclasses import replace

import numpy as np
from PIL import Image

from course_lib.data.record import PictureSet, check_size
from course_lib.errors import check_seed, check_whole, expect


def on_canvas(pictures: PictureSet, canvas: int, size: int, seed: int = 0, background: int = 0) -> PictureSet:
    """The same PictureSet with each picture at `size` pixels of a side, at a random place of an empty canvas.

    Labels, split and order stay, so sets of several sizes made of one set can be compared picture by picture. Each
    pixel of a smaller picture is the mean of those that it stands for; a larger one is interpolated.

    Args:
        pictures: n of them.
        canvas: height and width of the new pictures.
        size: height and width of what stands on them, at most `canvas`. What is not square is squeezed.
        seed: of the places. The place of a picture depends on (seed, size) and on its number.
        background: of the canvas, 0 (black) to 255.

    Raises:
        ValueError: an argument does not fit.

    Lesson: 13

    >>> from course_lib.data import digits
    >>> on_canvas(digits(), canvas=32, size=16).describe()
    '1797 grey pictures of 32 x 32 pixels, 10 classes, 764 train, 258 val, 775 test'
    """
    expect(isinstance(pictures, PictureSet), "pictures", type(pictures).__name__, "a PictureSet")
    check_size(canvas)
    check_whole("size", size, 1, canvas)
    check_whole("background", background, 0, 255)
    check_seed(seed)
    n, *_, channels = pictures.pictures.shape
    corners = np.random.default_rng([seed, size]).integers(0, canvas - size + 1, (n, 2))
    placed = np.full((n, canvas, canvas, channels), background, np.uint8)
    for picture, each, (top, left) in zip(placed, pictures.pictures, corners, strict=True):
        picture[top : top + size, left : left + size] = resized(each, size)
    return replace(pictures, pictures=placed)


def resized(picture: np.ndarray, size: int) -> np.ndarray:
    """A picture (h, w, c) uint8 as (size, size, c)."""
    expect(picture.ndim == 3, "picture", f"shape {picture.shape}", "shape (h, w, c)")
    image = Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)
    way = Image.Resampling.BOX if size <= min(picture.shape[:2]) else Image.Resampling.BILINEAR
    return np.asarray(image.resize((size, size), way)).reshape(size, size, picture.shape[-1])

"""Pictures as small squares of colours, and how much two of them differ."""

import numpy as np
from PIL import Image

GRID = 48  # pixels of a side of what is compared
BLOCKS = 6  # in a row of it: the block that differs most decides


def worst_block(first: np.ndarray, second: np.ndarray) -> float:
    """Root mean square of the differences of two (GRID, GRID, 3) arrays in the block that differs most."""
    squares = ((first - second) ** 2).mean(axis=2)  # (GRID, GRID)
    side = GRID // BLOCKS
    return float(np.sqrt(squares.reshape(BLOCKS, side, BLOCKS, side).mean(axis=(1, 3)).max()))


def grid_of(picture: Image.Image, box: tuple[float, float, float, float] | None = None) -> np.ndarray:
    """(GRID, GRID, 3) float32 of an RGB picture, or of a box in its pixels: left, top, right, bottom."""
    return np.asarray(picture.resize((GRID, GRID), Image.Resampling.BOX, box=box), np.float32)

"""Do two files show the same picture? Laid over each other, turned, mirrored and as a cutting, and compared."""

from typing import NamedTuple

import numpy as np
from PIL import Image

from course_lib.app.cuttings import find_cutting, refined
from course_lib.app.picture_grids import grid_of, worst_block
from course_lib.data.reading import Whole

SIDE = 128  # pixels of the long side of the pictures that are laid over each other
LIMIT = 35.0  # largest difference of two copies; bench/duplicates.md has those of copies and of other photos
CONTRAST_SHARE = 0.6  # largest difference as a share of the contrast
PLAIN = 2.0  # difference that is none even where there is no contrast
MOST_STRETCHED = 1.03  # how far the proportions of two whole pictures may differ
CUT = 0.985  # share of the width below which a match is called a cutting
TURNS = {
    "": None,
    "mirrored": Image.Transpose.FLIP_LEFT_RIGHT,
    "upside down": Image.Transpose.ROTATE_180,
    "turned by 90 degrees": Image.Transpose.ROTATE_90,
    "turned by 270 degrees": Image.Transpose.ROTATE_270,
    "mirrored, upside down": Image.Transpose.FLIP_TOP_BOTTOM,
    "mirrored, turned by 90 degrees": Image.Transpose.TRANSPOSE,
    "mirrored, turned by 270 degrees": Image.Transpose.TRANSVERSE,
}
GRID_TURNS = {  # the same for an array: mirrored first, then turned so many times by 90 degrees, counter-clockwise
    "": (False, 0),
    "mirrored": (True, 0),
    "upside down": (False, 2),
    "turned by 90 degrees": (False, 1),
    "turned by 270 degrees": (False, 3),
    "mirrored, upside down": (True, 2),
    "mirrored, turned by 90 degrees": (True, 1),
    "mirrored, turned by 270 degrees": (True, 3),
}


class Match(NamedTuple):
    """How well one picture lies upon another.

    Args:
        difference: root mean square of the differences (0 to 255) in the block that differs most.
        turn: what brings the second picture upon the first, a key of TURNS.
        box: the part of the first picture that the second one shows: left, top, right, bottom as shares of its sides.
        contrast: standard deviation of what the second picture shows; a difference is small beside it or not.
    """

    difference: float
    turn: str
    box: tuple[float, float, float, float]
    contrast: float

    @property
    def is_cutting(self) -> bool:
        """Does the second picture show only a part of the first?"""
        left, top, right, bottom = self.box
        return min(right - left, bottom - top) < CUT

    @property
    def is_same(self) -> bool:
        """Do both show the same picture, or the second a part of the first? Something plain is a part of anything."""
        limit = min(LIMIT, CONTRAST_SHARE * self.contrast)
        return self.difference < (limit if self.is_cutting else max(limit, PLAIN))


WHOLE = (0.0, 0.0, 1.0, 1.0)


def best_match(first: Whole, second: Whole) -> Match:
    """The best way to lay the second picture, whole or as a part, upon the first.

    A part that is nearly all of the first, more than 0.92 of its sides, may be close enough to pass as the whole.

    Args:
        first: the picture that may show more.
        second: the other.
    """
    under, upon = grid_of(first.picture), grid_of(second.picture)
    contrast = float(upon.std(axis=(0, 1)).max())
    best = Match(float("inf"), "", WHOLE, contrast)
    for turn in TURNS:
        if _ratio(first.picture, second.picture, turn) < MOST_STRETCHED:
            best = min(best, Match(worst_block(under, _turned_grid(upon, turn)), turn, WHOLE, contrast))
    if best.is_same:
        return best
    if place := find_cutting(first.picture, second.picture):
        turn, start = place
        difference, box = refined(first.picture, turned_by(second.picture, turn), start)
        best = min(best, Match(difference, turn, box, contrast))
    return best


def turned_by(picture: Image.Image, turn: str) -> Image.Image:
    """A picture turned or mirrored, by a key of TURNS."""
    how = TURNS[turn]
    return picture if how is None else picture.transpose(how)


def _turned_grid(grid, turn):
    """The grid of a turned picture from that of the picture: a square of squashed pixels turns like any other."""
    mirrored, turns = GRID_TURNS[turn]
    return np.rot90(grid[:, ::-1] if mirrored else grid, turns)


def _ratio(first, second, turn):
    """How many times longer for its height the one is than the other when that is turned, at least 1."""
    width, height = second.size if GRID_TURNS[turn][1] % 2 == 0 else second.size[::-1]
    ratio = (first.width * height) / (first.height * width)
    return max(ratio, 1 / ratio)

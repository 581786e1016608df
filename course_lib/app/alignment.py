"""Do two files show the same picture? Laid over each other, turned, mirrored and as a cutting, and compared by pixels."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from PIL import Image

from course_lib.data.reading import Whole

SIDE = 128  # pixels of the long side of the pictures that are laid over each other
LIMIT = 35.0  # largest difference of two copies; bench/duplicates.md has those of copies and of other photos
CONTRAST_SHARE = 0.6  # largest difference as a share of the contrast
PLAIN = 2.0  # difference that is none even where there is no contrast
GRID = 48  # pixels of a side of what is compared
BLOCKS = 6  # in a row of it: the block that differs most decides
COARSE = 48  # pixels of the long side where a cutting is looked for first
FINEST = 0.15  # pixels; a place is not looked for more exactly
SMALLEST_SHARE = 0.5  # of the width of the larger picture, down to which a cutting is looked for
SCALE_STEP = 1.04  # between two sizes that are tried
MOST_STRETCHED = 1.03  # how far the proportions of two whole pictures may differ
WORTH_REFINING = 0.6  # correlation of the best coarse place
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
UPRIGHT = ("", "mirrored")  # in which cuttings are looked for


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

    Args:
        first: the picture that may show more.
        second: the other.
    """
    contrast = float(_grid(second.picture).std(axis=(0, 1)).max())
    best = Match(float("inf"), "", WHOLE, contrast)
    for turn, turned in _turned(second):
        if _ratio(first.picture, turned) < MOST_STRETCHED:
            difference = worst_block(_grid(first.picture), _grid(turned))
            best = min(best, Match(difference, turn, WHOLE, contrast))
    if best.is_same:
        return best
    for turn in UPRIGHT:
        if found := _cutting(first.picture, turned_by(second.picture, turn)):
            best = min(best, Match(found[0], turn, found[1], contrast))
    return best


def turned_by(picture: Image.Image, turn: str) -> Image.Image:
    """A picture turned or mirrored, by a key of TURNS."""
    how = TURNS[turn]
    return picture if how is None else picture.transpose(how)


def worst_block(first: np.ndarray, second: np.ndarray) -> float:
    """Root mean square of the differences of two (GRID, GRID, 3) arrays in the block that differs most."""
    squares = ((first - second) ** 2).mean(axis=2)  # (GRID, GRID)
    side = GRID // BLOCKS
    return float(np.sqrt(squares.reshape(BLOCKS, side, BLOCKS, side).mean(axis=(1, 3)).max()))


def _turned(whole: Whole) -> Iterator[tuple[str, Image.Image]]:
    for turn in TURNS:
        yield turn, turned_by(whole.picture, turn)


def _ratio(first, second):
    """How many times longer for its height the one is than the other, at least 1."""
    ratio = (first.width * second.height) / (first.height * second.width)
    return max(ratio, 1 / ratio)


def _grid(picture, box=None):
    """(GRID, GRID, 3) float32 of the picture, or of the box in its pixels."""
    return np.asarray(picture.resize((GRID, GRID), Image.Resampling.BOX, box=box), np.float32)


def _cutting(first, second):
    """(difference, box as shares) of the place in the first picture that the second one shows best, or None."""
    scale = COARSE / max(first.size)
    small = _grey(first, (max(1, round(first.width * scale)), max(1, round(first.height * scale))))
    best = (0.0, None)
    for share in _shares(first, second):
        size = (round(share * small.shape[1]), round(share * small.shape[1] * second.height / second.width))
        if min(size) >= 8 and size[1] <= small.shape[0]:
            correlation, (top, left) = _best_place(small, _grey(second, size))
            if correlation > best[0]:
                best = (correlation, (left / scale, top / scale, size[0] / scale))
    return _refined(first, second, best[1]) if best[0] > WORTH_REFINING else None


def _shares(first, second):
    """Widths that the second picture may have in the first, as shares of the first's width."""
    share = min(1.0, (first.height * second.width) / (first.width * second.height))
    while share > SMALLEST_SHARE:
        yield share
        share /= SCALE_STEP


def _grey(picture, size):
    return np.asarray(picture.convert("L").resize(size, Image.Resampling.BOX), np.float64)


def _best_place(large: np.ndarray, small: np.ndarray) -> tuple[float, tuple[int, int]]:
    """The largest correlation of a small picture with a part of its size in a large one, and (top, left) of that part.

    The products of all places come from one Fourier transform, means and variances from sums over rectangles.
    """
    shape = large.shape[0] - small.shape[0] + 1, large.shape[1] - small.shape[1] + 1
    template = small - small.mean()
    spectrum = np.fft.rfft2(large - large.mean()) * np.conj(np.fft.rfft2(template, large.shape))
    products = np.fft.irfft2(spectrum, large.shape)[: shape[0], : shape[1]]
    count = small.size
    sums = _rectangle_sums(large - large.mean(), small.shape)
    squares = _rectangle_sums((large - large.mean()) ** 2, small.shape)
    deviations = np.sqrt(np.maximum(squares - sums**2 / count, 1e-9) * max((template**2).sum(), 1e-9))
    correlations = products / deviations
    place = np.unravel_index(correlations.argmax(), correlations.shape)
    return float(correlations[place]), (int(place[0]), int(place[1]))


def _rectangle_sums(values, size):
    """Sums over all rectangles of a size in an array."""
    total = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    total[1:, 1:] = values.cumsum(axis=0).cumsum(axis=1)
    h, w = size
    return total[h:, w:] - total[:-h, w:] - total[h:, :-w] + total[:-h, :-w]


def _refined(first, second, start):
    """Move and scale the coarse place by ever smaller steps as long as the difference falls."""
    target, aspect = _grid(second), second.height / second.width

    @cache
    def difference(left, top, width):
        box = _inside(first, left, top, width, aspect)
        return worst_block(_grid(first, box), target) if box else float("inf")

    place, step = start, max(first.size) / COARSE
    while step > FINEST:
        best = min(_moves(*place, aspect, step), key=lambda move: difference(*move))
        if difference(*best) < difference(*place):
            place = best
        else:
            step /= 2
    box = _inside(first, *place, aspect)
    if box is None:
        return None
    shares = (box[0] / first.width, box[1] / first.height, box[2] / first.width, box[3] / first.height)
    return difference(*place), shares


def _moves(left, top, width, aspect, step):
    """(left, top, width) of places beside one: moved by a step, and one step wider or narrower around each corner."""
    yield from (
        (left - step, top, width),
        (left + step, top, width),
        (left, top - step, width),
        (left, top + step, width),
    )
    for more in (-step, step):
        for a, b in ((0, 0), (0, 1), (1, 0), (1, 1), (0.5, 0.5)):
            yield left - a * more, top - b * more * aspect, width + more


def _inside(first, left, top, width, aspect):
    """The box in pixels, pushed into the picture; None where it is larger than that or nothing is left."""
    height = width * aspect
    if width < 8 or height < 8 or width > first.width + 1 or height > first.height + 1:
        return None
    left, top = min(max(left, 0), max(first.width - width, 0)), min(max(top, 0), max(first.height - height, 0))
    return left, top, min(left + width, first.width), min(top + height, first.height)

"""Where in a larger picture does a smaller one lie? Looked for coarsely everywhere, then exactly around the best."""

from functools import cache
from typing import NamedTuple

import numpy as np
from PIL import Image

from course_lib.app.picture_grids import grid_of, worst_block

COARSE = 32  # pixels of the long side where a cutting is looked for first
SMALLEST_SIDE = 8  # pixels of a cutting there
SMALLEST_SHARE = 0.5  # of the width of the larger picture, down to which a cutting is looked for
SCALE_STEP = 1.04  # between two sizes that are tried
WORTH_REFINING = 0.8  # correlation of the best coarse place
FINEST = 0.15  # pixels; a place is not looked for more exactly


class Place(NamedTuple):
    """A rectangle in a picture, in pixels; its height follows from the proportions of what lies there."""

    left: float
    top: float
    width: float


def find_cutting(first: Image.Image, second: Image.Image) -> tuple[str, Place] | None:
    """Whether the second picture lies there as it is, "", or "mirrored", and where in the first; None where nowhere.

    The second one is tried in many sizes. The correlation with all places comes from one Fourier transform, means and
    variances of the places from sums over rectangles.
    """
    scale = COARSE / max(first.size)
    large = _grey(first, (max(1, round(first.width * scale)), max(1, round(first.height * scale))))
    large -= large.mean()
    templates = [(turn, small) for small in _sizes(first, second, large.shape) for turn, small in _both_ways(small)]
    if not templates:
        return None
    padded = np.zeros((len(templates), *large.shape))
    for i, (_, small) in enumerate(templates):
        padded[i, : small.shape[0], : small.shape[1]] = small
    products = np.fft.irfft2(np.fft.rfft2(large) * np.conj(np.fft.rfft2(padded)), large.shape)
    totals, squares = _corner_sums(large), _corner_sums(large**2)
    best = WORTH_REFINING
    place = None
    for (turn, small), product in zip(templates, products, strict=True):
        h, w = small.shape
        variance = _rectangles(squares, h, w) - _rectangles(totals, h, w) ** 2 / small.size
        scores = product[: large.shape[0] - h + 1, : large.shape[1] - w + 1] / np.sqrt(variance.clip(1e-9))
        top, left = np.unravel_index(scores.argmax(), scores.shape)
        if scores[top, left] > best:
            best, place = scores[top, left], (turn, Place(left / scale, top / scale, w / scale))
    return place


def _sizes(first, second, shape):
    """The second picture in grey, mean 0 and length 1, in each size (h, w) that it may have in the first."""
    grey = second.convert("L")
    share = min(1.0, (first.height * second.width) / (first.width * second.height))
    while share > SMALLEST_SHARE:
        width = round(share * shape[1])
        height = round(width * second.height / second.width)
        if min(width, height) >= SMALLEST_SIDE and height <= shape[0]:
            small = _grey(grey, (width, height))
            small -= small.mean()
            yield small / max(float(np.sqrt((small**2).sum())), 1e-9)
        share /= SCALE_STEP


def _both_ways(small):
    return (("", small), ("mirrored", small[:, ::-1]))


def _grey(picture, size):
    return np.asarray(picture.convert("L").resize(size, Image.Resampling.BOX), np.float64)


def _corner_sums(values):
    """(h + 1, w + 1): sums over all rectangles that begin in the upper left corner."""
    sums = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    sums[1:, 1:] = values.cumsum(axis=0).cumsum(axis=1)
    return sums


def _rectangles(sums, h, w):
    """Sums over all rectangles of h rows and w columns."""
    return sums[h:, w:] - sums[:-h, w:] - sums[h:, :-w] + sums[:-h, :-w]


def refined(first: Image.Image, second: Image.Image, start: Place) -> tuple[float, tuple[float, float, float, float]]:
    """Move and scale a coarse place by ever smaller steps as long as the difference falls.

    Returns:
        The difference, as `worst_block` tells it, and the box as shares of the first picture's sides.
    """
    target, aspect = grid_of(second), second.height / second.width

    @cache
    def difference(place):
        box = _inside(first, place, aspect)
        return worst_block(grid_of(first, box), target) if box else float("inf")

    place, step = start, max(first.size) / COARSE
    while step > FINEST:
        best = min(_moves(place, aspect, step), key=difference)
        if difference(best) < difference(place):
            place = best
        else:
            step /= 2
    box = _inside(first, place, aspect) or (0, 0, *first.size)
    shares = (box[0] / first.width, box[1] / first.height, box[2] / first.width, box[3] / first.height)
    return difference(place), shares


def _moves(place, aspect, step):
    """Places beside one: moved by a step, and one step wider or narrower around each corner and the middle."""
    left, top, width = place
    for right, down in ((-step, 0), (step, 0), (0, -step), (0, step)):
        yield Place(left + right, top + down, width)
    for more in (-step, step):
        for a, b in ((0, 0), (0, 1), (1, 0), (1, 1), (0.5, 0.5)):
            yield Place(left - a * more, top - b * more * aspect, width + more)


def _inside(first, place, aspect):
    """The box in pixels, pushed into the picture; None where it is larger than that or nothing is left."""
    left, top, width = place
    height = width * aspect
    if min(width, height) < SMALLEST_SIDE or width > first.width + 1 or height > first.height + 1:
        return None
    left, top = min(max(left, 0), max(first.width - width, 0)), min(max(top, 0), max(first.height - height, 0))
    return left, top, min(left + width, first.width), min(top + height, first.height)

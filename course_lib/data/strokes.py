"""A drawing by mouse or pen as a picture like Omniglot's."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image, ImageDraw

from course_lib.data.record import check_size
from course_lib.errors import expect

SIDE = 105  # of the sheet, in pixels, as in Omniglot
PEN = 5  # width of a stroke; in Omniglot 4.5 to 5.5


def ink_of_strokes(strokes: Iterable[ArrayLike], size: int = SIDE) -> np.ndarray:
    """Grey (size, size, 1) uint8, the ink bright on dark, from strokes: lists of points (x, y), 0 to 104 on the sheet.

    A stroke of one point is a dot. Points beyond the sheet are cut off, strokes without points are left out.

    >>> ink_of_strokes([[(10, 20), (90, 20)]])[20, [9, 50, 99], 0].tolist()
    [255, 255, 0]
    """
    check_size(size)
    sheet = Image.new("L", (SIDE, SIDE))
    pen = ImageDraw.Draw(sheet)
    for stroke in strokes:
        points = _points(stroke)
        pen.line(points, fill=255, width=PEN)
        for x, y in points:  # round ends and corners
            pen.ellipse((x - PEN // 2, y - PEN // 2, x + PEN // 2, y + PEN // 2), fill=255)
    return np.asarray(sheet.resize((size, size), Image.Resampling.BOX))[..., None]


def _points(stroke):
    points = np.asarray(stroke, dtype=float).reshape(-1, 2) if np.size(stroke) % 2 == 0 else np.array([np.nan])
    expect(np.isfinite(points).all(), "strokes", repr(stroke)[:60], "lists of points (x, y)")
    return [tuple(point) for point in np.clip(points, -SIDE, 2 * SIDE).tolist()]

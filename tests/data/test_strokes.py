import numpy as np
import pytest

from course_lib.data import ink_of_strokes


def test_ink_is_what_lies_near_a_stroke():
    rows, columns = np.indices((105, 105))
    strokes = [[(20, 30), (80, 70)], [(60, 20)]]
    (x0, y0), (x1, y1) = strokes[0]
    along = np.clip(((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2), 0, 1)
    to_line = np.hypot(columns - x0 - along * (x1 - x0), rows - y0 - along * (y1 - y0))
    distance = np.minimum(to_line, np.hypot(columns - 60, rows - 20))
    ink = ink_of_strokes(strokes)[..., 0]
    assert (ink[distance < 1.4] == 255).all()
    assert (ink[distance > 3.6] == 0).all()
    shrunk = ink.reshape(35, 3, 35, 3).mean(axis=(1, 3))
    assert np.abs(ink_of_strokes(strokes, size=35)[..., 0] - shrunk).max() <= 1


def test_a_sheet_may_be_empty_and_a_stroke_may_leave_it():
    assert not ink_of_strokes([]).any()
    assert not ink_of_strokes([[]]).any()
    assert ink_of_strokes([[(100, 50), (1e9, 50)]])[50, 99:].all()
    for wrong in ([[(1, 2, 3)]], [[(np.nan, 1)]]):
        with pytest.raises(ValueError, match=r"strokes: expected lists of points \(x, y\), got"):
            ink_of_strokes(wrong)
    with pytest.raises(ValueError, match="size: expected a whole number from 8"):
        ink_of_strokes([[(20, 20), (80, 80)]], size=4)

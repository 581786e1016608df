"""Pictures on a canvas: every one whole, at its size, at its own place."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.data import catalogue, digits
from course_lib.data.canvas import on_canvas

SHOP = catalogue(classes=2, per_class=5, size=16)


def found(picture, background):
    """The rectangle (top, bottom, left, right) of what is not background."""
    rows, columns = (np.flatnonzero((picture != background).any(axis=(axis, 2))) for axis in (1, 0))
    return rows[0], rows[-1] + 1, columns[0], columns[-1] + 1


@settings(deadline=None, max_examples=30)
@given(st.integers(8, 40), st.integers(1, 40), st.integers(0, 3), st.integers(0, 255))
def test_outside_the_picture_is_background(canvas, size, seed, background):
    size = min(size, canvas)
    bright = replace(SHOP, pictures=np.full_like(SHOP.pictures, (background + 100) % 256))
    for picture in on_canvas(bright, canvas, size, seed, background).pictures:
        top, bottom, left, right = found(picture, background)
        assert bottom - top == right - left == size
        assert (picture[top:bottom, left:right] == (background + 100) % 256).all()


def test_at_its_own_size_the_picture_is_as_it_was():
    placed = on_canvas(SHOP, 16, 16)
    np.testing.assert_array_equal(placed.pictures, SHOP.pictures)
    assert placed.labels is SHOP.labels
    assert placed.split is SHOP.split


def test_half_the_size_is_the_mean_of_four_pixels():
    placed = on_canvas(SHOP, 8, 8)
    mean = SHOP.pictures.reshape(10, 8, 2, 8, 2, 3).astype(float).mean(axis=(2, 4))
    assert abs(placed.pictures - mean).max() <= 1  # Pillow rounds twice, once for each direction


def test_places_follow_from_the_seed_the_size_and_the_number():
    part = SHOP.where(np.arange(10) < 4)
    np.testing.assert_array_equal(on_canvas(SHOP, 32, 8).pictures[:4], on_canvas(part, 32, 8).pictures)
    assert (on_canvas(SHOP, 32, 8).pictures != on_canvas(SHOP, 32, 8, seed=1).pictures).any()


def test_grey_pictures_stay_grey():
    assert on_canvas(digits(), 24, 8).pictures.shape == (1797, 24, 24, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((7, 4), "size: expected a whole number from 8 to 1,024, got 7"),
        ((16, 0), "size: expected a whole number from 1 to 16, got 0"),
        ((16, 17), "size: expected a whole number from 1 to 16, got 17"),
        ((16, 8, -1), "seed: expected"),
        ((16, 8, 0, 256), "background: expected a whole number from 0 to 255, got 256"),
        ((16, 8.5), "size: expected a whole number"),
    ],
)
def test_what_does_not_fit_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        on_canvas(SHOP, *arguments)


def test_an_array_is_no_picture_set():
    with pytest.raises(ValueError, match="pictures: expected a PictureSet, got ndarray"):
        on_canvas(SHOP.pictures, 32, 8)

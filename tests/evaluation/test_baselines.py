import numpy as np
import pytest

from course_lib.evaluation.baselines import colour_histogram, raw_pixels


def test_raw_pixels_are_block_means():
    pictures = np.random.default_rng(0).integers(0, 256, (2, 8, 12, 3), dtype=np.uint8)
    expected = [picture[4:8, 8:12, 1].mean() / 255 for picture in pictures]
    np.testing.assert_allclose(raw_pixels(pictures).reshape(2, 2, 3, 3)[:, 1, 2, 1], expected)


def test_the_histogram_counts_colours_as_numpy_does():
    pictures = np.random.default_rng(1).integers(0, 256, (3, 9, 7, 3), dtype=np.uint8)
    found = colour_histogram(pictures, boxes=4)
    for row, picture in zip(found, pictures, strict=True):
        counts, _ = np.histogramdd(picture.reshape(-1, 3), bins=[np.linspace(0, 256, 5)] * 3)
        np.testing.assert_allclose(row**2, counts.ravel() / 63)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1)


def test_a_histogram_does_not_know_where_a_colour_is():
    picture = np.random.default_rng(2).integers(0, 256, (1, 8, 8, 3), dtype=np.uint8)
    np.testing.assert_array_equal(colour_histogram(picture), colour_histogram(picture[:, ::-1, ::-1]))


@pytest.mark.parametrize("embed", [raw_pixels, colour_histogram])
@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (np.zeros((2, 8, 8), np.uint8), "pictures: expected shape"),
        (np.zeros((2, 8, 8, 3)), "pictures: expected uint8"),
        (np.zeros((0, 8, 8, 3), np.uint8), "pictures: expected at least one"),
    ],
)
def test_bad_input_is_named(embed, wrong, message):
    with pytest.raises(ValueError, match=message):
        embed(wrong)


def test_grey_pictures_have_no_colours():
    with pytest.raises(ValueError, match=r"pictures: expected RGB pictures \(n, h, w, 3\), got 1 channel"):
        colour_histogram(np.zeros((2, 8, 8, 1), np.uint8))

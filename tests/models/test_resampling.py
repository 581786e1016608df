"""Pictures read between their pixels: SciPy is the oracle."""

import numpy as np
import pytest
from keras import ops
from scipy import ndimage

from course_lib.models import bilinear_sample, grid_sample
from course_lib.models.resampling import reflected


def test_reading_between_pixels_is_bilinear_and_dark_outside():
    pictures = np.random.default_rng(0).integers(0, 256, (3, 7, 5, 2)).astype("float32")
    places = np.random.default_rng(1).uniform(-3, 9, (2, 3, 40)).astype("float32")
    found = ops.convert_to_numpy(bilinear_sample(ops.array(pictures), *map(ops.array, places)))
    for i in range(3):
        for c in range(2):
            expected = ndimage.map_coordinates(pictures[i, ..., c], places[:, i], order=1, mode="grid-constant")
            np.testing.assert_allclose(found[i, :, c], expected, atol=1e-3)  # of 255
    assert not found[(places < -1).any(axis=0) | (places[0] > 7) | (places[1] > 5)].any()


@pytest.mark.parametrize(("mode", "fold"), [("nearest", None), ("reflect", reflected)])
def test_a_grid_is_read_as_scipy_reads_it(mode, fold):
    pictures = np.random.default_rng(0).integers(0, 256, (3, 7, 5, 2)).astype("uint8")
    rows, columns = (np.random.default_rng(n).uniform(-n, 2 * n, (3, n + 2)).astype("float32") for n in (7, 5))
    places = [ops.array(rows), ops.array(columns)]
    if fold:
        places = [fold(each, n) for each, n in zip(places, (7, 5), strict=True)]
    found = ops.convert_to_numpy(grid_sample(ops.array(pictures), *places))
    assert found.shape == (3, 9, 7, 2)
    for i in range(3):
        crossings = np.meshgrid(rows[i], columns[i], indexing="ij")
        for c in range(2):
            expected = ndimage.map_coordinates(pictures[i, ..., c].astype(float), crossings, order=1, mode=mode)
            np.testing.assert_allclose(found[i, ..., c], expected, atol=1e-3)  # of 255


def test_a_grid_is_what_the_affine_map_of_keras_makes():
    pictures = np.random.default_rng(2).uniform(0, 255, (2, 8, 6, 3)).astype("float32")
    right, left, down, top = np.array([[0.5, -1.2], [1.5, 6.0], [0.8, 1.1], [0.3, -1.0]], "float32")
    none = np.zeros(2, "float32")
    maps = np.stack([right, none, left, none, down, top, none, none], axis=1)
    expected = ops.image.affine_transform(pictures, maps, fill_mode="nearest")
    rows, columns = top[:, None] + down[:, None] * np.arange(8.0), left[:, None] + right[:, None] * np.arange(6.0)
    found = grid_sample(ops.array(pictures), ops.cast(rows, "float32"), ops.cast(columns, "float32"))
    np.testing.assert_allclose(ops.convert_to_numpy(found), ops.convert_to_numpy(expected), atol=1e-3)

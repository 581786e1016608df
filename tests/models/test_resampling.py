"""Pictures read between their pixels: SciPy is the oracle."""

import numpy as np
from keras import ops
from scipy import ndimage

from course_lib.models import bilinear_sample


def test_reading_between_pixels_is_bilinear_and_dark_outside():
    pictures = np.random.default_rng(0).integers(0, 256, (3, 7, 5, 2)).astype("float32")
    places = np.random.default_rng(1).uniform(-3, 9, (2, 3, 40)).astype("float32")
    found = ops.convert_to_numpy(bilinear_sample(ops.array(pictures), *map(ops.array, places)))
    for i in range(3):
        for c in range(2):
            expected = ndimage.map_coordinates(pictures[i, ..., c], places[:, i], order=1, mode="grid-constant")
            np.testing.assert_allclose(found[i, :, c], expected, atol=1e-3)  # of 255
    assert not found[(places < -1).any(axis=0) | (places[0] > 7) | (places[1] > 5)].any()

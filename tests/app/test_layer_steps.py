"""The layers of a network in NumPy; tests/app/test_export.py compares them with Keras."""

import numpy as np

from course_lib.app.layer_steps import unit_length


def test_a_row_of_zeros_stays_one():
    with np.errstate(all="raise"):
        found = unit_length(np.array([[0.0, 0.0], [3.0, 4.0]], np.float32))
    np.testing.assert_allclose(found, [[0, 0], [0.6, 0.8]], rtol=1e-6)

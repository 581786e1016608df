"""What divides a gradient; tests/by_hand/test_optimizers.py asks for constants that are not allowed."""

import math

import numpy as np

from course_lib.by_hand.optimizer_constants import divisor


def test_divisor_is_both_conventions():
    v = np.array([0.0, 4.0])
    np.testing.assert_array_equal(divisor(v, 1e-4, "outside"), [1e-4, 2.0001])
    np.testing.assert_allclose(divisor(v, 1e-4, "inside"), [1e-2, math.sqrt(4.0001)])

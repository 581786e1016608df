"""Unit length: the plain division where there is a direction, nothing where there is none."""

import numpy as np
from helpers.gradients import gradient
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from keras import ops

from course_lib.models import UnitLength
from course_lib.tensors import scaled_to_unit

rows_of_three = arrays("float32", (4, 3), elements=st.floats(-1000, 1000, width=32))


def test_a_row_without_a_direction_becomes_zero_and_gets_no_gradient():
    rows = np.array([[0.0, 0.0], [3.0, 4.0], [1e-5, 0.0], [1e15, 0.0], [1e-7, 0.0]], "float32")
    expected = [[0, 0], [0.6, 0.8], [1, 0], [1, 0], [0, 0]]
    np.testing.assert_allclose(ops.convert_to_numpy(UnitLength()(rows)), expected, atol=1e-6)
    slope = gradient(lambda x: ops.sum(scaled_to_unit(x) * ops.array([[1.0, 0.0]])), rows[:2])
    np.testing.assert_allclose(slope, [[0, 0], [0.64 / 5, -0.48 / 5]], atol=1e-6)  # (1 - u u^T) e1 / 5


@given(rows_of_three)
def test_each_row_is_divided_by_its_length(rows):
    got = ops.convert_to_numpy(scaled_to_unit(ops.convert_to_tensor(rows)))
    lengths = np.linalg.norm(rows.astype(float), axis=1, keepdims=True)
    kept = lengths[:, 0] > 1.1e-6
    np.testing.assert_allclose(got[kept], rows[kept] / lengths[kept], atol=1e-5)
    assert (got[lengths[:, 0] < 0.9e-6] == 0).all()

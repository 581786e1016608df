import keras
import numpy as np
import pytest

from course_lib.losses import DSHLoss, hash_pairs, off_binary


def test_sign_codes_cost_nothing_off_binary():
    codes = keras.ops.array([[1.0, -1.0, 1.0], [0.5, -2.0, 0.0]])
    assert keras.ops.convert_to_numpy(off_binary(codes)).tolist() == [0, 2.5]
    perfect = np.array([[1.0, 1.0, 1.0, 1.0]] * 2 + [[-1.0, -1.0, 1.0, 1.0]] * 2)
    assert float(DSHLoss(margin=8.0)([0, 0, 1, 1], perfect)) == pytest.approx(0, abs=1e-6)


def test_pairs_pull_and_push():
    loss = hash_pairs(keras.ops.array([2.0, 2.0, 3.0]), keras.ops.array([True, False, False]), 6.0)
    assert keras.ops.convert_to_numpy(loss).tolist() == [2, 1, 0]

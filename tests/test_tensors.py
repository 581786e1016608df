"""Unit length: the plain division where there is a direction, nothing where there is none."""

import keras
import numpy as np
import pytest
from helpers.gradients import gradient
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from keras import ops

from course_lib.attention import ECA, ChannelQKV, SpatialGate
from course_lib.models import (
    RandomView,
    UnitLength,
    augmentation,
    embed,
    encoder,
    pretrained_encoder,
    residual_encoder,
    sprn,
)
from course_lib.tensors import scaled_to_unit
from course_lib.training import train

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


@pytest.mark.parametrize("kind", ["float16", "bfloat16"])
@pytest.mark.parametrize("length", [1e-4, 1.0, 1e4])
def test_rows_of_16_bits_have_length_1_however_long_they_were(kind, length):
    """Their squares would vanish, or overflow."""
    rows = keras.ops.cast(np.full((1, 4), length / 2), kind)
    found = scaled_to_unit(rows)
    assert keras.backend.standardize_dtype(found.dtype) == kind
    np.testing.assert_allclose(keras.ops.convert_to_numpy(keras.ops.cast(found, "float32")), 0.5, rtol=1e-2)


@pytest.fixture
def channels_first():
    keras.config.set_image_data_format("channels_first")
    yield
    keras.config.set_image_data_format("channels_last")


@pytest.mark.parametrize(
    "call",
    [
        lambda: encoder((32, 32, 3)),
        lambda: residual_encoder((32, 32, 3)),
        lambda: sprn((32, 32, 3)),
        lambda: pretrained_encoder("MobileNetV3Small", 32, weights=None),
        lambda: augmentation(0),
        lambda: RandomView(8)(np.zeros((1, 16, 16, 3), "float32")),
        *(lambda kind=kind: kind()(np.zeros((1, 8, 8, 4), "float32")) for kind in (ECA, SpatialGate, ChannelQKV)),
        lambda: embed(None, np.zeros((1, 8, 8, 3))),
        lambda: train(None, None, None, epochs=1),
    ],
)
def test_pictures_with_channels_first_are_refused(channels_first, call):
    with pytest.raises(ValueError, match=r"image_data_format: expected 'channels_last'.* got 'channels_first'"):
        call()

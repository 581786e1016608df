"""The feature pyramid beside a plain loop over places, and an encoder that pools several levels."""

import keras
import numpy as np
import pytest

from course_lib.models import FeaturePyramid, encoder
from course_lib.models.pyramid import enlarged, top_down

RNG = np.random.default_rng(0)
SIZES = [(9, 6), (5, 3), (3, 2)]
MAPS = [RNG.normal(size=(2, h, w, c)).astype("float32") for (h, w), c in zip(SIZES, (3, 4, 5), strict=True)]


def place_by_place(maps):
    """What `top_down` adds, one number after the other."""
    merged = [each.copy() for each in maps]
    for i in range(len(maps) - 2, -1, -1):
        for b, y, x, c in np.ndindex(maps[i].shape):
            merged[i][b, y, x, c] += merged[i + 1][b, y // 2, x // 2, c]
    return merged


def convolved(x, kernel, bias):
    """A convolution with a padding of zeros as a sum over the places of the kernel."""
    size = len(kernel)
    padded = np.pad(x, ((0, 0), (size // 2, size // 2), (size // 2, size // 2), (0, 0)))
    h, w = x.shape[1:3]
    return bias + sum(
        padded[:, i : i + h, j : j + w] @ kernel[i, j] for i in range(size) for j in range(size)
    )  # (b, h, w, f)


def test_what_comes_down_is_added_place_by_place():
    maps = [RNG.normal(size=(2, h, w, 3)).astype("float32") for h, w in SIZES]
    for ours, theirs in zip(top_down(maps), place_by_place(maps), strict=True):
        np.testing.assert_allclose(keras.ops.convert_to_numpy(ours), theirs, atol=1e-6)


@pytest.mark.parametrize("adds", [True, False])
def test_the_layer_is_laterals_then_sums_then_smoothing(adds):
    layer = FeaturePyramid(7, top_down=adds)
    found = layer(MAPS)
    for each in layer.laterals + layer.smooth:
        each.bias.assign(RNG.normal(size=7))
    found = layer(MAPS)
    merged = [convolved(each, *lateral.get_weights()) for each, lateral in zip(MAPS, layer.laterals, strict=True)]
    merged = place_by_place(merged) if adds else merged
    for ours, each, smooth in zip(found, merged, layer.smooth, strict=True):
        theirs = convolved(each, *smooth.get_weights())
        np.testing.assert_allclose(keras.ops.convert_to_numpy(ours), theirs, atol=1e-4)


def test_one_level_is_a_pyramid_of_one():
    assert [tuple(each.shape) for each in FeaturePyramid(4)(MAPS[:1])] == [(2, 9, 6, 4)]


def test_an_odd_side_is_cut():
    coarse = np.arange(4, dtype="float32").reshape(1, 2, 2, 1)
    found = keras.ops.convert_to_numpy(enlarged(coarse, np.zeros((1, 3, 4, 1), "float32")))
    assert found[0, ..., 0].tolist() == [[0, 0, 1, 1], [0, 0, 1, 1], [2, 2, 3, 3]]


@pytest.mark.parametrize("pyramid", [None, lambda: FeaturePyramid(6), lambda: FeaturePyramid(6, top_down=False)])
def test_an_encoder_of_several_levels_can_be_saved(pyramid, tmp_path):
    network = encoder((21, 24, 3), 8, 4, levels=3, pyramid=pyramid and pyramid())
    pictures = RNG.integers(0, 256, (3, 21, 24, 3), dtype=np.uint8)
    network.save(tmp_path / "network.keras")
    again = keras.saving.load_model(tmp_path / "network.keras")
    expected = network.predict(pictures, verbose=0)
    np.testing.assert_array_equal(again.predict(pictures, verbose=0), expected)
    np.testing.assert_allclose(np.linalg.norm(expected, axis=1), 1, atol=1e-5)


def test_levels_are_pooled_side_by_side():
    network = encoder((16, 16, 3), 8, 4, blocks=3, levels=2)
    (dense,) = [layer for layer in network.layers if isinstance(layer, keras.layers.Dense)]
    assert dense.kernel.shape[0] == 2 * (2 * 4 + 3 * 4)  # average and maximum of 8 and of 12 channels


@pytest.mark.parametrize("picture", [(8, 8), (9, 11), (33, 8)])
def test_any_size_of_a_picture(picture):
    network = encoder((*picture, 1), 4, 4, levels=4, pyramid=FeaturePyramid(4))
    assert network.predict(np.zeros((2, *picture, 1)), verbose=0).shape == (2, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: FeaturePyramid(0), "channels: expected a whole number of at least 1, got 0"),
        (lambda: FeaturePyramid(2.5), "channels: expected a whole number"),
        (lambda: FeaturePyramid(4)(MAPS[0]), r"maps: expected a list of maps \(b, h, w, c\)"),
        (lambda: FeaturePyramid(4)([MAPS[0], MAPS[2]]), "maps: expected 5, half of it, got 3 after 9"),
        (lambda: FeaturePyramid(4)(MAPS[::-1]), "maps: expected 2, half of it, got 5 after 3"),
        (lambda: encoder((16, 16, 3), levels=0), "levels: expected a whole number from 1 to 4, got 0"),
        (lambda: encoder((16, 16, 3), blocks=2, levels=3), "levels: expected a whole number from 1 to 2, got 3"),
        (lambda: encoder((16, 16, 3), blocks=0), "blocks: expected a whole number"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

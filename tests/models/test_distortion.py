"""Distorted drawings: SciPy as the oracle of pens, ramps that show where a picture was read."""

import keras
import numpy as np
import pytest
from keras import ops
from scipy import ndimage

from course_lib.models import RandomDistortion
from course_lib.models.distortion import neighbourhood

NONE = {"rotation": 0, "scale": 0, "shear": 0, "shift": 0, "bend": 0, "pen": 0}


def noise(n, h, w, c=1):
    return np.random.default_rng(0).integers(0, 256, (n, h, w, c)).astype("float32")


def distort(layer, pictures, training=True):
    return ops.convert_to_numpy(layer(pictures, training=training))


def places_read(size=24, n=4000, **settings):
    """Where the middle quarter of n pictures was read, (n, 2, m), and the undistorted places (2, m), from -1 to 1.

    The pictures are ramps: the grey of a pixel is its place.
    """
    ramps = np.stack(np.meshgrid(*[np.arange(size)] * 2, indexing="ij"), axis=-1).astype("float32")  # (h, w, 2)
    layer = RandomDistortion(**{**NONE, **settings}, seed=3)
    read = distort(layer, np.repeat(ramps[None], n, axis=0))
    middle = slice(size * 3 // 8, size * 5 // 8)
    read, ramps = (part[..., middle, middle, :].reshape(*part.shape[:-3], -1, 2) for part in (read, ramps))
    return tuple(np.swapaxes((2 * part + 1) / size - 1, -1, -2) for part in (read, ramps))


def matrices(**settings):
    """The linear part (n, 2, 2) of the distortions, by least squares from where the pictures were read."""
    read, straight = places_read(**settings)
    return read @ np.linalg.pinv(straight)


@pytest.mark.parametrize(
    ("choose", "oracle"), [("maximum", ndimage.maximum_filter), ("minimum", ndimage.minimum_filter)]
)
def test_the_neighbourhood_is_a_filter_of_3_x_3(choose, oracle):
    pictures = noise(2, 6, 9, 3)
    found = neighbourhood(ops.array(pictures), getattr(ops, choose))
    np.testing.assert_array_equal(ops.convert_to_numpy(found), oracle(pictures, (1, 3, 3, 1), mode="nearest"))


def test_nothing_turned_on_changes_nothing():
    pictures = noise(4, 12, 9)
    np.testing.assert_allclose(distort(RandomDistortion(**NONE), pictures), pictures, atol=1e-3)


def test_rotation_is_a_rotation_of_the_given_size():
    turns = matrices(rotation=7)
    np.testing.assert_allclose(turns @ np.swapaxes(turns, 1, 2), np.broadcast_to(np.eye(2), turns.shape), atol=1e-3)
    angles = np.degrees(np.arctan2(turns[:, 1, 0], turns[:, 0, 0]))
    assert abs(angles.mean()) < 0.5
    np.testing.assert_allclose(angles.std(), 7, rtol=0.05)


def test_scale_and_shear_have_the_given_size():
    scales = matrices(scale=0.1)
    np.testing.assert_allclose(scales[:, [0, 1], [1, 0]], 0, atol=1e-3)
    np.testing.assert_allclose(np.log(scales[:, [0, 1], [0, 1]]).std(axis=0), 0.1, rtol=0.05)
    assert abs(np.corrcoef(scales[:, 0, 0], scales[:, 1, 1])[0, 1]) < 0.1
    shears = matrices(shear=0.12)
    np.testing.assert_allclose(np.linalg.det(shears), 1, atol=1e-3)
    np.testing.assert_allclose(np.degrees(shears[:, 0, 1].std()), np.degrees(0.12), rtol=0.05)


def test_shift_and_bend_are_shares_of_the_side():
    """From -1 to 1 the side is 2 long."""
    read, straight = places_read(shift=0.05)
    moved = read - straight  # (n, 2, m)
    np.testing.assert_allclose(moved.std(axis=2), 0, atol=1e-3)
    np.testing.assert_allclose(moved.std(axis=0), 2 * 0.05, rtol=0.07)
    read, straight = places_read(bend=0.02)
    moved = read - straight
    np.testing.assert_allclose(moved.std(axis=0), 2 * 0.02, rtol=0.07)
    assert moved.std(axis=2).mean() > 0.005  # not all places the same way


def test_a_pen_at_its_extremes_is_the_thickest_or_the_thinnest_of_3_x_3():
    pictures = noise(32, 8, 8)
    found = distort(RandomDistortion(**{**NONE, "pen": 1e6}, seed=0), pictures)
    thick = ndimage.maximum_filter(pictures, (1, 3, 3, 1), mode="nearest")
    thin = ndimage.minimum_filter(pictures, (1, 3, 3, 1), mode="nearest")
    is_thick, is_thin = (np.abs(found - part).max(axis=(1, 2, 3)) < 0.5 for part in (thick, thin))
    assert (is_thick ^ is_thin).all()
    assert 5 < is_thick.sum() < 27


@pytest.mark.parametrize("kind", ["uint8", "float32"])
def test_without_training_pictures_stay_or_are_only_shrunk(kind):
    pictures = noise(2, 12, 12).astype(kind)
    np.testing.assert_array_equal(distort(RandomDistortion(), pictures, training=False), pictures)
    small = distort(RandomDistortion(size=6), pictures, training=False)
    expected = pictures.astype(float).reshape(2, 6, 2, 6, 2, 1).mean(axis=(2, 4))
    np.testing.assert_allclose(small, expected, atol=0.01)


def test_a_saved_layer_distorts_as_before(tmp_path):
    layers = [RandomDistortion(rotation=3, pen=0.1, size=10, seed=5), keras.layers.Flatten()]
    model = keras.Sequential([keras.Input((12, 12, 1)), *layers])
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert again.layers[0].get_config() == model.layers[0].get_config()
    assert again.output_shape == (None, 100)
    first, second, other = (distort(one, noise(3, 12, 12)) for one in (model, again, model))
    np.testing.assert_array_equal(first, second)
    assert np.abs(first - other).mean() > 5


def test_pictures_of_a_batch_are_distorted_apart():
    alike = np.repeat(noise(1, 16, 16), 3, axis=0)
    first, second, third = distort(RandomDistortion(seed=1), alike)
    assert min(np.abs(first - second).mean(), np.abs(second - third).mean()) > 5


def test_its_randomness_is_what_a_training_starts_anew_in_each_epoch():
    """`train` looks for variables of this name."""
    assert [variable.name for variable in RandomDistortion(seed=1).variables] == ["seed_generator_state"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: RandomDistortion(rotation=-1), "rotation: expected a number of at least 0, got -1"),
        (lambda: RandomDistortion(bend=np.nan), "bend: expected a number of at least 0, got nan"),
        (lambda: RandomDistortion(size=1), "size: expected None or at least 2 pixels, got 1"),
        (lambda: RandomDistortion()(np.zeros((2, 8, 8))), r"pictures: expected \(b, h, w, c\) of one size, got shape"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""Random moves: what they show, that chance is theirs alone, and what is refused."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops

from course_lib.models import RandomMoves, grid_sample

few = settings(max_examples=10, deadline=None)


def ramp(n, h=20, w=16):
    """Pictures (n, h, w, 2) whose first channel tells the column, the second the row."""
    rows, columns = np.mgrid[:h, :w]
    return np.repeat(np.stack([columns, rows], axis=-1)[None], n, axis=0).astype("float32")


def moved(pictures, **options):
    return ops.convert_to_numpy(RandomMoves(**options)(pictures, training=True))


@few
@given(seed=st.integers(0, 10_000), low=st.floats(0.4, 1), high=st.floats(1, 1.3), shift=st.floats(0, 0.2))
def test_zoom_and_shift_stay_within_their_bounds(seed, low, high, shift):
    for view in moved(ramp(4, 40, 40), zoom=(low, high), shift=shift, flip=False, seed=seed):
        for place in (view[0, :, 0], view[:, 0, 1]):  # columns of one row, rows of one column
            step = np.diff(place)
            inner = np.flatnonzero((place[:-1] > 0.5) & (place[1:] < 38.5) & (step > 0))
            share = np.median(step[inner])
            assert low - 0.01 <= share <= high + 0.01
            at = inner[len(inner) // 2]
            apart = (place[at] - 19.5) / share - (at - 19.5)  # in pixels of the result
            assert abs(apart) <= shift * 40 + 0.3


def test_without_moves_it_is_the_picture():
    before = np.random.default_rng(0).integers(0, 256, (3, 9, 7, 3)).astype("uint8")
    still = dict(zoom=(1, 1), shift=0.0, flip=False)
    np.testing.assert_allclose(moved(before, **still), before, atol=1e-3)
    np.testing.assert_array_equal(ops.convert_to_numpy(RandomMoves()(before, training=False)), before)


def test_half_of_the_pictures_are_mirrored_and_none_where_none_shall_be():
    for flip, least, most in ((True, 0.42, 0.58), (False, 0, 0)):
        views = moved(ramp(400), flip=flip, seed=1)
        assert least <= (views[:, 0, 3, 0] > views[:, 0, -4, 0]).mean() <= most


def test_what_comes_in_from_outside_is_the_mirror_image_of_what_lies_inside():
    out = moved(ramp(200, 20, 20), zoom=(1.0, 1.0), shift=0.5, flip=False, seed=3)
    steps = np.diff(out[:, 0, :, 0], axis=1)
    assert np.all(np.isclose(abs(steps), 1, atol=1e-3).mean(axis=1) > 0.85)  # forth, and back from the edge
    assert (steps < -0.9).any()


def test_it_is_saved_with_its_settings(tmp_path):
    network = keras.Sequential([keras.Input((8, 8, 3)), RandomMoves((0.5, 1.5), 0.2, False, seed=4)])
    network.save(tmp_path / "n.keras")
    config = keras.models.load_model(tmp_path / "n.keras").layers[0].get_config()
    assert (tuple(config["zoom"]), config["shift"], config["flip"], config["seed"]) == ((0.5, 1.5), 0.2, False, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: RandomMoves((1.2, 0.8)), r"zoom: expected \(smallest, largest\), above 0, got \(1.2, 0.8\)"),
        (lambda: RandomMoves(("a", 1)), "zoom: expected .* got "),
        (
            lambda: grid_sample(np.zeros((8, 8, 3)), np.zeros((1, 2)), np.zeros((1, 2))),
            "pictures: expected shape .b, h",
        ),
        (lambda: grid_sample(np.zeros((1, 8, 8, 3)), np.zeros(2), np.zeros((1, 2))), "rows: expected shape .b, m"),
        (lambda: grid_sample(np.zeros((2, 8, 8, 3)), np.zeros((2, 2)), np.zeros((1, 2))), "columns: expected shape"),
        (lambda: RandomMoves(0.5), "zoom: expected .* got 0.5"),
        (lambda: RandomMoves(shift=-0.1), "shift: expected a share, 0 to 1, got -0.1"),
        (lambda: RandomMoves().build((None, None, 8, 3)), "pictures: expected .*one size"),
    ],
)
def test_bad_settings_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

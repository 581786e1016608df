"""Random views: what they show, and that chance is theirs alone."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops

from course_lib.models import Mirror, RandomView

few = settings(max_examples=10, deadline=None)


def ramp(n=6, h=20, w=16):
    """Pictures whose red tells the column, green the row; blue is grey."""
    rows, columns = np.mgrid[:h, :w]
    one = np.stack([columns * 10.0, rows * 10.0, np.full((h, w), 128.0)], axis=-1)  # (h, w, 3)
    return np.repeat(one[None], n, axis=0).astype("float32")


def moved(pictures, **options):
    return ops.convert_to_numpy(RandomView(**options)._moved(ops.convert_to_tensor(pictures)))


@few
@given(seed=st.integers(0, 10_000), area=st.floats(0.2, 1), size=st.sampled_from([5, 8, 16]))
def test_a_view_is_a_rectangle_of_the_picture_perhaps_mirrored(seed, area, size):
    for view in moved(ramp(), size=size, area=area, seed=seed):
        columns, rows = view[..., 0] / 10, view[..., 1] / 10  # the place in the picture of each pixel of the view
        inside = (columns > 0.01) & (columns < 14.99) & (rows > 0.01) & (rows < 18.99)  # the edge repeats outside
        right, down = np.diff(columns, axis=1), np.diff(rows, axis=0)
        inner_right, inner_down = inside[:, 1:] & inside[:, :-1], inside[1:] & inside[:-1]
        np.testing.assert_allclose(right[inner_right], np.median(right[inner_right]), atol=1e-3)  # one step, no turn
        np.testing.assert_allclose(down[inner_down], np.median(down[inner_down]), atol=1e-3)
        width, height = abs(np.median(right[inner_right])) * size, np.median(down[inner_down]) * size
        assert area * 0.95 <= width / 16 * height / 20 * 1.0001 <= 1.01 or width > 15.9 or height > 19.9
        assert columns.min() >= -0.01
        assert columns.max() <= 15.01
        assert rows.min() >= -0.01
        assert rows.max() <= 19.01


def test_half_of_the_views_are_mirrored():
    views = moved(ramp(n=400), size=8, seed=1)
    mirrored = (views[:, 4, 0, 0] > views[:, 4, -1, 0]).mean()
    assert 0.42 < mirrored < 0.58


def test_a_whole_view_is_the_picture_or_its_mirror_image():
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, 8, 3)).astype("float32")
    for view, whole in zip(moved(picture, size=8, area=1.0, aspect=0.0, seed=3), picture, strict=True):
        assert min(np.abs(view - whole).max(), np.abs(view - whole[:, ::-1]).max()) < 0.1


def test_light_changes_within_its_bounds_and_only_in_training():
    view = RandomView(16, seed=2)
    before = ramp(4)
    after = ops.convert_to_numpy(view(before, training=True))
    assert after.shape == (4, 16, 16, 3)
    assert after.min() >= 0
    assert after.max() <= 255
    still = ops.convert_to_numpy(view(before, training=False))
    np.testing.assert_array_equal(still, ops.convert_to_numpy(view(before, training=False)))
    assert np.abs(after - still).mean() > 3


def test_the_same_seed_gives_the_same_views_and_the_next_call_others():
    first, second = RandomView(8, seed=5), RandomView(8, seed=5)
    ours, theirs = (ops.convert_to_numpy(view(ramp(), training=True)) for view in (first, second))
    np.testing.assert_array_equal(ours, theirs)
    assert np.abs(ops.convert_to_numpy(first(ramp(), training=True)) - ours).max() > 1


def test_it_is_saved_and_loaded(tmp_path):
    model = keras.Sequential([keras.Input((16, 16, 3)), RandomView(8, area=0.4, aspect=0.1, gain=0.2, seed=4)])
    model.save(tmp_path / "view.keras")
    again = keras.saving.load_model(tmp_path / "view.keras").layers[0]
    assert (again.size, again.area, again.aspect, again.gain, again.seed) == (8, 0.4, 0.1, 0.2, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: RandomView(0), "size: expected a whole number of at least 1, got 0"),
        (lambda: RandomView(8, area=0), "area: expected above 0, at most 1, got 0"),
        (lambda: RandomView(8, aspect=-1), "aspect: expected 0 or more, got -1"),
        (lambda: RandomView(8, gain=-1), "gain: expected 0 or more, got -1"),
        (lambda: RandomView(8)(np.zeros((1, 4, 9, 3))), r"pictures: expected .*at least 8 pixels, got shape"),
        (lambda: RandomView(8)(np.zeros((1, 9, 9, 1))), r"pictures: expected RGB pictures"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_what_is_no_batch_of_pictures_has_no_mirror_image():
    with pytest.raises(ValueError, match=r"pictures: expected shape \(b, h, w, c\), got shape \(3,\)"):
        Mirror()(np.ones(3))

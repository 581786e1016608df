"""A view moves a picture and adds noise; a batch of two views knows pictures, and no labels."""

import numpy as np
import pytest

from course_lib.training.two_views import TwoViews, views

PICTURES = np.random.default_rng(1).integers(1, 256, size=(80, 5, 4, 1))
LABELS = np.arange(80) % 2


def batches(kind=TwoViews, **options):
    return kind(PICTURES, LABELS, classes=2, per_class=2, steps=3, **options)


def shifted(picture, down, right):
    """The plain double loop: pixel (y, x) of the view is pixel (y + down, x + right), or 0 outside."""
    h, w = picture.shape
    pixel = lambda y, x: picture[y, x] if 0 <= y < h and 0 <= x < w else 0
    return np.array([[pixel(y + down, x + right) for x in range(w)] for y in range(h)])


@pytest.mark.parametrize("reach", [0, 1])
def test_without_noise_a_view_is_one_of_the_shifts_and_all_of_them_come(reach):
    seen = set()
    for picture, view in zip(PICTURES, views(PICTURES, np.random.default_rng(0), noise=0, reach=reach), strict=True):
        steps = range(-reach, reach + 1)
        fitting = [(d, r) for d in steps for r in steps if (shifted(picture[..., 0], d, r) == view[..., 0]).all()]
        assert len(fitting) == 1
        seen |= set(fitting)
    assert len(seen) == (2 * reach + 1) ** 2


def test_noise_has_its_deviation():
    noisy = views(PICTURES, np.random.default_rng(0), noise=7, reach=0)
    noise = noisy - PICTURES
    assert noise.std() == pytest.approx(7, rel=0.1)
    assert abs(noise.mean()) < 1
    assert noisy.dtype == np.float32


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"pictures": PICTURES[..., 0]}, r"pictures: expected shape \(n, h, w, 1\), .* got shape \(80, 5, 4\)"),
        ({"pictures": PICTURES[:0]}, r"pictures: expected .* at least one picture, got shape \(0, 5, 4, 1\)"),
        ({"pictures": None}, r"pictures: expected shape .* got shape \(\)"),
        ({"pictures": np.full((1, 5, 4, 1), np.nan)}, "pictures: expected numbers, got NaN or infinity"),
        ({"noise": np.nan}, "noise: expected a number of at least 0, got nan"),
        ({"noise": -1}, "noise: expected a number of at least 0, got -1"),
        ({"reach": -1}, "reach: expected a whole number of at least 0, got -1"),
        ({"reach": 1.5}, "reach: expected a whole number of at least 0, got 1.5"),
    ],
)
def test_what_gives_no_views_is_named(given, message):
    with pytest.raises(ValueError, match=message):
        views(**{"pictures": PICTURES, "rng": np.random.default_rng(0), **given})


def test_a_batch_needs_64_pictures():
    with pytest.raises(ValueError, match="pictures: expected at least 64, got 10"):
        TwoViews(PICTURES[:10], np.arange(10) // 5, classes=2, per_class=2)


def test_a_batch_holds_two_views_of_each_of_64_pictures():
    class Still(TwoViews):
        noise, reach = 0, 0

    seen, number = batches(Still)[1]
    assert seen.shape == (128, 5, 4, 1)
    assert (number == [*range(64), *range(64)]).all()
    np.testing.assert_array_equal(seen[:64], seen[64:])
    assert len({picture.tobytes() for picture in seen}) == 64


def test_a_batch_follows_from_seed_epoch_and_place():
    one, again, other, later = batches(), batches(), batches(seed=1), batches()
    later.epoch = 1
    np.testing.assert_array_equal(one[0][0], again[0][0])
    for different in (one[1][0], other[0][0], later[0][0]):
        assert not np.array_equal(one[0][0], different)

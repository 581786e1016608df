"""The sets that need no network: the catalogue and the digits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import data
from course_lib.data.product_designs import MOST_CLASSES, product


def precision_at_1(features, labels):
    """How often the nearest other row has the same label."""
    features = features.reshape(len(features), -1).astype(np.float32)
    lengths = (features**2).sum(axis=1)
    distances = lengths[:, None] + lengths - 2 * features @ features.T  # (n, n), squared
    np.fill_diagonal(distances, np.inf)
    return (labels[distances.argmin(axis=1)] == labels).mean()


def colour_histograms(pictures):
    """(n, 64): how many pixels of each picture fall into each of 4 x 4 x 4 boxes of RGB."""
    boxes = (pictures // 64).reshape(len(pictures), -1, 3).astype(int) @ [16, 4, 1]
    return np.stack([np.bincount(row, minlength=64) for row in boxes])


@pytest.fixture(scope="module")
def shop():
    return data.catalogue()


def test_the_shape_of_the_catalogue(shop):
    assert shop.pictures.shape == (480, 32, 32, 3)
    assert np.bincount(shop.labels).tolist() == [20] * 24
    assert {word: int((shop.split == word).sum()) for word in ("train", "val", "test")} == {
        "train": 288,
        "val": 96,
        "test": 96,
    }
    assert len(set(shop.names)) == 24


@given(st.integers(0, 2**63))
@settings(max_examples=5, deadline=None)
def test_the_same_seed_draws_the_same_and_another_seed_others(seed):
    first, again, other = (data.catalogue(2, 2, 16, seed=number) for number in (seed, seed, seed + 1))
    assert (first.pictures == again.pictures).all()
    assert first.names == again.names
    assert (first.pictures != other.pictures).any()


def test_a_larger_set_extends_a_smaller_one(shop):
    larger = data.catalogue(classes=30, per_class=25)
    kept = np.flatnonzero((larger.labels < 24) & (np.arange(len(larger)) % 25 < 20))
    assert (larger.pictures[kept] == shop.pictures).all()
    assert (larger.split[kept] == shop.split).all()
    assert larger.names[:24] == shop.names


def test_a_catalogue_may_begin_with_any_class(shop):
    later = data.catalogue(classes=4, first=20)
    assert (later.pictures == shop.pictures[shop.labels >= 20]).all()
    assert later.names == shop.names[20:]
    assert later.labels.min() == 0


def test_the_coarse_label_is_the_arrangement(shop):
    for label, coarse in zip(shop.labels, shop.coarse, strict=True):
        assert shop.names[label].startswith(shop.coarse_names[coarse] + ", ")


@given(st.integers(0, MOST_CLASSES - 1), st.integers(0, 10**6))
@settings(deadline=None)
def test_every_class_has_neighbours_that_differ_in_one_thing_only(class_id, seed):
    block = [product(class_id // 8 * 8 + member, seed) for member in range(8)]
    mine = product(class_id, seed)
    differences = [tuple(a != b for a, b in zip(mine, other, strict=True)) for other in block]
    assert (True, False, False, False) in differences
    assert (False, True, True, False) in differences
    assert (False, False, False, True) in differences


def test_no_two_classes_are_alike():
    products = [product(class_id, seed=5) for class_id in range(MOST_CLASSES)]
    assert len(set(products)) == len({sold.name for sold in products}) == MOST_CLASSES


def test_a_thousand_classes():
    many = data.catalogue(classes=1000, per_class=1, size=8)
    assert (len(many), len(set(many.names))) == (1000, 1000)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_neither_pixels_nor_colours_solve_it(seed):
    drawn = data.catalogue(seed=seed)
    pixels = precision_at_1(drawn.pictures, drawn.labels)
    colours = precision_at_1(colour_histograms(drawn.pictures), drawn.labels)
    assert 0.1 < pixels < 0.5
    assert 1 / 24 < colours < 0.3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"classes": 0}, "classes: expected a whole number from 1 to 15,360, got 0"),
        ({"classes": MOST_CLASSES + 1}, "classes: expected a whole number from 1 to 15,360, got 15361"),
        ({"classes": 3, "first": MOST_CLASSES - 2}, "classes: expected a whole number from 1 to 2, got 3"),
        ({"first": -1}, "first: expected a whole number from 0 to 15,359, got -1"),
        ({"per_class": 2.5}, "per_class: expected a whole number from 1 to 100,000, got 2.5"),
        ({"size": 7}, "size: expected a whole number from 8 to 1,024, got 7"),
        ({"size": True}, "size: expected a whole number from 8 to 1,024, got True"),
        ({"seed": "x"}, "seed: expected a whole number of at least 0, got 'x'"),
    ],
)
def test_the_catalogue_names_what_does_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        data.catalogue(**arguments)


def test_digits_are_scikit_learns():
    from sklearn.datasets import load_digits

    ours, theirs = data.digits(by="picture"), load_digits()
    assert ours.pictures.shape == (1797, 8, 8, 1)
    assert np.abs(ours.pictures[..., 0] / 255 * 16 - theirs.images).max() < 0.04
    assert (ours.labels == theirs.target).all()
    assert (ours.pictures.min(), ours.pictures.max()) == (0, 255)


def test_digits_by_writer_share_no_writer():
    writers = data.digit_writers()
    assert writers.shape == (1797,)
    assert set(writers) == set(range(14))
    assert (np.diff(writers) >= 0).all()
    for seed in range(20):
        split = data.digits(seed=seed).split
        of_writer = {writer: set(split[writers == writer]) for writer in range(14)}
        assert all(len(words) == 1 for words in of_writer.values())
        words = [word for words in of_writer.values() for word in words]
        assert [words.count(word) for word in ("train", "val", "test")] == [6, 2, 6]
        train, val, test = ((split == word).sum() for word in ("train", "val", "test"))
        assert min(train, test) > 740
        assert max(train, test) < 800
        assert 240 < val < 270


def test_a_writer_writes_more_like_himself_than_like_others():
    everything, writers = data.digits(), data.digit_writers()
    pixels = everything.pictures.reshape(1797, -1).astype(float)
    distances = ((pixels[:, None, :] - pixels[None]) ** 2).sum(axis=2)
    np.fill_diagonal(distances, np.inf)
    same = writers[distances.argmin(axis=1)] == writers
    assert same.mean() > 0.4  # 1 in 14 by chance


@pytest.mark.parametrize("by", ["pictures", "writers", None, 3, ""])
def test_digits_are_split_by_writer_or_picture(by):
    with pytest.raises(ValueError, match='by: expected "writer" or "picture", got'):
        data.digits(by=by)


def test_digits_always_have_the_same_split():
    assert (data.digits().split == data.digits().split).all()
    first, again = data.digits(by="picture"), data.digits(by="picture")
    assert (first.split == again.split).all()
    assert first.describe() == "1797 grey pictures of 8 x 8 pixels, 10 classes, 719 train, 179 val, 899 test"
    train, val, test = ((first.split == split).sum() for split in ("train", "val", "test"))
    assert f"{train} train, {val} val and {test} test pictures" in data.digits.__doc__

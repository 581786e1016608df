"""The last pictures of each class are held back."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.data import catalogue, split_by_order

DRAWN = catalogue(classes=3, per_class=10, size=8)


def files_of(pictures, order):
    """The set with photo numbers as files, in another order than that of the pictures."""
    return replace(
        pictures, files=tuple(f"{label}/photo{n}.jpg" for label, n in zip(pictures.labels, order, strict=True))
    )


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(30)), st.floats(0.01, 0.99), st.lists(st.booleans(), min_size=30, max_size=30))
def test_within_a_class_every_held_back_number_comes_after_all_others(order, share, mask):
    some = np.array(mask)
    some[0] = True
    numbers, pictures = np.array(order)[some], files_of(DRAWN, order).where(some)
    split = split_by_order(pictures, share).split
    for label in np.unique(pictures.labels):
        here = pictures.labels == label
        held, rest = numbers[here & (split == "test")], numbers[here & (split == "train")]
        assert len(rest) >= 1
        if here.sum() == 1:
            continue
        assert held.min() > rest.max()
        assert len(held) == min(max(round(share * here.sum()), 1), here.sum() - 1)


def test_photo_9_comes_before_photo_10():
    pictures = files_of(catalogue(classes=1, per_class=2, size=8), (10, 9))
    assert split_by_order(pictures).split.tolist() == ["test", "train"]


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match="pictures: expected pictures that come from files, got none with files"):
        split_by_order(DRAWN)
    with pytest.raises(ValueError, match="share: expected above 0 and below 1, got 1"):
        split_by_order(files_of(DRAWN, range(30)), 1)

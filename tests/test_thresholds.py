import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_curve

from course_lib import data
from course_lib.baselines import raw_pixels
from course_lib.thresholds import best_threshold, same_and_different

distances = st.lists(st.integers(0, 12), min_size=1, max_size=20)


def gain(threshold, same, different):
    return (np.array(same) < threshold).mean() - (np.array(different) < threshold).mean()


@given(distances, distances)
def test_no_other_threshold_is_better(same, different):
    found = gain(best_threshold(same, different), same, different)
    assert found >= max(gain(t, same, different) for t in np.arange(0.5, 14)) - 1e-12


def test_equals_the_best_point_of_scikit_learns_roc_curve():
    rng = np.random.default_rng(0)
    same, different = rng.normal(0.5, 0.2, 200), rng.normal(1, 0.3, 900)
    false, true, _ = roc_curve(np.r_[np.ones(200), np.zeros(900)], -np.r_[same, different])
    assert gain(best_threshold(same, different), same, different) == pytest.approx((true - false).max())


def test_pairs_are_split_by_class():
    pictures = data.catalogue(classes=3, per_class=5, size=16)
    same, different = same_and_different(raw_pixels, pictures, "test")
    assert (len(same), len(different)) == (3 * 3, 3 * 6)


def test_one_kind_alone_gives_no_threshold():
    with pytest.raises(ValueError, match="same, different: expected at least one each, got 0, 1"):
        best_threshold([], [1.0])
    with pytest.raises(ValueError, match="same, different: expected finite distances, got NaN"):
        best_threshold([0.5], [np.nan])

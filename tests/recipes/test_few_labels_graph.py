"""Labels that spread: against scikit-learn's methods and plain loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge
from sklearn.semi_supervised import LabelSpreading

from course_lib.recipes.few_labels_graph import (
    affinity,
    cluster_then_label,
    draw_labels,
    label_new,
    spread_labels,
)
from course_lib.recipes.few_labels_pairs import complete_pairs

X = np.random.default_rng(0).normal(size=(40, 3))
KNOWN = np.array([0, 1, 2, 1, *[-1] * 36])


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), gamma=st.floats(0.05, 3), alpha=st.floats(0.05, 0.95))
def test_spreading_is_where_scikit_learn_arrives(seed, gamma, alpha):
    x = np.random.default_rng(seed).normal(size=(40, 3))
    theirs = LabelSpreading(gamma=gamma, alpha=alpha, max_iter=5000, tol=1e-10).fit(x, KNOWN)
    np.testing.assert_allclose(spread_labels(x, KNOWN, gamma, alpha), theirs.label_distributions_, atol=1e-5)


def test_new_pictures_are_labelled_as_scikit_learn_does():
    theirs = LabelSpreading(gamma=0.5, alpha=0.5, max_iter=5000, tol=1e-12).fit(X, KNOWN)
    new = np.random.default_rng(1).normal(size=(9, 3))
    ours = label_new(new, X, spread_labels(X, KNOWN, 0.5, 0.5), 0.5)
    np.testing.assert_allclose(ours, theirs.predict_proba(new), atol=1e-5)


def test_likeness_equals_a_loop():
    looped = [[0 if i == j else np.exp(-0.3 * ((a - b) ** 2).sum()) for j, b in enumerate(X)] for i, a in enumerate(X)]
    np.testing.assert_allclose(affinity(X, 0.3), looped, atol=1e-12)


def test_a_picture_that_resembles_nobody_stays_without_a_word_and_harms_no_other():
    far = np.vstack([X, [[1e3, 0, 0]]])
    spread = spread_labels(far, np.append(KNOWN, -1), 1.0, 0.9)
    assert np.isfinite(spread).all()
    assert (spread[-1] == 0).all()
    np.testing.assert_allclose(spread[:-1], spread_labels(X, KNOWN, 1.0, 0.9), atol=1e-9)


def test_more_labels_keep_the_fewer_and_each_class_has_as_many():
    labels = np.repeat([0, 1, 4], 10)
    few, more = (draw_labels(labels, count, 3) for count in (2, 5))
    assert [np.sum(more == c) for c in (0, 1, 4)] == [5, 5, 5]
    assert (more[few >= 0] == labels[few >= 0]).all()
    assert (few >= 0).sum() == 6
    assert (draw_labels(labels, 2, 4) != few).any()


def test_clusters_take_the_vote_and_silent_ones_the_nearest_label():
    places = np.array([0.0, 0.1, 0.2, 5.0, 5.1, 9.0, 9.1])[:, None]
    centres, names = cluster_then_label(places, np.array([1, 1, 0, 2, -1, -1, -1]), clusters=3)
    order = centres[:, 0].argsort()
    assert names[order].tolist() == [1, 2, 2]


def test_the_completed_pairs_are_ridge_regression_on_labels_times_itself():
    known, others = X[:12], X[12:]
    one_hot = np.eye(3)[np.arange(12) % 3]
    ridge = Ridge(alpha=0.4, fit_intercept=False).fit(known, one_hot)
    wanted = ridge.predict(others) @ ridge.predict(known).T
    np.testing.assert_allclose(complete_pairs(known, one_hot @ one_hot.T, others, 0.4), wanted, atol=1e-8)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: spread_labels(X, KNOWN[:-1], 1.0),
            r"labels: expected \(40,\), one of each picture, got shape \(39,\)",
        ),
        (lambda: spread_labels(X, np.full(40, -1), 1.0), "labels: expected whole numbers, some from 0 on"),
        (lambda: spread_labels(X, KNOWN, 0), "gamma: expected a positive number, got 0"),
        (lambda: spread_labels(X, KNOWN, 1.0, 1.0), "alpha: expected above 0 and below 1, got 1.0"),
        (lambda: spread_labels(X * np.nan, KNOWN, 1.0), "features: expected finite numbers"),
        (lambda: cluster_then_label(X, KNOWN, 0), "clusters: expected a whole number from 1 to 40, got 0"),
        (lambda: complete_pairs(X, np.eye(3), X, 1.0), r"same: expected \(40, 40\), all pairs, got shape \(3, 3\)"),
        (lambda: complete_pairs(X, np.eye(40), X[:, :2], 1.0), r"others: expected \(m, 3\), got shape \(40, 2\)"),
        (lambda: complete_pairs(X, np.eye(40), X, 0), "shrinkage: expected a positive number, got 0"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

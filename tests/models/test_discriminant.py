"""The linear discriminant against scikit-learn's, and as the last layers of a network."""

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.preprocessing import StandardScaler

from course_lib.models.discriminant import SquareRoot, shrunken_discriminant, with_discriminant


def clouds(classes=4, each=9, features=6, seed=0):
    """Classes of unequal size that lie in clouds of one shape, features in units of their own."""
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.arange(classes), each + np.arange(classes))
    shape = rng.normal(size=(features, features))
    rows = 2 * rng.normal(size=(classes, features))[labels] + rng.normal(size=(len(labels), features)) @ shape
    return rows * 10.0 ** rng.uniform(-2, 2, features) + 5, labels


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 6), st.integers(3, 9), st.integers(1, 20), st.floats(0.05, 1), st.integers(0, 99))
def test_the_nearest_class_mean_is_what_scikit_learn_predicts(classes, each, features, shrinkage, seed):
    rows, labels = clouds(classes, each, features, seed)
    kernel, bias = shrunken_discriminant(rows, labels, shrinkage)
    mapped = rows @ kernel + bias
    means = np.stack([mapped[labels == label].mean(axis=0) for label in range(classes)])
    standard = StandardScaler().fit_transform(rows)
    prior = np.bincount(labels) / len(labels)  # lsqr weighs the covariances of the classes by its priors
    oracle = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=shrinkage, priors=prior).fit(standard, labels)
    gaps = ((mapped[:, None] - means) ** 2).sum(axis=2)  # (n, c)
    scores = -gaps / 2 + np.log(prior)
    expected = np.atleast_2d(oracle.decision_function(standard).T).T
    if classes == 2:  # scikit-learn gives the difference alone
        scores = scores[:, 1:] - scores[:, :1]
    else:  # up to a number for each picture
        scores, expected = scores - scores[:, :1], expected - expected[:, :1]
    np.testing.assert_allclose(scores, expected, rtol=2e-3, atol=2e-3 * np.abs(expected).max())


def test_without_shrinkage_distances_are_scikit_learns():
    rows, labels = clouds(each=40)
    kernel, bias = shrunken_discriminant(rows, labels, 1e-9)
    theirs = LinearDiscriminantAnalysis(solver="svd").fit(rows, labels)
    ours, expected = pdist(rows @ kernel + bias), pdist(theirs.transform(rows))
    np.testing.assert_allclose(ours / ours.mean(), expected / expected.mean(), atol=1e-4)


def test_more_features_than_pictures_and_constant_features_are_no_problem():
    rows, labels = clouds(classes=3, each=4, features=40)
    rows[:, 7] = 2.5
    kernel, bias = shrunken_discriminant(rows, labels)
    assert kernel.shape == (40, 2)
    assert bias.shape == (2,)
    assert (kernel[7] == 0).all()
    assert np.isfinite(kernel).all()


def test_units_of_the_features_do_not_matter():
    rows, labels = clouds()
    kernel, bias = shrunken_discriminant(rows, labels)
    other, shift = shrunken_discriminant(rows * 1000 - 3, labels)
    np.testing.assert_allclose(pdist(rows @ kernel + bias), pdist((rows * 1000 - 3) @ other + shift), rtol=1e-3)


def test_as_layers_of_a_network():
    rows, labels = clouds()
    kernel, bias = shrunken_discriminant(rows, labels)
    given = keras.Input((6,))
    network = with_discriminant(keras.Model(given, keras.layers.Rescaling(1.0)(given)), kernel, bias)
    mapped = rows @ kernel + bias
    expected = mapped / np.linalg.norm(mapped, axis=1, keepdims=True)
    np.testing.assert_allclose(network.predict(rows, verbose=0), expected, atol=1e-3)
    assert not network.layers[-2].trainable


def test_square_roots_of_what_is_not_negative():
    np.testing.assert_allclose(SquareRoot()(np.array([[0.0, 2.25, -1e-9]])), [[0, 1.5, 0]])


@pytest.mark.parametrize(
    ("features", "labels", "shrinkage", "message"),
    [
        (np.zeros(3), [0, 1, 1], 0.5, r"features: expected shape \(n, f\), not empty, got shape \(3,\)"),
        (np.full((3, 2), np.nan), [0, 1, 1], 0.5, "features: expected finite numbers, got NaN or infinity"),
        (np.eye(3), [0, 1], 0.5, r"labels: expected \(3,\), one for each row, got shape \(2,\)"),
        (np.eye(3), [0, 1, 1], 0, "shrinkage: expected above 0, at most 1, got 0"),
        (np.eye(3), [0, 1, 1], float("nan"), "shrinkage: expected above 0, at most 1, got nan"),
        (np.eye(3), [1, 1, 1], 0.5, "labels: expected two or more, or nothing can be told apart, got one class"),
        (np.eye(3), [0, 1, 2], 0.5, "labels: expected several of a class, got 3 classes of 3 pictures"),
        (np.eye(2)[[0, 0, 1]], [0, 0, 1], 0.5, "features: expected some that differ within a class, got the same"),
    ],
)
def test_what_does_not_fit_is_named(features, labels, shrinkage, message):
    with pytest.raises(ValueError, match=message):
        shrunken_discriminant(features, labels, shrinkage)

"""Softmax and its losses by hand against SciPy, Keras and finite differences; a classifier that learns."""

import numpy as np
import pytest
from scipy.special import log_softmax
from scipy.special import softmax as scipy_softmax

from course_lib.by_hand import classifier
from course_lib.by_hand.gradient_checks import numerical_gradient
from course_lib.by_hand.twins import forward


def drawn(seed=0, n=5, d=3, c=4):
    """Features (n, d), class weights (d, c) and targets (n, c), of which one row is of zeros and one counts thrice."""
    rng = np.random.default_rng(seed)
    targets = np.eye(c)[rng.integers(c, size=n)]
    targets[0], targets[1] = 0, 3 * targets[1]
    return rng.normal(size=(n, d)), rng.normal(size=(d, c)), targets


def test_softmax_and_cross_entropy_are_those_of_scipy_even_far_out():
    logits = 1000 * np.random.default_rng(0).normal(size=(6, 4))
    targets = np.eye(4)[[0, 1, 2, 3, 0, 1]]
    np.testing.assert_allclose(classifier.softmax(logits), scipy_softmax(logits, axis=1))
    expected = -(targets * log_softmax(logits, axis=1)).sum(axis=1).mean()
    assert classifier.cross_entropy(logits, targets)[0] == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_of_cross_entropy_agrees_with_finite_differences(seed):
    _, _, targets = drawn(seed)
    logits = np.random.default_rng(seed).normal(size=targets.shape)
    judged = numerical_gradient(lambda z: classifier.cross_entropy(z, targets)[0], logits)
    np.testing.assert_allclose(classifier.cross_entropy(logits, targets)[1], judged, atol=1e-8)


@pytest.mark.parametrize(
    "loss",
    [classifier.plain_softmax, lambda f, weights, targets: classifier.normalised_softmax(f, weights, targets, 7)],
    ids=["plain", "normalised"],
)
def test_the_gradients_of_both_losses_agree_with_finite_differences(loss):
    f, weights, targets = drawn()
    _, by_f, by_weights = loss(f, weights, targets)
    np.testing.assert_allclose(by_f, numerical_gradient(lambda v: loss(v, weights, targets)[0], f), atol=1e-7)
    np.testing.assert_allclose(by_weights, numerical_gradient(lambda v: loss(f, v, targets)[0], weights), atol=1e-7)


def test_the_normalised_softmax_is_the_loss_of_the_library():
    from course_lib.losses import NormalisedSoftmaxLoss

    f, weights, _ = drawn()
    labels = np.array([0, 3, 3, 1, 2])
    loss = NormalisedSoftmaxLoss(classes=4, scale=7, dtype="float64")
    loss.layer.build((None, 3))
    loss.layer.set_weights([weights])
    ours, *_ = classifier.normalised_softmax(f, weights, np.eye(4)[labels], 7)
    assert float(loss(labels, f)) == pytest.approx(ours, rel=1e-5)


def test_only_directions_count():
    f, weights, targets = drawn()
    loss, *_ = classifier.normalised_softmax(f, weights, targets, 7)
    assert classifier.normalised_softmax(2 * f, 5 * weights, targets, 7)[0] == pytest.approx(loss)


def test_a_classifier_learns_two_heaps_and_repeats_itself():
    rng = np.random.default_rng(0)
    labels = rng.integers(2, size=200)
    x = rng.normal(size=(200, 3)) + 4 * labels[:, None]
    how = {"seed": 1, "steps": 60, "widths": (3, 8, 2)}
    branch, weights = classifier.train_classifier(x, np.eye(2)[labels], classifier.plain_softmax, **how)
    says = (forward(branch, x, ("relu", "linear"))[-1] @ weights).argmax(axis=1)
    assert (says == labels).mean() > 0.97
    again, _ = classifier.train_classifier(x, np.eye(2)[labels], classifier.plain_softmax, **how)
    np.testing.assert_array_equal(again["W1"], branch["W1"])


def test_a_step_takes_the_rows_that_it_is_told():
    seen = []

    def loss(f, weights, targets):
        seen.append(targets)
        return classifier.plain_softmax(f, weights, targets)

    x, targets = np.random.default_rng(0).normal(size=(9, 3)), np.eye(9)
    classifier.train_classifier(x, targets, loss, 0, steps=2, widths=(3, 4, 2), draw=lambda rng: np.array([2, 5]))
    assert [rows.argmax(axis=1).tolist() for rows in seen] == [[2, 5], [2, 5]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: classifier.softmax([1.0, 2.0]), r"logits: expected shape \(n, c\), got \(2,\)"),
        (lambda: classifier.cross_entropy([[1.0, 2.0]], [[1.0]]), "targets: expected shape"),
        (lambda: classifier.normalised_softmax([[1.0]], [[1.0]], [[1.0]], 0), "scale: expected a positive number"),
        (lambda: classifier.normalised_softmax([[0.0]], [[1.0]], [[1.0]], 1), "x: expected rows with a direction"),
    ],
)
def test_the_message_names_the_argument(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""Softmax and cross-entropy by hand against SciPy, a plain loop and central differences."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand.checks import numerical_gradient
from course_lib.by_hand.softmax import cross_entropy, softmax

ANY = st.tuples(st.integers(1, 5), st.integers(1, 6)).flatmap(lambda s: arrays(float, s, elements=st.floats(-1e6, 1e6)))
SMALL = st.tuples(st.integers(1, 4), st.integers(2, 4)).flatmap(lambda s: arrays(float, s, elements=st.floats(-5, 5)))


def targets_of(logits, seed=0):
    return scipy.special.softmax(np.random.default_rng(seed).normal(size=logits.shape), axis=1)


@settings(deadline=None)
@given(ANY)
def test_softmax_is_that_of_scipy_and_a_constant_changes_nothing(logits):
    p = softmax(logits)
    np.testing.assert_allclose(p, scipy.special.softmax(logits, axis=1), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    np.testing.assert_allclose(softmax(logits + 64), p, rtol=1e-6, atol=1e-12)


@settings(deadline=None)
@given(ANY)
def test_the_loss_is_the_plain_double_loop_and_never_infinite(logits):
    targets, log_p = targets_of(logits), scipy.special.log_softmax(logits, axis=1)
    by_loop = sum(-targets[i, k] * log_p[i, k] for i, k in np.ndindex(logits.shape)) / len(logits)
    loss, gradient = cross_entropy(logits, targets)
    np.testing.assert_allclose(loss, by_loop, rtol=1e-9)
    np.testing.assert_allclose(gradient, (softmax(logits) - targets) / len(logits), atol=1e-12)


@settings(deadline=None)
@given(SMALL, st.floats(0, 3))
def test_the_gradient_agrees_with_central_differences_for_targets_of_any_sum(logits, factor):
    targets = factor * targets_of(logits)
    judged = numerical_gradient(lambda z: cross_entropy(z, targets)[0], logits)
    np.testing.assert_allclose(cross_entropy(logits, targets)[1], judged, atol=1e-6)


def test_a_row_of_zeros_has_no_say_and_the_right_answer_costs_nothing():
    loss, gradient = cross_entropy([[1e5, 0], [3, 4]], [[1, 0], [0, 0]])
    assert loss == 0
    np.testing.assert_array_equal(gradient, 0)


def test_a_surely_wrong_answer_keeps_its_gradient():
    loss, gradient = cross_entropy([[1e5, 0]], [[0, 1]])
    assert loss == 1e5
    np.testing.assert_array_equal(gradient, [[1, -1]])


@pytest.mark.parametrize(
    ("logits", "targets", "message"),
    [
        ([0.0, 1.0], [[1, 0]], r"logits: expected shape \(n, c\), got \(2,\)"),
        ([[0.0, np.nan]], [[1, 0]], "logits: expected finite numbers, got NaN or infinity"),
        ([[0.0, 1.0]], [[1]], r"targets: expected shape \(n, c\) with n=1, c=2, got \(1, 1\)"),
    ],
)
def test_bad_input_is_named(logits, targets, message):
    with pytest.raises(ValueError, match=message):
        cross_entropy(logits, targets)

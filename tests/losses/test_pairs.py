"""Cross-entropy of pairs against a double loop over pairs in NumPy, float64."""

import keras
import numpy as np
import pytest
from helpers.gradients import central_differences, gradient
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops

from course_lib.losses import PairCrossEntropy, pair_cross_entropy

LABELS = np.array([0, 0, 1, 1, 2, 2, 2])
few = settings(max_examples=20, deadline=None)


def cross_entropy_by_loop(logits, labels):
    same, different = [], []
    for i, j in np.ndindex(logits.shape):
        p = 1 / (1 + np.exp(-logits[i, j]))
        if labels[i] != labels[j]:
            different.append(-np.log(1 - p))
        elif i != j:
            same.append(-np.log(p))
    return 0.5 * (np.mean(same) if same else 0) + 0.5 * (np.mean(different) if different else 0)


@few
@given(st.integers(0, 999), st.sampled_from([LABELS, np.zeros(7, int), np.arange(7)]))
def test_the_loss_equals_the_loop_also_with_one_class_or_without_same_pairs(seed, labels):
    logits = np.random.default_rng(seed).normal(size=(7, 7)).astype("float32") * 3
    assert float(PairCrossEntropy()(labels, logits)) == pytest.approx(cross_entropy_by_loop(logits, labels), rel=1e-4)


def test_the_gradient_of_the_loss_equals_central_differences():
    logits = np.random.default_rng(0).normal(size=(7, 7))
    ours = gradient(lambda x: PairCrossEntropy(dtype="float64")(LABELS, x), logits)
    np.testing.assert_allclose(ours, central_differences(lambda x: cross_entropy_by_loop(x, LABELS), logits), atol=1e-6)


def test_large_logits_lose_linearly():
    loss = pair_cross_entropy(ops.array([-1e4, 1e4, 1e4]), ops.array([True, True, False]))
    np.testing.assert_allclose(ops.convert_to_numpy(loss), [1e4, 0, 1e4])


def test_the_loss_survives_saving():
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(PairCrossEntropy(name="mine")))
    assert (type(again), again.name) == (PairCrossEntropy, "mine")


def test_a_broken_network_shows_and_what_is_no_square_is_named():
    logits = np.zeros((4, 4), "float32")
    logits[0, 1] = np.nan
    assert np.isnan(float(PairCrossEntropy()(np.array([0, 0, 1, 1]), logits)))
    with pytest.raises(ValueError, match=r"y_pred: expected a logit for each pair, shape \(b, b\), got shape \(4, 2\)"):
        PairCrossEntropy()(np.array([0, 0, 1, 1]), logits[:, :2])

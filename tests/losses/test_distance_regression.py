import keras
import numpy as np
import pytest
from helpers import loss_loops
from helpers.gradients import gradient
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.losses import (
    ContrastiveLoss,
    DistanceRegressionLoss,
    SDRNLoss,
    hinged_divergence,
    kl_divergence,
    label_distribution,
)

few = settings(max_examples=20, deadline=None)
LABELS = np.array([0, 0, 1, 1, 2, 2, 2])


def array(tensor):
    return keras.ops.convert_to_numpy(tensor)


def normal(seed, shape=(7, 3)):
    return np.random.default_rng(seed).normal(size=shape)


def built(**options):
    loss = SDRNLoss(3, **options)
    loss.layer.build((None, 3))
    return loss


@few
@given(seed=st.integers(0, 1000), smoothing=st.floats(0, 0.9), scale=st.floats(0.1, 30))
def test_the_divergence_equals_the_loop_and_is_not_negative(seed, smoothing, scale):
    logits = scale * normal(seed)
    p = label_distribution(keras.ops.array(LABELS), 3, smoothing)
    np.testing.assert_allclose(array(p).sum(1), 1, atol=1e-6)
    divergence = array(kl_divergence(p, keras.ops.array(logits)))
    expected = loss_loops.divergences(LABELS, logits, lambda row: row, 3, smoothing)
    np.testing.assert_allclose(divergence, expected, rtol=1e-4, atol=1e-4)
    assert divergence.min() > -1e-5


def test_without_smoothing_it_is_the_cross_entropy_and_with_it_less_by_the_entropy_of_p():
    logits = keras.ops.array(normal(0))
    for smoothing, entropy in [(0.0, 0.0), (0.3, -(0.8 * np.log(0.8) + 0.2 * np.log(0.1)))]:
        p = label_distribution(keras.ops.array(LABELS), 3, smoothing)
        cross_entropy = array(keras.losses.categorical_crossentropy(p, logits, from_logits=True))
        divergence = array(kl_divergence(keras.ops.cast(p, logits.dtype), logits))
        np.testing.assert_allclose(divergence, cross_entropy - entropy, atol=1e-5)


def test_the_divergence_of_p_from_itself_is_0():
    p = label_distribution(keras.ops.array(LABELS), 3, 0.3)
    np.testing.assert_allclose(array(kl_divergence(p, keras.ops.log(p))), 0, atol=1e-6)


def test_huge_logits_stay_finite():
    p = label_distribution(keras.ops.array([0]), 2, 0.0)
    wrong = lambda logits: keras.ops.sum(kl_divergence(p, logits))  # sure of the other class
    assert float(wrong(keras.ops.array([[-1e4, 1e4]]))) == pytest.approx(2e4)
    assert np.isfinite(gradient(wrong, np.array([[-1e4, 1e4]], "float32"))).all()


def test_without_weight_it_is_the_contrastive_loss():
    x = normal(1)
    assert float(built(weight=0.0)(LABELS, x)) == pytest.approx(float(ContrastiveLoss(1.0)(LABELS, x)))


def test_gamma_is_a_switch():
    x, loss = normal(2).astype("float32"), built()
    divergence = array(loss.divergence(keras.ops.array(LABELS), keras.ops.array(x)))
    contrastive = gradient(lambda moved: ContrastiveLoss(1.0)(LABELS, moved), x)
    for gamma, active in ((0.0, 7), (float(np.median(divergence)), 3), (50.0, 0)):
        switched = built(gamma=gamma)
        extra = gradient(lambda moved, loss=switched: loss(LABELS, moved), x) - contrastive
        moved = np.abs(extra).max(axis=1) > 1e-6
        assert (moved == (divergence > gamma)).all()
        assert moved.sum() == active


def test_the_hinge_by_hand():
    assert array(hinged_divergence(keras.ops.array([0.2, 0.5, 2.0]), 0.5)).tolist() == [0, 0, 1.5]


def descend(loss, labels, x, steps=60, rate=0.5):
    for _ in range(steps):
        x = x - rate * gradient(lambda moved: loss(labels, moved), x)
    return x


def test_regressed_distances_come_out():
    """Three pictures with a label each: their wanted distances 3, 4, 5 fit into the plane."""
    targets = [[0, 3, 4], [3, 0, 5], [4, 5, 0]]
    x = descend(DistanceRegressionLoss(targets), np.arange(3), normal(3, (3, 2)).astype("float32"))
    found = [np.linalg.norm(x[i] - x[j]) for i, j in [(0, 1), (0, 2), (1, 2)]]
    np.testing.assert_allclose(found, [3, 4, 5], atol=1e-2)

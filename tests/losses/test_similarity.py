import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.losses import InfoNCELoss, SupConLoss, similarities
from course_lib.tensors import scaled_to_unit
from course_lib.training.batches import PKBatches

few = settings(max_examples=15, deadline=None)


def array(tensor):
    return keras.ops.convert_to_numpy(tensor)


def normal(seed, rows):
    return np.random.default_rng(seed).normal(size=(rows, 4))


@few
@given(seed=st.integers(0, 1000), pictures=st.integers(2, 6), temperature=st.floats(0.05, 2))
def test_with_one_positive_info_nce_and_sup_con_are_one(seed, pictures, temperature):
    labels, x = np.repeat(np.arange(pictures), 2), normal(seed, 2 * pictures)
    expected = float(SupConLoss(temperature)(labels, x))
    assert float(InfoNCELoss(temperature)(labels, x)) == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_with_more_positives_sup_con_pushes_them_apart_and_info_nce_does_not():
    labels, x = np.array([0, 0, 0]), np.tile([[1.0, 0.0]], (3, 1))
    assert float(InfoNCELoss(0.5)(labels, x)) == 0
    assert float(SupConLoss(0.5)(labels, x)) == pytest.approx(np.log(2), abs=1e-6)


def test_nt_xent_equals_the_formula_of_simclr():
    """Two views, rows 2k and 2k + 1, written with the indices of the paper."""
    z = normal(3, 6) / np.linalg.norm(normal(3, 6), axis=1, keepdims=True)
    similarity = np.exp(z @ z.T / 0.5)
    ell = [-np.log(similarity[i, i ^ 1] / (similarity[i].sum() - similarity[i, i])) for i in range(6)]
    assert float(InfoNCELoss(0.5)(np.array([0, 0, 1, 1, 2, 2]), z)) == pytest.approx(np.mean(ell), rel=1e-5)


def test_two_views_come_from_batches_of_picture_numbers():
    batches = PKBatches(np.arange(9), np.arange(9), classes=4, per_class=2, steps=1)
    pictures, labels = batches[0]
    assert (pictures == labels).all()
    assert (np.unique(labels, return_counts=True)[1] == 2).all()


def test_a_low_temperature_gives_finite_losses():
    for loss in (SupConLoss(1e-4), InfoNCELoss(1e-4)):
        assert np.isfinite(float(loss(np.array([0, 0, 1, 1, 2, 2]), normal(1, 6))))


def test_unit_and_similarities():
    x = normal(2, 5)
    np.testing.assert_allclose(np.linalg.norm(array(scaled_to_unit(keras.ops.array(x))), axis=1), 1, atol=1e-5)
    cosines = array(similarities(keras.ops.array(x), 0.25)) * 0.25
    np.testing.assert_allclose(np.diag(cosines), 1, atol=1e-5)
    assert np.abs(cosines).max() <= 1 + 1e-5

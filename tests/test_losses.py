import itertools

import keras
import numpy as np
import pytest
from gradients import gradient as gradient_of
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.distances import distance_matrix
from course_lib.losses import ContrastiveLoss, TripletLoss, pairwise_distances

LABELS = np.array([0, 0, 1, 1, 2, 2, 2])
batches = st.integers(0, 10_000).map(lambda seed: np.random.default_rng(seed).normal(size=(7, 3)).astype("float32"))
few = settings(max_examples=25, deadline=None)


def contrastive_by_loop(embeddings, labels, margin):
    same, different = [], []
    for i, j in itertools.permutations(range(len(labels)), 2):
        distance = np.linalg.norm(embeddings[i] - embeddings[j])
        if labels[i] == labels[j]:
            same.append(0.5 * distance**2)
        else:
            different.append(0.5 * max(0, margin - distance) ** 2)
    return 0.5 * np.mean(same) + 0.5 * np.mean(different)


def triplet_by_loop(embeddings, labels, margin):
    active = []
    for a, p, n in itertools.permutations(range(len(labels)), 3):
        if labels[a] == labels[p] != labels[n]:
            d_ap = np.linalg.norm(embeddings[a] - embeddings[p])
            d_an = np.linalg.norm(embeddings[a] - embeddings[n])
            active += [d_ap - d_an + margin] if d_ap - d_an + margin > 0 else []
    return np.mean(active) if active else 0.0


@few
@given(batches, st.floats(0.1, 3))
def test_contrastive_loss_equals_the_loop(embeddings, margin):
    loss = float(ContrastiveLoss(margin)(LABELS, embeddings))
    assert loss == pytest.approx(contrastive_by_loop(embeddings, LABELS, margin), abs=1e-5)


@few
@given(batches, st.floats(0.1, 3))
def test_triplet_loss_equals_the_loop(embeddings, margin):
    loss = float(TripletLoss(margin)(LABELS, embeddings))
    assert loss == pytest.approx(triplet_by_loop(embeddings, LABELS, margin), abs=1e-5)


def test_one_convention_of_distance_for_losses_and_search():
    embeddings = np.random.default_rng(1).normal(size=(9, 5)).astype("float32")
    ours = keras.ops.convert_to_numpy(pairwise_distances(embeddings))
    np.testing.assert_allclose(ours, distance_matrix(embeddings, embeddings), atol=2e-3)


@pytest.mark.parametrize("loss", [ContrastiveLoss(1.0), TripletLoss(0.2)])
def test_the_gradient_of_equal_embeddings_is_finite(loss):
    assert np.isfinite(gradient_of(lambda embeddings: loss(LABELS, embeddings), np.ones((7, 3), "float32"))).all()


@pytest.mark.parametrize("loss", [ContrastiveLoss(0.8), TripletLoss(0.3)])
def test_the_gradient_equals_central_differences(loss):
    embeddings = np.random.default_rng(2).normal(size=(7, 3))
    gradient = gradient_of(lambda x: type(loss)(loss.margin, dtype="float64")(LABELS, x), embeddings)
    by_loop = contrastive_by_loop if isinstance(loss, ContrastiveLoss) else triplet_by_loop
    for place in np.ndindex(embeddings.shape):
        step = np.zeros_like(embeddings)
        step[place] = 1e-6
        slope = (
            by_loop(embeddings + step, LABELS, loss.margin) - by_loop(embeddings - step, LABELS, loss.margin)
        ) / 2e-6
        assert gradient[place] == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("loss", [ContrastiveLoss(0.8), TripletLoss(0.3)])
def test_a_loss_survives_saving(loss):
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(loss))
    assert type(again) is type(loss)
    assert again.margin == loss.margin


def test_a_batch_without_a_pair_of_one_class_gives_no_triplet_loss():
    assert float(TripletLoss(0.2)(np.arange(4), np.eye(4, dtype="float32"))) == 0


@pytest.mark.parametrize("kind", [ContrastiveLoss, TripletLoss])
def test_a_margin_must_be_positive(kind):
    with pytest.raises(ValueError, match="margin: expected a positive number, got 0"):
        kind(margin=0)

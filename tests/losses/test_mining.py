import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.losses import (
    MinedTripletLoss,
    TripletLoss,
    active_share,
    batch_hard,
    pairwise_distances,
    positive_pairs,
    random_negative,
    semi_hard,
    valid_triples,
)
from course_lib.training.batches import PKBatches

few = settings(max_examples=15, deadline=None)
# On a line: the anchor at 0, its positive at 2; negatives at 1 (nearer), 2.3 (in the margin), 9 (far).
PLACES = np.array([[0.0], [2.0], [1.0], [2.3], [9.0]], "float32")
LABELS = np.array([0, 0, 1, 2, 3])


def array(tensor):
    return keras.ops.convert_to_numpy(tensor)


def triples(choose, places=PLACES, labels=LABELS, noise=None):
    """The triples that a function chooses, as a set of (anchor, positive, negative)."""
    chosen = choose(pairwise_distances(keras.ops.array(places)), valid_triples(keras.ops.array(labels)), noise)
    return {tuple(map(int, place)) for place in np.argwhere(array(chosen))}


def test_semi_hard_takes_the_nearest_negative_behind_the_positive():
    assert triples(semi_hard) == {(0, 1, 3), (1, 0, 4)}


def test_semi_hard_leaves_out_a_pair_whose_negatives_are_all_nearer():
    assert triples(semi_hard, PLACES[:3], LABELS[:3]) == set()


def test_batch_hard_takes_the_farthest_positive_and_the_nearest_negative():
    places, labels = np.array([[0.0], [1.0], [3.0], [4.0]], "float32"), np.array([0, 0, 0, 1])
    assert triples(batch_hard, places, labels) == {(0, 2, 3), (1, 2, 3), (2, 0, 3)}


@few
@given(seed=st.integers(0, 1000))
def test_random_takes_one_negative_for_each_pair(seed):
    noise = np.random.default_rng(seed).random((5, 5, 5)).astype("float32")
    found = triples(random_negative, noise=noise)
    assert {triple[:2] for triple in found} == {(0, 1), (1, 0)}
    assert len(found) == 2
    assert {negative for *_, negative in found} <= {2, 3, 4}


def test_random_takes_every_negative_equally_often():
    noise = keras.ops.array(np.random.default_rng(0).random((3000, 5, 5, 5)))
    chosen = array(random_negative(None, valid_triples(keras.ops.array(LABELS))[None], noise))  # (draws, a, p, n)
    np.testing.assert_allclose(chosen[:, 0, 1].mean(axis=0), [0, 0, 1 / 3, 1 / 3, 1 / 3], atol=0.03)
    fewer = noise[..., 0]  # one number for each anchor and positive
    chosen = array(random_negative(None, valid_triples(keras.ops.array(LABELS))[None], fewer))
    np.testing.assert_allclose(chosen[:, 0, 1].mean(axis=0), [0, 0, 1 / 3, 1 / 3, 1 / 3], atol=0.03)
    together = (chosen[:, 0, 1, 2:, None] & chosen[:, 1, 0, None, 2:]).mean(axis=0)  # the two pairs draw on their own
    np.testing.assert_allclose(together, np.full((3, 3), 1 / 9), atol=0.03)


@few
@given(seed=st.integers(0, 1000), labels=st.lists(st.integers(0, 2), min_size=1, max_size=7), edge=st.booleans())
def test_one_number_for_each_pair_takes_one_negative_where_there_is_one(seed, labels, edge):
    b, labels = len(labels), np.array(labels)
    noise = np.random.default_rng(seed).random((b, b)).astype("float32")
    noise = np.round(noise) * np.nextafter(np.float32(1), np.float32(0)) if edge else noise  # the least and the most
    valid = array(valid_triples(keras.ops.array(labels)))
    chosen = array(random_negative(None, keras.ops.array(valid), keras.ops.array(noise)))
    assert (chosen.sum(axis=-1) == valid.any(axis=-1)).all()
    assert not (chosen & ~valid).any()


@few
@given(seed=st.integers(0, 1000), margin=st.floats(0.1, 2))
def test_without_mining_it_is_the_triplet_loss(seed, margin):
    x, labels = np.random.default_rng(seed).normal(size=(6, 3)), np.array([0, 0, 1, 1, 2, 2])
    assert float(MinedTripletLoss(margin, "all")(labels, x)) == pytest.approx(float(TripletLoss(margin)(labels, x)))


def test_random_draws_anew_at_each_call_and_repeats_with_its_seed():
    x, labels = np.random.default_rng(1).normal(size=(20, 3)), np.repeat(np.arange(10), 2)
    first, second = (MinedTripletLoss(1.0, "random", seed=seed) for seed in (3, 3))
    values = [float(first(labels, x)) for _ in range(4)]
    assert len(set(values)) == 4
    assert values == [float(second(labels, x)) for _ in range(4)]


def test_the_soft_loss_never_stops_pulling():
    far_apart = np.array([[0.0], [0.1], [9.0]])
    assert float(MinedTripletLoss(0.2, "batch_hard")([0, 0, 1], far_apart)) == 0
    soft = float(MinedTripletLoss(0.2, "batch_hard", soft=True)([0, 0, 1], far_apart))
    assert soft == pytest.approx(np.mean(np.log1p(np.exp([0.1 - 9.0, 0.1 - 8.9]))), rel=1e-4)


def share_by_loop(x, labels, margin):
    b, active = len(labels), []
    for a, p, n in np.ndindex(b, b, b):
        if a != p and labels[a] == labels[p] != labels[n]:
            active.append(np.linalg.norm(x[a] - x[p]) - np.linalg.norm(x[a] - x[n]) + margin > 0)
    return np.mean(active) if active else 0.0


@few
@given(seed=st.integers(0, 1000), labels=st.lists(st.integers(0, 2), min_size=1, max_size=7))
def test_the_active_share_equals_the_loop(seed, labels):
    x = np.random.default_rng(seed).normal(size=(len(labels), 3))
    assert float(active_share(x, labels, 0.5)) == pytest.approx(share_by_loop(x, labels, 0.5), abs=1e-6)


def test_the_loss_is_flat_while_the_active_share_falls():
    """Averaged over the active triples, one triple as wrong as before keeps the loss where it was."""
    labels = np.array([0, 0, 1, 2, 3])
    many, one = (np.array([[0.0], [1.0], *rest]) for rest in ([[0.5]] * 3, [[0.5], [9.0], [9.0]]))
    loss = MinedTripletLoss(0.2, "all")
    assert float(loss(labels, many)) == pytest.approx(float(loss(labels, one)), abs=1e-6)
    assert float(active_share(many, labels, 0.2)) == 1
    assert float(active_share(one, labels, 0.2)) == pytest.approx(1 / 3)


@pytest.mark.parametrize("mining", ["semi_hard", "batch_hard"])
def test_the_active_share_of_mined_triples(mining):
    assert float(active_share(PLACES, LABELS, 0.5, mining)) == (0.5 if mining == "semi_hard" else 1.0)


def test_pk_batches_hold_their_positives_and_a_batch_of_new_pictures_may_hold_none():
    batches = PKBatches(np.zeros(40), np.repeat(np.arange(10), 4), classes=5, per_class=4, steps=3)
    assert [positive_pairs(batches[i][1]) for i in range(3)] == [5 * 6] * 3
    assert positive_pairs(np.arange(20)) == 0

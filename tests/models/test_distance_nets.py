"""Learned distances against double loops over pairs in NumPy, float64."""

import keras
import numpy as np
import pytest
from helpers.gradients import gradient
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops

from course_lib.losses import PairCrossEntropy
from course_lib.models import MetricNet, pair_network, score_pairs

LABELS = np.array([0, 0, 1, 1, 2, 2, 2])
few = settings(max_examples=20, deadline=None)


def built(d=4, seed=0):
    score, rng = MetricNet(5), np.random.default_rng(seed)
    score.build((None, d))
    score.set_weights([rng.normal(size=weight.shape) for weight in score.weights])
    return score


def rows(n, d=4, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype("float32")


def logit_by_hand(score, left, right):
    w = {
        "/".join(v.path.split("/")[-2:]).removeprefix(f"{score.name}/"): v.numpy().astype(float) for v in score.weights
    }
    joined = np.concatenate([left, right])
    first = np.maximum(np.concatenate([w["left/kernel"], w["right/kernel"]]).T @ joined + w["right/bias"], 0)
    middle = np.maximum(w["middle/kernel"].T @ first + w["middle/bias"], 0)
    return (w["logit/kernel"].T @ middle + w["logit/bias"])[0]


def by_loop(score, queries, gallery):
    return np.array([[logit_by_hand(score, q, g) for g in gallery.astype(float)] for q in queries.astype(float)])


@few
@given(st.integers(1, 6), st.integers(1, 7), st.integers(1, 8), st.integers(0, 99))
def test_blocks_give_what_the_double_loop_gives(n, m, block, seed):
    score, queries, gallery = built(seed=seed), rows(n, seed=seed), rows(m, seed=seed + 1)
    logits = score_pairs(score, queries, gallery, block)
    np.testing.assert_allclose(logits, by_loop(score, queries, gallery), rtol=1e-4, atol=1e-4)


def test_one_batch_with_itself_and_single_pairs():
    score, batch = built(), rows(5)
    table = by_loop(score, batch, batch)
    np.testing.assert_allclose(ops.convert_to_numpy(score(batch)), table, rtol=1e-4, atol=1e-4)
    pairs = ops.convert_to_numpy(score.score(batch, batch[::-1].copy()))
    np.testing.assert_allclose(pairs, [table[i, 4 - i] for i in range(5)], rtol=1e-4, atol=1e-4)


def test_a_net_on_a_concatenation_is_not_symmetric():
    net = score_pairs(built(), rows(5), rows(5))
    assert np.abs(net - net.T).max() > 0.1


def test_no_block_is_larger_than_asked():
    sizes = []

    class Spy(MetricNet):
        def score(self, left, right):
            sizes.append((left.shape[0], right.shape[1]))
            return super().score(left, right)

    score_pairs(Spy(), rows(7), rows(10), block=4)
    assert {size for size in sizes if None not in size} <= {(a, b) for a in (4, 3) for b in (4, 2)}


def test_equal_and_huge_embeddings_have_finite_gradients():
    score = built()
    for batch in (np.ones((7, 4), "float32"), np.zeros((7, 4), "float32"), 1e6 * rows(7)):
        slope = gradient(lambda x: PairCrossEntropy()(LABELS, score(x)), batch)
        assert np.isfinite(slope).all()


def test_features_and_distance_learn_together_and_survive_saving(tmp_path):
    keras.utils.set_random_seed(0)
    features = keras.Sequential([keras.Input((6,)), keras.layers.Dense(4)])
    score = MetricNet(5)
    network = pair_network(features, score)
    x = (np.eye(3)[LABELS].repeat(2, axis=1) + rows(7, 6) / 5).astype("float32")
    network.compile(keras.optimizers.Adam(0.05), PairCrossEntropy(), jit_compile=False)
    before = features.get_weights()[0]
    many = np.tile(x, (20, 1)), np.tile(LABELS, 20)
    losses = network.fit(*many, batch_size=7, epochs=3, shuffle=False, verbose=0).history["loss"]
    assert losses[-1] < 0.5 * losses[0]
    assert np.abs(features.get_weights()[0] - before).max() > 0.1
    embeddings, logits = (ops.convert_to_numpy(part(x)) for part in (features, network))
    np.testing.assert_allclose(score_pairs(score, embeddings, embeddings, block=3), logits, rtol=1e-3, atol=1e-3)
    network.save(tmp_path / "pairs.keras")
    again = keras.saving.load_model(tmp_path / "pairs.keras")
    np.testing.assert_array_equal(ops.convert_to_numpy(again(x)), logits)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MetricNet(0), "hidden: expected a whole number of at least 1, got 0"),
        (
            lambda: score_pairs(MetricNet(), rows(2), rows(2), block=0),
            "block: expected a whole number of at least 1, got 0",
        ),
        (lambda: score_pairs(MetricNet(), rows(2), rows(2, d=3)), r"gallery: expected shape \(n, d\), .*got shape"),
        (
            lambda: score_pairs(MetricNet(), rows(0), rows(2)),
            r"queries: expected shape \(n, d\), .*got shape \(0, 4\)",
        ),
        (
            lambda: score_pairs(MetricNet(), rows(2)[0], rows(2)),
            r"queries: expected shape \(n, d\), .*got shape \(4,\)",
        ),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_more_pairs_than_half_a_gigabyte_are_refused_with_the_arithmetic_and_go_by_blocks():
    many = np.zeros((2048, 1), "float32")
    with pytest.raises(ValueError, match=r"expected at most 0.54 GB.* got 2048 x 2048 pairs of 33 numbers.* 0.6 GB"):
        MetricNet(33)(many)
    assert score_pairs(MetricNet(33), many[:300], many[:300]).shape == (300, 300)

"""The Keras losses against plain double and triple loops in NumPy, float64."""

import itertools

import keras
import numpy as np
import pytest
from helpers.gradients import central_differences, gradient
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from keras.ops import convert_to_numpy as as_numpy

from course_lib.distances import distance_matrix
from course_lib.losses import (
    ContrastiveLoss,
    TripletLoss,
    contrastive,
    mean_where,
    pairwise_distances,
    same_and_others,
    triplet,
)

BACKEND = keras.backend.backend()
LABELS = np.array([0, 0, 1, 1, 2, 2, 2])
BOTH = pytest.mark.parametrize("kind", [ContrastiveLoss, TripletLoss])
few = settings(max_examples=25, deadline=None)
number = st.floats(-9, 9)
margins = st.floats(0.1, 3)


@st.composite
def batches(draw, scales=(1e-6, 1e-3, 1.0, 1e3, 1e6)):
    """Embeddings (b, d), b from 1 to 6, some of them equal or all zero, and labels (b,), at times all of one class."""
    b, d = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    embeddings = rng.normal(size=(b, d)) * draw(st.sampled_from(scales))
    shape = draw(st.sampled_from(["any", "two equal", "all equal", "zeros", "one zero"]))
    if shape in ("two equal", "all equal"):
        embeddings[1 if shape == "two equal" else 0 :] = embeddings[0]
    elif shape in ("zeros", "one zero"):
        embeddings[: b if shape == "zeros" else 1] = 0
    return embeddings, rng.integers(draw(st.integers(1, 3)), size=b)


def distance(embeddings, i, j):
    return np.sqrt(sum((x - y) ** 2 for x, y in zip(embeddings[i], embeddings[j], strict=True)))


def mean(values):
    return np.mean(values) if values else 0.0


def contrastive_by_loop(embeddings, labels, margin):
    same, different = [], []
    for i, j in itertools.permutations(range(len(labels)), 2):
        if labels[i] == labels[j]:
            same.append(0.5 * distance(embeddings, i, j) ** 2)
        else:
            different.append(0.5 * max(0, margin - distance(embeddings, i, j)) ** 2)
    return 0.5 * mean(same) + 0.5 * mean(different)


def violations(embeddings, labels, margin):
    return [
        distance(embeddings, a, p) - distance(embeddings, a, n) + margin
        for a, p, n in itertools.permutations(range(len(labels)), 3)
        if labels[a] == labels[p] != labels[n]
    ]


def triplet_by_loop(embeddings, labels, margin):
    return mean([violation for violation in violations(embeddings, labels, margin) if violation > 0])


@pytest.fixture(autouse=True, scope="module")
def float64():
    """JAX computes in float64 only where it is told to."""
    if BACKEND != "jax":
        yield
        return
    import jax

    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


class TestParts:
    @few
    @given(batches())
    def test_pairwise_distances_are_the_double_loop(self, batch):
        embeddings, _ = batch
        got = as_numpy(pairwise_distances(embeddings))
        loop = [[distance(embeddings, i, j) for j in range(len(embeddings))] for i in range(len(embeddings))]
        np.testing.assert_allclose(got, loop, rtol=1e-12)
        assert (got == got.T).all()
        assert (np.diag(got) == 0).all()

    def test_one_meaning_of_distance_for_losses_and_search(self):
        embeddings = np.random.default_rng(1).normal(size=(9, 5)).astype("float32")
        ours = as_numpy(pairwise_distances(embeddings))
        np.testing.assert_allclose(ours, distance_matrix(embeddings, embeddings), atol=2e-3)

    @pytest.mark.parametrize("bad", [np.zeros(3), np.zeros((2, 3, 4)), 1.0])
    def test_embeddings_have_two_axes(self, bad):
        with pytest.raises(ValueError, match=r"embeddings: expected shape \(b, d\), got shape \("):
            pairwise_distances(bad)

    @given(st.lists(st.tuples(number, st.booleans()), min_size=1, max_size=5), margins)
    @few
    def test_contrastive_is_the_formula_pair_by_pair(self, pairs, margin):
        distances, same = np.array([abs(d) for d, _ in pairs]), np.array([alike for _, alike in pairs])
        loop = [0.5 * d**2 if s else 0.5 * max(0, margin - d) ** 2 for d, s in zip(distances, same, strict=True)]
        np.testing.assert_allclose(as_numpy(contrastive(distances, same, margin)), loop, rtol=1e-6, atol=1e-300)

    @given(st.lists(st.tuples(number, number), min_size=1, max_size=5), margins)
    @few
    def test_triplet_is_the_formula_triple_by_triple(self, distances, margin):
        loop = [max(0, d_ap - d_an + margin) for d_ap, d_an in distances]
        got = as_numpy(triplet(*np.transpose(distances), margin))
        np.testing.assert_allclose(got, loop, rtol=1e-6, atol=1e-12)

    @given(
        arrays("float64", (3, 2), elements=st.floats(allow_infinity=True, allow_nan=True)),
        arrays(bool, (3, 2)),
    )
    @few
    def test_mean_where_never_sees_what_is_masked_out(self, values, mask):
        assume(np.abs(values[mask]).max(initial=0) < 1e300)
        chosen = values[mask]
        expected = chosen.mean() if chosen.size else 0.0
        np.testing.assert_allclose(float(mean_where(values, mask)), expected, rtol=1e-9, atol=1e-300)

    def test_mean_where_wants_a_mask_of_the_same_rank(self):
        with pytest.raises(ValueError, match=r"mask: expected the shape of the values, \(2, 2\), got shape \(2,\)"):
            mean_where(np.ones((2, 2)), np.array([True, False]))

    @pytest.mark.parametrize("shape", [(-1,), (-1, 1)])
    @given(labels=arrays(int, st.integers(1, 6), elements=st.integers(-3, 3)))
    @few
    def test_same_and_others_are_the_double_loop(self, labels, shape):
        same, others = same_and_others(labels.reshape(shape))
        assert as_numpy(same).tolist() == [[a == b for b in labels] for a in labels]
        assert as_numpy(others).tolist() == [[i != j for j in range(len(labels))] for i in range(len(labels))]


class TestValues:
    @given(batches(), margins)
    @few
    def test_contrastive_loss_is_the_double_loop(self, batch, margin):
        embeddings, labels = batch
        loss = float(ContrastiveLoss(margin, dtype="float64")(labels, embeddings))
        assert loss == pytest.approx(contrastive_by_loop(embeddings, labels, margin), rel=1e-9)

    @given(batches(), margins)
    @few
    def test_triplet_loss_is_the_triple_loop(self, batch, margin):
        embeddings, labels = batch
        size = 1e-12 * (1 + abs(embeddings).max())  # no triple so near to 0 that rounding decides if it is active
        assume(all(abs(violation) > size for violation in violations(embeddings, labels, margin)))
        loss = float(TripletLoss(margin, dtype="float64")(labels, embeddings))
        assert loss == pytest.approx(triplet_by_loop(embeddings, labels, margin), rel=1e-9)

    @pytest.mark.parametrize(
        ("kind", "by_loop"), [(ContrastiveLoss, contrastive_by_loop), (TripletLoss, triplet_by_loop)]
    )
    @given(st.integers(0, 10_000), margins)
    @few
    def test_float32_agrees_and_labels_may_stand_in_a_column(self, kind, by_loop, seed, margin):
        embeddings = np.random.default_rng(seed).normal(size=(7, 3)).astype("float32")
        loss = kind(margin)
        assert float(loss(LABELS, embeddings)) == pytest.approx(by_loop(embeddings, LABELS, margin), abs=1e-5)
        assert float(loss(LABELS[:, None], embeddings)) == float(loss(LABELS, embeddings))

    @BOTH
    @pytest.mark.parametrize("b", [1, 2])
    def test_the_smallest_batches(self, kind, b):
        embeddings, margin = np.array([[0.0, 0.0], [0.6, 0.8]], "float32")[:b], 1.5
        different = float(kind(margin)(np.arange(b), embeddings))
        same = float(kind(margin)(np.zeros(b), embeddings))
        pair = b == 2 and kind is ContrastiveLoss
        assert different == pytest.approx(0.5 * 0.5 * 0.5**2 if pair else 0)
        assert same == pytest.approx(0.5 * 0.5 * 1**2 if pair else 0)

    def test_a_batch_without_a_pair_of_one_class_gives_no_triplet_loss(self):
        assert float(TripletLoss(0.2)(np.arange(4), np.eye(4, dtype="float32"))) == 0


class TestGradients:
    @BOTH
    @given(batches(scales=(1e-18, 1e-6, 1.0, 1e6, 1e15)), margins)
    @few
    def test_value_and_gradient_are_finite_wherever_the_embeddings_lie(self, kind, batch, margin):
        embeddings, labels = batch
        loss, embeddings = kind(margin), embeddings.astype("float32")
        assert 0 <= float(loss(labels, embeddings)) < np.inf
        assert np.isfinite(gradient(lambda x: loss(labels, x), embeddings)).all()

    @BOTH
    def test_equal_embeddings_get_no_gradient(self, kind):
        loss, embeddings = kind(1.0), np.ones((7, 3), "float32")
        assert float(loss(LABELS, embeddings)) > 0
        assert (gradient(lambda x: loss(LABELS, x), embeddings) == 0).all()

    @BOTH
    def test_the_gradient_equals_central_differences(self, kind):
        embeddings = np.random.default_rng(2).normal(size=(7, 3))
        by_loop = contrastive_by_loop if kind is ContrastiveLoss else triplet_by_loop
        judged = central_differences(lambda x: by_loop(x, LABELS, 0.8), embeddings)
        ours = gradient(lambda x: kind(0.8, dtype="float64")(LABELS, x), embeddings)
        np.testing.assert_allclose(ours, judged, atol=1e-6)

    @BOTH
    @pytest.mark.parametrize("bad", [np.nan, np.inf])
    def test_a_network_that_broke_shows_in_the_loss(self, kind, bad):
        embeddings = np.eye(7, 3, dtype="float32")
        embeddings[2, 1] = bad
        assert not np.isfinite(float(kind(1.0)(LABELS, embeddings)))


class TestUse:
    @BOTH
    def test_a_loss_survives_saving(self, kind):
        again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(kind(0.8)))
        assert type(again) is kind
        assert again.margin == 0.8

    @BOTH
    @pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf")])
    def test_a_margin_must_be_positive(self, kind, bad):
        with pytest.raises(ValueError, match=f"margin: expected a positive number, got {bad}"):
            kind(margin=bad)

    @BOTH
    @pytest.mark.parametrize(
        ("y_true", "y_pred", "message"),
        [
            (LABELS, np.zeros(7), r"y_pred: expected embeddings of shape \(b, d\), got shape \(7,\)"),
            (LABELS, np.zeros((7, 2, 2)), r"y_pred: expected embeddings of shape \(b, d\), got shape \(7, 2, 2\)"),
            (np.eye(7), np.zeros((7, 2)), r"y_true: expected one label per embedding.*not one-hot, got shape \(7, 7\)"),
            (LABELS[:6], np.zeros((7, 2)), "y_true: expected 7, one per embedding, got 6 labels"),
            (0, np.zeros((7, 2)), r"y_true: expected one label per embedding.* got shape \(\)"),
        ],
    )
    def test_a_batch_of_the_wrong_shape_is_refused_by_name(self, kind, y_true, y_pred, message):
        with pytest.raises(ValueError, match=message):
            kind(1.0)(y_true, y_pred)

    @pytest.mark.skipif(BACKEND != "tensorflow", reason="only graphs of TensorFlow leave sizes open")
    @BOTH
    @pytest.mark.parametrize("labels", [None, [None], [None, 1]], ids=str)
    def test_a_graph_with_sizes_not_known_yet_runs(self, kind, labels):
        import tensorflow as tf

        embeddings = np.eye(7, 3, dtype="float32")
        signature = [tf.TensorSpec(labels, tf.int64), tf.TensorSpec([None, 3], tf.float32)]
        in_graph = tf.function(kind(1.0), input_signature=signature)
        given = LABELS[:, None] if labels == [None, 1] else LABELS
        assert float(in_graph(given, embeddings)) == pytest.approx(float(kind(1.0)(LABELS, embeddings)))

    @BOTH
    def test_a_model_trains_on_it(self, kind):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(3)])
        model.compile("adam", kind(1.0))
        x = np.random.default_rng(0).normal(size=(21, 5)).astype("float32")
        history = model.fit(x, np.tile(LABELS, 3), batch_size=8, epochs=3, verbose=0).history["loss"]
        assert np.isfinite(history).all()

"""What the losses with a margin have in common: values and gradients at the edges, use in Keras."""

import keras
import numpy as np
import pytest
from helpers import loss_loops
from helpers.gradients import central_differences, gradient
from helpers.loss_batches import batches, margins
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.losses import ContrastiveLoss, TripletLoss

BACKEND = keras.backend.backend()
LABELS = np.array([0, 0, 1, 1, 2, 2, 2])
LOOPS = {ContrastiveLoss: loss_loops.contrastive, TripletLoss: loss_loops.triplet}
BOTH = pytest.mark.parametrize("kind", LOOPS)
few = settings(max_examples=25, deadline=None)


class TestValues:
    @BOTH
    @given(st.integers(0, 10_000), margins)
    @few
    def test_float32_agrees_and_labels_may_stand_in_a_column(self, kind, seed, margin):
        embeddings = np.random.default_rng(seed).normal(size=(7, 3)).astype("float32")
        loss = kind(margin)
        assert float(loss(LABELS, embeddings)) == pytest.approx(LOOPS[kind](LABELS, embeddings, margin), abs=1e-5)
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
        judged = central_differences(lambda x: LOOPS[kind](LABELS, x, 0.8), embeddings)
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

"""Standardising and batch norm by hand against independent judges: finite differences, Keras, plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand import normalisation as by_hand
from course_lib.by_hand.gradient_checks import numerical_gradient

AVERAGES = [by_hand.over_batch, by_hand.over_features]
shapes = st.tuples(st.integers(1, 6), st.integers(1, 5))
batches = shapes.flatmap(lambda shape: arrays(float, shape, elements=st.floats(-100, 100)))


def drawn(seed, n=6, d=4):
    """x and upstream (n, d), gamma and beta (d,)."""
    rng = np.random.default_rng(seed)
    return rng.normal(2, 3, (n, d)), rng.normal(size=(n, d)), rng.normal(1, 0.5, d), rng.normal(size=d)


class TestStandardise:
    @given(batches, st.sampled_from([1e-5, 1e-3, 1.0]))
    def test_over_the_batch_is_the_plain_loop(self, x, eps):
        got = by_hand.standardise(x, eps=eps)
        for column, values in enumerate(x.T.tolist()):
            mean = math.fsum(values) / len(values)
            variance = math.fsum((value - mean) ** 2 for value in values) / len(values)
            loop = [(value - mean) / math.sqrt(variance + eps) for value in values]
            np.testing.assert_allclose(got[:, column], loop, rtol=1e-7, atol=1e-9)

    @given(batches)
    def test_over_features_is_over_the_batch_turned_round(self, x):
        turned = by_hand.standardise(x.T).T
        np.testing.assert_allclose(by_hand.standardise(x, by_hand.over_features), turned, rtol=1e-9, atol=1e-9)

    @pytest.mark.parametrize("scale", [1e-6, 0.1, 1, 10, 1e6])
    def test_without_eps_neither_scale_nor_place_matters(self, scale):
        x, *_ = drawn(0)
        got = by_hand.standardise(scale * x + 5 * scale, eps=0)
        np.testing.assert_allclose(got, by_hand.standardise(x, eps=0), rtol=1e-8, atol=1e-8)
        np.testing.assert_allclose([got.mean(axis=0), got.std(axis=0)], [[0] * 4, [1] * 4], atol=1e-12)

    @pytest.mark.parametrize("average", AVERAGES)
    @pytest.mark.parametrize("seed", range(4))
    def test_gradient_agrees_with_finite_differences(self, average, seed):
        x, upstream, *_ = drawn(seed)
        gradient = by_hand.standardise_backward(upstream, x, average)
        judged = numerical_gradient(lambda v: (upstream * by_hand.standardise(v, average)).sum(), x)
        np.testing.assert_allclose(gradient, judged, rtol=1e-6, atol=1e-9)

    @pytest.mark.parametrize("average", AVERAGES)
    def test_moving_and_stretching_are_taken_out_of_the_gradient(self, average):
        x, upstream, *_ = drawn(0)
        gradient = by_hand.standardise_backward(upstream, x, average, eps=0)
        np.testing.assert_allclose(average(gradient), 0, atol=1e-14)
        np.testing.assert_allclose(average(gradient * x), 0, atol=1e-13)

    def test_equal_values_become_zero_with_eps_and_are_refused_without(self):
        equal = np.full((3, 2), 7.0)
        assert (by_hand.standardise(equal) == 0).all()
        by_x = by_hand.standardise_backward(np.eye(3, 2), np.ones((3, 2)))
        np.testing.assert_allclose(by_x.sum(axis=0), 0, atol=1e-12)
        with pytest.raises(ValueError, match=r"eps: expected above 0, or values that differ, got 0"):
            by_hand.standardise(equal, eps=0)

    def test_one_row_alone_has_nothing_to_differ_from(self):
        assert (by_hand.standardise([[3.0, -4.0]]) == 0).all()
        assert (by_hand.standardise_backward([[1.0, 2.0]], [[3.0, -4.0]]) == 0).all()

    def test_layer_norm_agrees_with_keras_forward_and_backward(self):
        import keras
        import tensorflow as tf

        x, upstream, gamma, beta = drawn(2, n=5, d=8)
        layer = keras.layers.LayerNormalization(dtype="float64", epsilon=1e-3)
        layer.build(x.shape)
        layer.set_weights([gamma, beta])
        with tf.GradientTape() as tape:
            given_x = tf.Variable(x)
            y = layer(given_x)
            loss = tf.reduce_sum(upstream * y)
        np.testing.assert_allclose(gamma * by_hand.standardise(x, by_hand.over_features) + beta, y, rtol=1e-10)
        by_x = by_hand.standardise_backward(gamma * upstream, x, by_hand.over_features)
        np.testing.assert_allclose(by_x, tape.gradient(loss, given_x), rtol=1e-9, atol=1e-12)


class TestBatchNorm:
    @given(shapes, st.integers(0, 99))
    @settings(max_examples=25)
    def test_gradients_agree_with_finite_differences(self, shape, seed):
        x, upstream, gamma, beta = drawn(seed, *shape)
        got = by_hand.batch_norm_backward(upstream, x, gamma, eps=0.1)

        def loss(x, gamma, beta):
            return (upstream * by_hand.batch_norm(x, gamma, beta, eps=0.1)).sum()

        judged = (
            numerical_gradient(lambda v: loss(v, gamma, beta), x),
            numerical_gradient(lambda v: loss(x, v, beta), gamma),
            numerical_gradient(lambda v: loss(x, gamma, v), beta),
        )
        for ours, theirs in zip(got, judged, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-7)

    @pytest.mark.parametrize("scale", [1e-3, 1, 1e3])
    @pytest.mark.parametrize("momentum", [0.0, 0.9, 0.99])
    def test_training_inference_running_statistics_and_gradients_agree_with_keras(self, scale, momentum):
        import keras
        import tensorflow as tf

        x, upstream, gamma, beta = drawn(3, n=9)
        x = scale * x
        layer = keras.layers.BatchNormalization(momentum=momentum, dtype="float64")
        layer.build(x.shape)
        layer.set_weights([gamma, beta, np.zeros(4), np.ones(4)])
        running = np.zeros(4), np.ones(4)
        for seed in range(3):
            batch = scale * drawn(seed, n=5)[0]
            layer(batch, training=True)
            running = by_hand.update_running(running, batch, momentum)
        np.testing.assert_allclose(layer.moving_mean, running[0], rtol=1e-10)
        np.testing.assert_allclose(layer.moving_variance, running[1], rtol=1e-10)
        inference = by_hand.batch_norm_inference(x, gamma, beta, *running)
        np.testing.assert_allclose(inference, layer(x, training=False), rtol=1e-10, atol=1e-12)
        with tf.GradientTape() as tape:
            given_x = tf.Variable(x)
            y = layer(given_x, training=True)
            loss = tf.reduce_sum(upstream * y)
        np.testing.assert_allclose(by_hand.batch_norm(x, gamma, beta), y, rtol=1e-10, atol=1e-12)
        theirs = tape.gradient(loss, [given_x, layer.gamma.value, layer.beta.value])
        for ours, other in zip(by_hand.batch_norm_backward(upstream, x, gamma), theirs, strict=True):
            np.testing.assert_allclose(ours, other, rtol=1e-9, atol=1e-11)

    @given(batches)
    def test_in_inference_no_row_depends_on_another(self, x):
        d = x.shape[1]
        settings_of_layer = np.full(d, 2.0), np.ones(d), np.full(d, 3.0), np.full(d, 4.0)
        together = by_hand.batch_norm_inference(x, *settings_of_layer)
        alone = [by_hand.batch_norm_inference(row[None], *settings_of_layer)[0] for row in x]
        np.testing.assert_array_equal(together, alone)

    def test_in_inference_with_the_batch_as_statistics_it_is_the_same_as_in_training(self):
        x, _, gamma, beta = drawn(0)
        given_statistics = by_hand.batch_norm_inference(x, gamma, beta, x.mean(axis=0), x.var(axis=0))
        np.testing.assert_allclose(given_statistics, by_hand.batch_norm(x, gamma, beta), rtol=1e-12)

    @given(batches, st.floats(0, 1), st.integers(1, 20))
    def test_running_statistics_keep_a_power_of_the_momentum_of_their_start(self, x, momentum, steps):
        d = x.shape[1]
        running = np.zeros(d), np.ones(d)
        for _ in range(steps):
            running = by_hand.update_running(running, x, momentum)
        kept = momentum**steps
        np.testing.assert_allclose(running[0], (1 - kept) * x.mean(axis=0), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(running[1], kept + (1 - kept) * x.var(axis=0), rtol=1e-9, atol=1e-9)


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: by_hand.standardise([[np.nan]]), "x: expected finite numbers"),
            (lambda: by_hand.standardise(np.empty((0, 2))), r"x: expected shape \(n, d\), got \(0, 2\)"),
            (lambda: by_hand.standardise([[1.0], [1.0]], eps=-1), "eps: expected above 0"),
            (lambda: by_hand.standardise_backward([[1.0]], [[1.0], [2.0]]), "x: expected shape"),
            (lambda: by_hand.batch_norm([[1.0, 2.0]], [1.0], [0.0]), r"x: expected shape \(n, d\) with d=1"),
            (
                lambda: by_hand.batch_norm([[1.0]], [1.0], [0.0, 1.0]),
                r"beta: expected shape \(d\) with d=1, got \(2,\)",
            ),
            (lambda: by_hand.batch_norm_backward([[1.0]], [[1.0]], [1.0, 1.0]), "gamma: expected shape"),
            (lambda: by_hand.batch_norm_inference([[1.0]], [1], [0], [0], [-1]), "variance: expected variance"),
            (lambda: by_hand.update_running((0, 1), [[1.0]], momentum=1.1), "momentum: expected a share"),
            (lambda: by_hand.update_running((0, 1), [1.0]), r"x: expected shape \(n, d\)"),
        ],
    )
    def test_the_message_names_the_argument(self, call, message):
        with pytest.raises(ValueError, match=message):
            call()

"""Unit length by hand against independent judges: finite differences, TensorFlow, a plain loop."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand import unit_length as by_hand
from course_lib.by_hand.gradient_checks import numerical_gradient

shapes = st.tuples(st.integers(1, 6), st.integers(1, 5))
batches = shapes.flatmap(lambda shape: arrays(float, shape, elements=st.floats(-100, 100)))


def drawn(seed, n=6, d=4):
    """x and upstream (n, d)."""
    rng = np.random.default_rng(seed)
    return rng.normal(2, 3, (n, d)), rng.normal(size=(n, d))


class TestUnitLength:
    @given(batches)
    def test_is_the_plain_loop_or_refuses_a_row_without_a_direction(self, x):
        if not all(np.linalg.norm(row) > 0 for row in x):
            with pytest.raises(ValueError, match="x: expected rows with a direction, got a row of zeros"):
                by_hand.unit_length(x)
            return
        loop = [[value / math.hypot(*row) for value in row] for row in x]
        np.testing.assert_allclose(by_hand.unit_length(x), loop, rtol=1e-6)

    @pytest.mark.parametrize("scale", [1e-100, 1e-5, 1, 1e100])
    def test_ignores_the_scale_and_its_gradient_is_one_over_it(self, scale):
        x, upstream = drawn(0)
        np.testing.assert_allclose(by_hand.unit_length(scale * x), by_hand.unit_length(x), rtol=1e-12)
        by_scaled = by_hand.unit_length_backward(upstream, scale * x)
        np.testing.assert_allclose(scale * by_scaled, by_hand.unit_length_backward(upstream, x), rtol=1e-10, atol=1e-14)

    @given(shapes, st.integers(0, 99))
    @settings(max_examples=25)
    def test_gradient_agrees_with_finite_differences_and_has_no_part_along_the_row(self, shape, seed):
        x, upstream = drawn(seed, *shape)
        gradient = by_hand.unit_length_backward(upstream, x)
        judged = numerical_gradient(lambda v: (upstream * by_hand.unit_length(v)).sum(), x)
        longest = 1 / np.linalg.norm(x, axis=1).min()
        np.testing.assert_allclose(gradient, judged, rtol=1e-5, atol=1e-7 * max(1, longest**3))
        np.testing.assert_allclose((gradient * x).sum(axis=1), 0, atol=1e-12 * max(1, longest))

    def test_agrees_with_keras(self):
        import tensorflow as tf

        x, upstream = drawn(1)
        with tf.GradientTape() as tape:
            given_x = tf.Variable(x)
            f = tf.math.l2_normalize(given_x, axis=1)
            loss = tf.reduce_sum(upstream * f)
        np.testing.assert_allclose(by_hand.unit_length(x), f, rtol=1e-12)
        np.testing.assert_allclose(
            by_hand.unit_length_backward(upstream, x), tape.gradient(loss, given_x), rtol=1e-10, atol=1e-13
        )


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: by_hand.unit_length([1.0, 2.0]), r"x: expected shape \(n, d\), got \(2,\)"),
            (lambda: by_hand.unit_length_backward([[1.0]], [[1.0, 2.0]]), r"x: expected shape .* got \(1, 2\)"),
            (lambda: by_hand.unit_length_backward([[1.0]], [[0.0]]), "x: expected rows with a direction"),
        ],
    )
    def test_the_message_names_the_argument(self, call, message):
        with pytest.raises(ValueError, match=message):
            call()

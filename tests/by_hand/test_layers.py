"""A dense layer and its activations against plain loops and finite differences."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand import layers
from course_lib.by_hand.gradient_checks import numerical_gradient

any_number = st.floats(allow_nan=False, allow_infinity=False)
scales = st.integers(-100, 100).map(lambda power: 10.0**power)
sizes = st.integers(1, 4)
seeds = st.integers(0, 10_000)
few = settings(max_examples=25, deadline=None)


class TestLayers:
    @pytest.mark.filterwarnings("error")
    @given(arrays(float, st.integers(1, 5), elements=any_number))
    def test_sigmoid_and_relu_take_every_finite_number_in_silence(self, z):
        values = layers.sigmoid(z)
        np.testing.assert_allclose(values + layers.sigmoid(-z), 1, rtol=1e-15)
        assert (np.diff(values[np.argsort(z)]) >= 0).all()
        assert layers.relu(z).tolist() == [max(each, 0) for each in z]

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize("name", list(layers.ACTIVATIONS))
    @given(arrays(float, st.integers(1, 5), elements=any_number))
    def test_every_slope_is_finite_and_between_0_and_1(self, name, z):
        value, slope = layers.ACTIVATIONS[name]
        slopes = slope(value(z))
        assert slopes.shape == z.shape
        assert ((slopes >= 0) & (slopes <= 1)).all()

    @given(sizes, sizes, sizes, seeds, scales)
    @few
    def test_dense_and_its_backward_are_the_plain_loops(self, n, i, o, seed, scale):
        rng = np.random.default_rng(seed)
        x, weights, bias, upstream = (scale * rng.normal(size=shape) for shape in ((n, i), (i, o), o, (n, o)))
        size = scale + scale**2
        out = [[math.fsum(x[a] * weights[:, c]) + bias[c] for c in range(o)] for a in range(n)]
        np.testing.assert_allclose(layers.dense(x, weights, bias), out, rtol=1e-9, atol=1e-13 * size)
        by_weights, by_bias, by_x = layers.dense_backward(upstream, x, weights)
        loop = [[math.fsum(x[:, b] * upstream[:, c]) for c in range(o)] for b in range(i)]
        np.testing.assert_allclose(by_weights, loop, rtol=1e-9, atol=1e-13 * size)
        np.testing.assert_allclose(by_bias, [math.fsum(column) for column in upstream.T], rtol=1e-9, atol=1e-13 * scale)
        loop = [[math.fsum(upstream[a] * weights[b]) for b in range(i)] for a in range(n)]
        np.testing.assert_allclose(by_x, loop, rtol=1e-9, atol=1e-13 * size)

    @given(arrays(float, 5, elements=st.floats(-800, 800)))
    def test_sigmoid_is_the_formula_and_the_shifted_tanh(self, z):
        values = layers.sigmoid(z)
        assert ((values >= 0) & (values <= 1)).all()
        np.testing.assert_allclose(np.tanh(z), 2 * layers.sigmoid(2 * z) - 1, atol=1e-15)
        moderate = abs(z) < 700
        np.testing.assert_allclose(values[moderate], [1 / (1 + math.exp(-each)) for each in z[moderate]], rtol=1e-15)

    @pytest.mark.filterwarnings("error")
    def test_sigmoid_is_silent_far_out(self):
        assert layers.sigmoid([-1e308, 1e308]).tolist() == [0, 1]

    @pytest.mark.parametrize("name", list(layers.ACTIVATIONS))
    def test_every_slope_is_the_derivative_of_its_value(self, name):
        value, slope = layers.ACTIVATIONS[name]
        z = np.array([-3.0, -0.5, 0.4, 2.0])
        judged = numerical_gradient(lambda v: value(v).sum(), z)
        np.testing.assert_allclose(slope(value(z)), judged, rtol=1e-6, atol=1e-9)

    @given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(0, 99))
    @settings(max_examples=25)
    def test_dense_backward_is_the_derivative_in_all_three_arguments(self, n, i, o, seed):
        rng = np.random.default_rng(seed)
        x, weights, bias, upstream = (rng.normal(size=shape) for shape in ((n, i), (i, o), o, (n, o)))
        by_weights, by_bias, by_x = layers.dense_backward(upstream, x, weights)
        for got, function, at in (
            (by_weights, lambda v: (upstream * layers.dense(x, v, bias)).sum(), weights),
            (by_bias, lambda v: (upstream * layers.dense(x, weights, v)).sum(), bias),
            (by_x, lambda v: (upstream * layers.dense(v, weights, bias)).sum(), x),
        ):
            np.testing.assert_allclose(got, numerical_gradient(function, at), rtol=1e-6, atol=1e-8)


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (
                lambda: layers.dense([[1, 2]], [[1]], [0]),
                r"weights: expected shape \(i, o\) with n=1, i=2, got \(1, 1\)",
            ),
            (lambda: layers.dense([1, 2], [[1], [1]], [0]), r"x: expected shape \(n, i\), got \(2,\)"),
            (lambda: layers.sigmoid([np.nan]), "z: expected finite numbers, got NaN or infinity"),
            (lambda: layers.sigmoid([1j]), "z: expected real numbers, got complex128"),
            (lambda: layers.relu(["a"]), "z: expected real numbers"),
        ],
    )
    def test_the_message_names_the_argument(self, call, message):
        with pytest.raises(ValueError, match=message):
            call()

    def test_a_missing_argument_is_a_type_error_and_whole_numbers_are_taken(self):
        with pytest.raises(TypeError, match="missing a required argument: 'bias'"):
            layers.dense([[1]], [[1]])
        assert layers.dense([[1]], [[2]], [3]).dtype == np.float64

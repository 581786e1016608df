"""The engine of lessons 01 to 04 against independent judges: finite differences, TensorFlow, plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand import checks, layers, twins
from course_lib.by_hand.checks import checked, numerical_gradient
from course_lib.by_hand.twins import ARTICLE_1

RELUS = ("relu", "relu", "linear")


def some_twins(seed, widths=(6, 5, 3), n=7):
    rng = np.random.default_rng(seed)
    parameters = twins.starting_parameters(widths, rng)
    for name in parameters:
        parameters[name] = parameters[name] + rng.normal(0, 0.3, parameters[name].shape)
    return parameters, rng.random((n, widths[0])), rng.random((n, widths[0])), rng.random(n) < 0.5


def as_keras(parameters, activations, dtype):
    import keras

    dense = [
        keras.layers.Dense(parameters[f"b{layer}"].size, name, dtype=dtype)
        for layer, name in enumerate(activations, start=1)
    ]
    branch = keras.Sequential([keras.Input((len(parameters["W1"]),), dtype=dtype), *dense])
    branch.set_weights(list(parameters.values()))
    return branch


class TestLayers:
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


class TestTwins:
    @given(st.integers(0, 10_000))
    @settings(max_examples=25)
    def test_tied_twins_are_symmetric_with_zero_self_distance_and_untied_are_not(self, seed):
        parameters, x, y, _ = some_twins(seed)
        assert (twins.twin_distance(parameters, parameters, x, x) == 0).all()
        turned = twins.twin_distance(parameters, parameters, y, x)
        assert (twins.twin_distance(parameters, parameters, x, y) == turned).all()
        other, *_ = some_twins(seed + 1)
        assert twins.twin_distance(parameters, other, x, x).min() > 0

    @given(st.integers(0, 10_000), st.sampled_from([ARTICLE_1, ("tanh", "linear"), ("relu", "sigmoid")]))
    @settings(max_examples=25)
    def test_the_tied_gradient_is_the_sum_of_both_branches(self, seed, activations):
        parameters, x, y, same = some_twins(seed)
        copy = {name: value.copy() for name, value in parameters.items()}
        loss, by_left, by_right = twins.branch_gradients(parameters, copy, x, y, same, 1.0, activations)
        tied_loss, tied = twins.twin_gradients(parameters, x, y, same, 1.0, activations)
        assert loss == tied_loss
        for name in parameters:
            assert tied[name].shape == parameters[name].shape
            np.testing.assert_array_equal(tied[name], by_left[name] + by_right[name])

    @given(st.integers(0, 10_000))
    @settings(max_examples=10)
    def test_equal_inputs_give_no_gradient(self, seed):
        parameters, x, _, same = some_twins(seed)
        _, gradients = twins.twin_gradients(parameters, x, x, same)
        assert all((gradient == 0).all() for gradient in gradients.values())

    @pytest.mark.parametrize(
        ("activations", "widths"), [(ARTICLE_1, (6, 5, 3)), (("tanh",), (6, 2)), (RELUS, (6, 5, 4, 3))]
    )
    @pytest.mark.parametrize("seed", range(3))
    def test_gradients_agree_with_finite_differences(self, activations, widths, seed):
        parameters, x, y, same = some_twins(seed, widths)
        _, gradients = twins.twin_gradients(parameters, x, y, same, 1.0, activations)
        for name in parameters:

            def loss(values, name=name):
                return twins.twin_gradients({**parameters, name: values}, x, y, same, 1.0, activations)[0]

            judged = numerical_gradient(loss, parameters[name])
            assert abs(judged - gradients[name]).max() <= 1e-6 * abs(judged).max() + 1e-10

    def test_the_last_bias_of_linear_twins_never_learns(self):
        parameters, x, y, same = some_twins(0)
        _, gradients = twins.twin_gradients(parameters, x, y, same, 1.0, ("tanh", "linear"))
        assert (gradients["b2"] == 0).all()

    @pytest.mark.parametrize(("dtype", "embedding", "gradient"), [("float32", 1e-6, 1e-5), ("float64", 1e-14, 1e-12)])
    @pytest.mark.parametrize(("activations", "widths"), [(ARTICLE_1, (6, 5, 3)), (RELUS, (6, 5, 4, 3))])
    def test_forward_and_gradients_agree_with_keras(self, dtype, embedding, gradient, activations, widths):
        import tensorflow as tf

        parameters, x, y, same = some_twins(3, widths, n=200)
        branch = as_keras(parameters, activations, dtype)
        with tf.device("CPU"), tf.GradientTape() as tape:
            u, v = branch(x.astype(dtype)), branch(y.astype(dtype))
            d2 = tf.reduce_sum((u - v) ** 2, axis=1)
            loss = tf.reduce_mean(tf.where(same, d2, tf.maximum(0, 1 - d2)))
        ours, gradients = twins.twin_gradients(parameters, x, y, same, 1.0, activations)
        assert float(loss) == pytest.approx(ours, rel=embedding)
        np.testing.assert_allclose(twins.forward(parameters, x, activations)[-1], u, rtol=embedding, atol=embedding)
        for name, theirs in zip(parameters, tape.gradient(loss, branch.trainable_variables), strict=True):
            assert np.linalg.norm(theirs - gradients[name]) <= gradient * np.linalg.norm(gradients[name])

    def test_descend_leaves_its_parameters_alone(self):
        start = {"W1": np.ones((1, 1)), "b1": np.zeros(1)}
        moved = twins.descend(start, {"W1": np.full((1, 1), 2.0), "b1": np.ones(1)}, rate=0.5)
        assert moved["W1"] == 0
        assert moved["b1"] == -0.5
        assert start["W1"] == 1

    def test_training_separates_two_classes_and_repeats_exactly(self):
        rng = np.random.default_rng(0)
        labels = np.arange(40) % 2
        x = np.stack([labels, 1 - labels, rng.random(40)], axis=1) + rng.normal(0, 0.1, (40, 3))
        start = twins.starting_parameters((3, 4, 2), rng)
        pairs = twins.balanced_pairs(labels, 200, rng)
        runs = [twins.train_twins(start, x, pairs, np.random.default_rng(1), 200, 1.0) for _ in range(2)]
        (trained, course), (again, _) = runs
        assert course[-20:].mean() < 0.2 * course[:20].mean()
        assert all((trained[name] == again[name]).all() for name in trained)
        left, right = twins.train_untied(start, trained, x, pairs, np.random.default_rng(1), 200, 0.1)
        assert not np.allclose(left["W1"], right["W1"])


class TestPairs:
    @given(arrays(int, st.integers(3, 20), elements=st.integers(0, 3)), st.integers(1, 30), st.integers(0, 99))
    def test_half_the_pairs_are_same_and_none_is_a_picture_with_itself(self, labels, half, seed):
        counts = np.bincount(labels)
        if counts.max() < 2 or counts.max() == len(labels):
            with pytest.raises(ValueError, match="labels: expected same and different pairs"):
                twins.balanced_pairs(labels, 2 * half, np.random.default_rng(seed))
            return
        left, right, same = twins.balanced_pairs(labels, 2 * half, np.random.default_rng(seed))
        assert len(left) == len(right) == len(same) == 2 * half
        assert same.sum() == half
        assert (left < right).all()
        assert ((labels[left] == labels[right]) == same).all()


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
            (lambda: twins.forward({"W1": [[1]]}, [[1]]), "parameters: expected .*'W1', 'b1', 'W2', 'b2'"),
            (
                lambda: twins.forward({"W1": [[1]], "b1": [0]}, [[1]], ("sigmund",)),
                "activations: .*got \\('sigmund',\\)",
            ),
            (lambda: twins.starting_parameters([64], np.random.default_rng(0)), "widths: expected at least two"),
            (lambda: twins.balanced_pairs([[1]], 2, np.random.default_rng(0)), "labels: expected shape \\(n\\)"),
        ],
    )
    def test_the_message_names_the_argument(self, call, message):
        with pytest.raises(ValueError, match=message):
            call()

    def test_upstream_must_have_the_shape_of_the_embedding(self):
        parameters, x, *_ = some_twins(0)
        outputs = twins.forward(parameters, x)
        with pytest.raises(ValueError, match=r"upstream: expected shape \(7, 3\), got \(3,\)"):
            twins.backward(parameters, outputs, np.ones(3))

    def test_a_missing_argument_is_a_type_error_and_whole_numbers_are_taken(self):
        with pytest.raises(TypeError, match="missing a required argument: 'bias'"):
            layers.dense([[1]], [[1]])
        assert layers.dense([[1]], [[2]], [3]).dtype == np.float64

    def test_checked_keeps_the_name_and_the_words_of_its_function(self):
        assert layers.dense.__name__ == "dense"
        assert "weighted sum" in layers.dense.__doc__
        assert checked is checks.checked

"""One branch and two by hand against independent judges: finite differences, Keras, plain loops."""

import math
from itertools import pairwise

import numpy as np
import pytest
from helpers.random_twins import some_twins
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.by_hand import twins
from course_lib.by_hand.gradient_checks import numerical_gradient
from course_lib.by_hand.twins import ARTICLE_1

RELUS = ("relu", "relu", "linear")
KINDS = [ARTICLE_1, ("tanh", "linear"), ("relu", "sigmoid")]
sizes = st.integers(1, 4)
seeds = st.integers(0, 10_000)
few = settings(max_examples=25, deadline=None)


def as_keras(parameters, activations, dtype):
    import keras

    dense = [
        keras.layers.Dense(parameters[f"b{layer}"].size, name, dtype=dtype)
        for layer, name in enumerate(activations, start=1)
    ]
    branch = keras.Sequential([keras.Input((len(parameters["W1"]),), dtype=dtype), *dense])
    branch.set_weights(list(parameters.values()))
    return branch


class TestBranch:
    @given(st.lists(sizes, min_size=2, max_size=5), seeds)
    def test_starting_weights_stay_in_glorots_range_and_repeat(self, widths, seed):
        parameters = twins.starting_parameters(widths, np.random.default_rng(seed))
        again = twins.starting_parameters(widths, np.random.default_rng(seed))
        assert len(parameters) == 2 * (len(widths) - 1)
        for layer, (i, o) in enumerate(pairwise(widths), start=1):
            assert parameters[f"W{layer}"].shape == (i, o)
            assert abs(parameters[f"W{layer}"]).max() <= math.sqrt(6 / (i + o))
            assert (parameters[f"W{layer}"] == again[f"W{layer}"]).all()
            assert parameters[f"b{layer}"].tolist() == [0] * o

    @given(seeds, st.sampled_from(KINDS), sizes, st.sampled_from([0, 1e-200, 1e-5, 1, 1e3, 1e150]))
    @few
    def test_forward_is_the_plain_loop_over_pictures_units_and_inputs(self, seed, activations, n, scale):
        parameters, x, *_ = some_twins(seed, n=n)
        plain = {
            "sigmoid": lambda z: 1 / (1 + math.exp(-z)) if z > -700 else 0.0,
            "tanh": math.tanh,
            "relu": lambda z: max(z, 0.0),
            "linear": lambda z: z,
        }
        outputs = twins.forward(parameters, scale * x, activations)
        assert [output.shape for output in outputs] == [(n, 6), (n, 5), (n, 3)]
        for row in range(n):
            values = (scale * x[row]).tolist()
            for layer, name in enumerate(activations, start=1):
                columns = zip(parameters[f"W{layer}"].T, parameters[f"b{layer}"], strict=True)
                values = [plain[name](math.fsum(values * column) + bias) for column, bias in columns]
                np.testing.assert_allclose(outputs[layer][row], values, rtol=1e-9, atol=1e-12 * max(1, scale))

    @pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid")
    @given(seeds, st.sampled_from([*KINDS, ("linear", "linear")]))
    @few
    def test_numbers_too_large_are_refused_and_never_come_out_as_nan(self, seed, activations):
        parameters, x, y, same = some_twins(seed)
        parameters = {name: 1e200 * value for name, value in parameters.items()}
        message, numbers = "", [0.0]
        try:
            loss, gradients = twins.twin_gradients(parameters, 1e200 * x, 1e200 * y, same, 1.0, activations)
            numbers = np.concatenate([[loss], *(gradient.ravel() for gradient in gradients.values())])
        except ValueError as error:
            message = str(error)
        assert np.isfinite(numbers).all()
        assert not message or message.endswith("expected finite numbers, got NaN or infinity")


class TestTwins:
    @pytest.mark.filterwarnings("error")
    @given(seeds, st.sampled_from(KINDS), sizes, st.sampled_from([0.0, 1e-200, 1e-9, 1.0, 1e9, 1e120]), st.booleans())
    @few
    def test_value_and_gradient_are_finite_at_equal_pictures_zeros_and_any_scale(self, seed, kind, n, scale, one_class):
        parameters, x, y, _ = some_twins(seed, n=n)
        for right in (x, y, np.zeros_like(x)):
            if kind[0] == "relu" and scale > 1e9:
                continue  # the square of such embeddings is beyond float64: the test above
            same = np.full(n, one_class)
            loss, gradients = twins.twin_gradients(parameters, scale * x, scale * right, same, 1.0, kind)
            assert np.isfinite(loss)
            assert loss >= 0
            assert all(np.isfinite(gradient).all() for gradient in gradients.values())

    @given(seeds, sizes)
    @few
    def test_the_loss_of_a_batch_is_the_mean_over_its_pairs_one_by_one(self, seed, n):
        parameters, x, y, same = some_twins(seed, n=n)
        loss, gradients = twins.twin_gradients(parameters, x, y, same)
        alone = [twins.twin_gradients(parameters, x[[a]], y[[a]], same[[a]]) for a in range(n)]
        assert loss == pytest.approx(np.mean([value for value, _ in alone]))
        for name in parameters:
            mean = np.mean([each[name] for _, each in alone], axis=0)
            np.testing.assert_allclose(gradients[name], mean, rtol=1e-9, atol=1e-14)

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


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: twins.forward({"W1": [[1]]}, [[1]]), "parameters: expected .*'W1', 'b1', 'W2', 'b2'"),
            (
                lambda: twins.forward({"W1": [[1]], "b1": [0]}, [[1]], ("sigmund",)),
                "activations: .*got \\('sigmund',\\)",
            ),
            (lambda: twins.forward({}, [[1]], ()), "activations: expected names from .* got \\(\\)"),
            (lambda: twins.starting_parameters([64], np.random.default_rng(0)), "widths: expected at least two"),
            (lambda: twins.starting_parameters(5, np.random.default_rng(0)), "widths: expected at least two"),
            (lambda: twins.starting_parameters([6.5, 2], np.random.default_rng(0)), "widths: expected at least two"),
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

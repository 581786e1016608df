"""The engine of lessons 01 to 04 against independent judges: finite differences, TensorFlow, plain loops."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand import gradient_checks, layers, twins
from course_lib.by_hand.gradient_checks import checked, numerical_gradient
from course_lib.by_hand.twins import ARTICLE_1

RELUS = ("relu", "relu", "linear")
KINDS = [ARTICLE_1, ("tanh", "linear"), ("relu", "sigmoid")]
any_number = st.floats(allow_nan=False, allow_infinity=False)
scales = st.integers(-100, 100).map(lambda power: 10.0**power)
sizes = st.integers(1, 4)
seeds = st.integers(0, 10_000)
few = settings(max_examples=25, deadline=None)


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


class TestChecks:
    @given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
    def test_a_letter_has_one_size_of_at_least_one(self, n, i, other_i, o):
        product = checked(x="n i", weights="i o")(lambda x, weights: x @ weights)
        x, weights = np.ones((n, i)), np.ones((other_i, o))
        if i == other_i and n * i * o:
            assert product(x, weights).shape == (n, o)
            return
        named = "weights" if n * i else "x"
        with pytest.raises(ValueError, match=rf"^{named}: expected shape .* got \({n if named == 'x' else other_i}, "):
            product(x, weights)

    @pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", "float16", "float32", "float64"])
    def test_numbers_of_any_kind_become_float64_of_the_same_value(self, dtype):
        got = gradient_checks.as_array("x", np.array([[0, 1], [1, 0]], dtype))
        assert got.dtype == np.float64
        assert got.tolist() == [[0, 1], [1, 0]]

    @given(arrays(float, st.integers(0, 4), elements=any_number))
    def test_every_finite_number_passes_unchanged(self, values):
        assert gradient_checks.as_array("x", values) is values
        assert gradient_checks.as_array("x", values.tolist()).tolist() == values.tolist()

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize(
        "bad",
        [np.nan, [np.inf], [[1], [1, 2]], "text", None, [1j], [2**53, 2**53 + 1], -(2**60), [object()], {"x": 1}],
    )
    def test_all_else_is_refused_by_name_and_without_a_warning(self, bad):
        with pytest.raises(ValueError, match=r"^picture: expected "):
            gradient_checks.as_array("picture", bad)

    @given(
        st.lists(sizes, max_size=3).flatmap(lambda shape: arrays(float, tuple(shape), elements=st.floats(-9, 9))),
        st.sampled_from([1e-6, 1.0, 1e6]),
    )
    @few
    def test_numerical_gradient_of_a_square_in_any_shape_and_scale(self, values, scale):
        values = values * scale
        before = values.copy()
        gradient = numerical_gradient(lambda v: (v**2).sum() / scale, values, step=1e-5 * scale)
        assert gradient.shape == values.shape
        rounding = 1e-15 * (values**2).sum() / scale / (2e-5 * scale)  # of two sums, over twice the step
        np.testing.assert_allclose(gradient, 2 * values / scale, atol=1e-8 + rounding)
        np.testing.assert_array_equal(values, before)

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize(("values", "step"), [([1.0], 0), ([1e15, 1.0], 1e-5), ([1.0], 1e-20)])
    def test_a_step_that_moves_nothing_is_refused(self, values, step):
        with pytest.raises(ValueError, match="step: expected a step that moves every value"):
            numerical_gradient(lambda v: (v**2).sum(), values, step)


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

    @given(seeds)
    @settings(max_examples=10)
    def test_training_is_the_loop_written_out(self, seed):
        parameters, x, _, _ = some_twins(seed, n=9)
        other, *_ = some_twins(seed + 1)
        pairs = twins.balanced_pairs(np.arange(9) % 3, 20, np.random.default_rng(seed))
        trained, losses = twins.train_twins(parameters, x, pairs, np.random.default_rng(7), 4, 0.3, batch=5)
        untied = twins.train_untied(parameters, other, x, pairs, np.random.default_rng(7), 4, 0.3, batch=5)
        tied, sides, rng = parameters, (parameters, other), np.random.default_rng(7)
        for step in range(4):
            b = rng.integers(20, size=5)
            left, right, same = (part[b] for part in pairs)
            loss, by_left, by_right = twins.branch_gradients(tied, tied, x[left], x[right], same)
            assert losses[step] == loss
            tied = {name: tied[name] - 0.3 * (by_left[name] + by_right[name]) for name in tied}
            _, *both = twins.branch_gradients(*sides, x[left], x[right], same)
            sides = [{k: side[k] - 0.3 * by[k] for k in side} for side, by in zip(sides, both, strict=True)]
        for got, expected in [(trained, tied), *zip(untied, sides, strict=True)]:
            assert all((got[name] == expected[name]).all() for name in expected)

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
        moved = twins.descend(start, {"W1": np.full((1, 1), 2.0), "b1": np.ones(1)}, learning_rate=0.5)
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

    def test_every_pair_comes_about_equally_often(self):
        left, right, same = twins.balanced_pairs([7.5, 7.5, 7.5, -1.0], 6000, np.random.default_rng(0))
        for pairs, alike in (([(0, 1), (0, 2), (1, 2)], True), ([(0, 3), (1, 3), (2, 3)], False)):
            counts = [((left == a) & (right == b) & (same == alike)).sum() for a, b in pairs]
            assert sum(counts) == 3000
            assert min(counts) > 900


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
            (lambda: twins.forward({}, [[1]], ()), "activations: expected names from .* got \\(\\)"),
            (lambda: twins.descend({}, {}, np.nan), "rate: expected a positive number, got nan"),
            (lambda: twins.descend({}, {}, 0), "rate: expected a positive number, got 0"),
            (lambda: twins.train_twins({}, [1], ([0], [0], [True]), None, 1, 1), "x: expected shape \\(n, i\\), got"),
            (lambda: twins.starting_parameters([64], np.random.default_rng(0)), "widths: expected at least two"),
            (lambda: twins.starting_parameters(5, np.random.default_rng(0)), "widths: expected at least two"),
            (lambda: twins.starting_parameters([6.5, 2], np.random.default_rng(0)), "widths: expected at least two"),
            (lambda: twins.balanced_pairs([1, 1, 2], 3, np.random.default_rng(0)), "count: expected an even .* got 3"),
            (lambda: twins.balanced_pairs([1, 1, 2], 0, np.random.default_rng(0)), "count: expected an even .* got 0"),
            (lambda: twins.balanced_pairs([2**53, 2**53 + 1, 0], 2, None), "labels: expected whole numbers below"),
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
        assert checked is gradient_checks.checked

"""The branch with a norm in every hidden layer against finite differences, Keras and plain loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand import normed
from course_lib.by_hand.gradient_checks import numerical_gradient
from course_lib.by_hand.normalisation import over_batch, over_features

NORMS = {
    "batch": normed.over(over_batch),
    "layer": normed.over(over_features),
    "two batches": normed.over(normed.over_parts([0, 1, 1, 0, 1, 0, 0])),
    "none": lambda z, layer: (z, lambda upstream: upstream),
}


def drawn(seed, widths=(6, 5, 4, 3), n=7):
    """Parameters with no entry at its start, x (n, i) and upstream (n, d)."""
    rng = np.random.default_rng(seed)
    parameters = {name: value + rng.normal(0, 0.3, value.shape) for name, value in normed.start(widths, rng).items()}
    return parameters, rng.normal(size=(n, widths[0])), rng.normal(size=(n, widths[-1]))


@pytest.mark.parametrize("norm", NORMS.values(), ids=NORMS.keys())
@pytest.mark.parametrize("widths", [(6, 5, 3), (6, 5, 4, 3)])
@pytest.mark.parametrize("seed", range(2))
def test_gradients_agree_with_finite_differences(norm, widths, seed):
    parameters, x, upstream = drawn(seed, widths)
    gradients = normed.backward(parameters, normed.forward(parameters, x, norm)[1], upstream)
    assert gradients.keys() == parameters.keys()
    for name in parameters:

        def loss(values, name=name):
            return (upstream * normed.forward({**parameters, name: values}, x, norm)[0]).sum()

        judged = numerical_gradient(loss, parameters[name], step=1e-6)
        np.testing.assert_allclose(gradients[name], judged, rtol=1e-5, atol=1e-6 * abs(judged).max())


def test_forward_and_gradients_agree_with_keras():
    import keras
    import tensorflow as tf

    parameters, x, upstream = drawn(0, (6, 5, 3))
    options = {"dtype": "float64"}
    norm = keras.layers.BatchNormalization(**options)
    hidden, last = keras.layers.Dense(5, use_bias=False, **options), keras.layers.Dense(3, **options)
    branch = keras.Sequential([keras.Input((6,), **options), hidden, norm, keras.layers.ReLU(**options), last])
    hidden.set_weights([parameters["W1"]])
    norm.set_weights([parameters["gamma1"], parameters["b1"], np.zeros(5), np.ones(5)])
    last.set_weights([parameters["W2"], parameters["b2"]])
    with tf.device("CPU"), tf.GradientTape() as tape:
        f = branch(x, training=True)
        loss = tf.reduce_sum(upstream * f)
    ours, kept = normed.forward(parameters, x, NORMS["batch"])
    np.testing.assert_allclose(ours, f, rtol=1e-10, atol=1e-12)
    gradients = normed.backward(parameters, kept, upstream)
    for name, theirs in zip(
        ("W1", "gamma1", "b1", "W2", "b2"), tape.gradient(loss, branch.trainable_variables), strict=True
    ):
        np.testing.assert_allclose(gradients[name], theirs, rtol=1e-8, atol=1e-11)


@given(arrays(int, st.integers(1, 8), elements=st.integers(0, 3)), st.integers(0, 99))
@settings(max_examples=50)
def test_over_parts_is_the_mean_of_the_rows_of_ones_own_part(part, seed):
    values = np.random.default_rng(seed).normal(size=(len(part), 3))
    loop = [np.mean([values[j] for j in range(len(part)) if part[j] == part[i]], axis=0) for i in range(len(part))]
    np.testing.assert_allclose(normed.over_parts(part)(values), loop, atol=1e-14)


def test_two_batches_at_once_are_two_batches_one_after_the_other():
    parameters, x, _ = drawn(1)
    part = np.array([0, 0, 0, 1, 1, 1, 1])
    together, _ = normed.forward(parameters, x, normed.over(normed.over_parts(part)))
    alone = [normed.forward(parameters, x[part == one], NORMS["batch"])[0] for one in (0, 1)]
    np.testing.assert_allclose(together, np.concatenate(alone), atol=1e-12)


def test_among_other_mates_the_same_row_moves_with_batch_norm_only():
    parameters, x, _ = drawn(2)
    others = np.concatenate([x[:1], 3 + x[1:]])
    for name, moves in {"batch": True, "layer": False, "none": False}.items():
        before, after = (normed.forward(parameters, rows, NORMS[name])[0][0] for rows in (x, others))
        assert moves != np.allclose(before, after, atol=1e-12)


def test_the_scale_of_weights_before_a_norm_does_not_matter():
    parameters, x, _ = drawn(3)
    scaled = parameters | {"W1": 1e3 * parameters["W1"]}
    same = [normed.forward(each, 1e3 * x, NORMS["batch"])[0] for each in (parameters, scaled)]
    np.testing.assert_allclose(*same, rtol=1e-5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: normed.start([64], np.random.default_rng(0)), "widths: expected"),
        (lambda: normed.over_parts([[0, 1]]), r"part: expected shape \(n\)"),
        (lambda: normed.forward({"W1": [[1]], "b1": [0]}, [[1]], NORMS["none"]), "parameters: expected those of"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""The five optimizers against plain loops over single numbers, and against Keras."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.by_hand.optimizers import SGD, Adagrad, Adam, Momentum, RMSProp

ALL = [SGD, Momentum, Adagrad, RMSProp, Adam]
SCALED = [Adagrad, RMSProp, Adam]
gradients = st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12)


def walk(optimizer, sequence, start=0.0):
    """Where a single weight stands after each gradient of the sequence."""
    place, path = {"w": start}, []
    for gradient in sequence:
        place = optimizer.step(place, {"w": gradient})
        path.append(float(place["w"]))
    return path


# Plain loops, each written from its source with the letters found there.


def loop_sgd(sequence, rate):
    theta = 0.0
    for g in sequence:
        theta -= rate * g
        yield theta


def loop_momentum_of_pytorch(sequence, lr, mu):
    theta = buffer = 0.0
    for g in sequence:
        buffer = mu * buffer + g
        theta -= lr * buffer
        yield theta


def loop_adagrad_of_the_article(sequence, alpha, eps):
    theta, total = 0.0, 0.0
    for g in sequence:
        total += g**2
        theta -= alpha * g / math.sqrt(total + eps)
        yield theta


def loop_rmsprop_of_pytorch(sequence, lr, alpha, eps):
    theta = average = 0.0
    for g in sequence:
        average = alpha * average + (1 - alpha) * g**2
        theta -= lr * g / (math.sqrt(average) + eps)
        yield theta


def loop_adam_of_its_paper(sequence, alpha, beta1, beta2, eps):
    theta = m = v = 0.0
    for t, g in enumerate(sequence, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        theta -= alpha * (m / (1 - beta1**t)) / (math.sqrt(v / (1 - beta2**t)) + eps)
        yield theta


class TestPlainLoops:
    @given(gradients, st.floats(1e-3, 1))
    def test_each_is_the_loop_of_its_source(self, sequence, rate):
        pairs = [
            (SGD(rate), loop_sgd(sequence, rate)),
            (Momentum(rate, 0.8), loop_momentum_of_pytorch(sequence, rate, 0.8)),
            (Adagrad(rate, 1e-3, "inside"), loop_adagrad_of_the_article(sequence, rate, 1e-3)),
            (RMSProp(rate, 0.7, 1e-3), loop_rmsprop_of_pytorch(sequence, rate, 0.7, 1e-3)),
            (Adam(rate, 0.6, 0.9, 1e-3), loop_adam_of_its_paper(sequence, rate, 0.6, 0.9, 1e-3)),
        ]
        for optimizer, loop in pairs:
            np.testing.assert_allclose(walk(optimizer, sequence), list(loop), rtol=1e-9, atol=1e-9)

    def test_constant_gradients_step_as_derived(self):
        t = np.arange(1, 201)
        ones = np.ones(200)
        momentum = -np.diff([0, *walk(Momentum(1.0), ones)])
        np.testing.assert_allclose(momentum, (1 - 0.9**t) / 0.1, rtol=1e-9)
        np.testing.assert_allclose(-np.diff([0, *walk(Adagrad(1.0), 5 * ones)]), 1 / np.sqrt(t), rtol=1e-9)
        np.testing.assert_allclose(-np.diff([0, *walk(RMSProp(1.0), ones)]), 1 / np.sqrt(1 - 0.9**t), rtol=1e-7)
        np.testing.assert_allclose(-np.diff([0, *walk(Adam(1.0), ones)]), 1, rtol=1e-7)
        without = -np.diff([0, *walk(Adam(1.0, corrected=False), ones)])
        np.testing.assert_allclose(without, (1 - 0.9**t) / np.sqrt(1 - 0.999**t), rtol=1e-6)


class TestProperties:
    @given(gradients, st.sampled_from(SCALED), st.sampled_from([2.0**20, 2.0**-20, -1.0]))
    def test_the_scale_of_the_loss_does_not_matter_while_epsilon_is_small(self, sequence, kind, factor):
        big = [g if abs(g) > 1e-2 else 1.0 for g in sequence]
        scaled = walk(kind(eps=1e-200), [factor * g for g in big])
        np.testing.assert_allclose(np.sign(factor) * np.array(scaled), walk(kind(eps=1e-200), big), rtol=1e-9)

    @given(gradients, st.sampled_from([1e-3, 1e-6]))
    def test_early_is_algorithm_1_with_a_larger_epsilon(self, sequence, eps):
        early = walk(Adam(0.1, eps=eps, where="early"), sequence[:1])
        np.testing.assert_allclose(early, walk(Adam(0.1, eps=eps / math.sqrt(1 - 0.999)), sequence[:1]), rtol=1e-12)

    @given(gradients)
    def test_momentum_of_both_conventions_is_one_while_the_rate_stays(self, sequence):
        inside = walk(Momentum(0.3, 0.8, rate_inside=True), sequence)
        np.testing.assert_allclose(inside, walk(Momentum(0.3, 0.8), sequence), rtol=1e-9, atol=1e-9)

    @given(st.sampled_from(ALL), st.integers(1, 4), st.integers(1, 4), st.integers(0, 99))
    @settings(max_examples=25)
    def test_arrays_move_entry_by_entry_and_names_do_not_touch_each_other(self, kind, rows, columns, seed):
        rng = np.random.default_rng(seed)
        start, sequence = rng.normal(size=(rows, columns)), rng.normal(size=(3, rows, columns))
        together, place = kind(), {"W1": start, "b1": np.zeros(2)}
        for gradient in sequence:
            place = together.step(place, {"W1": gradient, "b1": np.ones(2)})
        assert place["W1"].shape == (rows, columns)
        for i, j in np.ndindex(rows, columns):
            assert place["W1"][i, j] == pytest.approx(walk(kind(), sequence[:, i, j], start[i, j])[-1], rel=1e-12)

    @pytest.mark.parametrize("kind", ALL)
    @pytest.mark.filterwarnings("error")
    def test_no_gradient_no_step_and_tiny_or_huge_ones_stay_finite(self, kind):
        assert walk(kind(), [0.0, 0.0]) == [0, 0]
        assert np.isfinite(walk(kind(), [1e-300, -1e-300, 1e150, -1e150, 0.0])).all()

    @pytest.mark.parametrize("kind", ALL)
    def test_the_old_parameters_stay_and_whole_numbers_are_taken(self, kind):
        start, gradient = {"w": np.array([1, 2])}, {"w": np.array([1, -1])}
        moved = kind(learning_rate=0.5).step(start, gradient)
        assert start["w"].tolist() == [1, 2]
        assert moved["w"].dtype == np.float64
        assert moved["w"][0] < 1
        assert moved["w"][1] > 2


def both(name):
    """One of ours with the conventions of Keras, and Keras' own; every constant is exact in float32."""
    import keras

    built, mu, beta2 = keras.optimizers, 7 / 8, 1 - 2**-10
    return {
        "SGD": (SGD(1 / 4), built.SGD(1 / 4)),
        "momentum": (Momentum(1 / 16, mu, rate_inside=True), built.SGD(1 / 16, momentum=mu)),
        "Adagrad": (Adagrad(1 / 8, 1e-7, "inside", start=1 / 8), built.Adagrad(1 / 8, 1 / 8)),
        "RMSProp": (RMSProp(1 / 64, mu, 1e-7, "inside"), built.RMSprop(1 / 64, mu)),
        "Adam": (Adam(1 / 64, mu, beta2, 1e-7, "early"), built.Adam(1 / 64, mu, beta2)),
    }[name]


@pytest.mark.parametrize("name", ["SGD", "momentum", "Adagrad", "RMSProp", "Adam"])
@pytest.mark.parametrize(("dtype", "allowed"), [("float32", 1e-5), ("float64", 1e-10)])
def test_keras_walks_the_same_path_and_obeys_a_change_of_rate_alike(name, dtype, allowed):
    import keras
    import tensorflow as tf

    ours, theirs = both(name)
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(60, 3, 2)) * [1.0, 1e-4]  # one column where epsilon matters
    place = {"W1": rng.normal(size=(3, 2))}
    with tf.device("CPU"):
        variable = keras.Variable(place["W1"], dtype=dtype)
        for t, gradient in enumerate(gradients):
            if t == 30:
                ours.learning_rate = ours.learning_rate / 8
                theirs.learning_rate = ours.learning_rate
            place = ours.step(place, {"W1": gradient})
            theirs.apply([tf.constant(gradient, dtype)], [variable])
            apart = np.linalg.norm(variable.numpy() - place["W1"]) / np.linalg.norm(place["W1"])
            assert apart < allowed, t


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: SGD(0), "rate: expected a positive number, got 0"),
            (lambda: SGD(math.nan), "rate: expected a positive number, got nan"),
            (lambda: Adam(math.inf), "rate: expected a positive number, got inf"),
            (lambda: Momentum(momentum=1), "momentum: expected at least 0 and below 1, got 1"),
            (lambda: RMSProp(beta2=-0.1), "beta2: expected at least 0 and below 1, got -0.1"),
            (lambda: Adam(beta1=1.5), "beta1: expected at least 0 and below 1"),
            (lambda: Adam(beta2=1), "beta2: expected at least 0 and below 1"),
            (lambda: Adam(eps=0), "eps: expected a positive number, got 0"),
            (lambda: Adagrad(start=-1), "start: expected a number, not below 0, got -1"),
            (lambda: Adagrad(where="early"), r"where: expected one of \('outside', 'inside'\), got early"),
            (lambda: Adam(where="under"), r"where: expected one of \('outside', 'inside', 'early'\), got under"),
            (lambda: SGD().step({"w": 1.0}, {"v": 1.0}), r"gradients: expected \['w'\], got \['v'\]"),
            (lambda: SGD().step({"w": [1.0]}, {"w": [1.0, 2.0]}), r"gradients\['w'\]: expected shape \(1,\)"),
            (lambda: Adam().step({"w": 1.0}, {"w": math.nan}), r"gradients\['w'\]: expected finite numbers"),
            (lambda: Adam().step({"w": "a"}, {"w": 1.0}), r"parameters\['w'\]: expected real numbers"),
        ],
    )
    def test_the_message_names_the_argument(self, call, message):
        with pytest.raises(ValueError, match=message):
            call()

"""Training with any loss: every picture passes once and gets the sum of its roles, judged by differences and Keras."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand import losses, training
from course_lib.by_hand.gradient_checks import numerical_gradient
from course_lib.by_hand.optimizers import SGD, Adam
from course_lib.by_hand.twins import starting_parameters, twin_gradients

PAIRS, SAME = np.array([[0, 1, 2, 0], [1, 2, 3, 3]]), np.array([True, False, True, False])
TRIPLETS = np.array([[0, 0, 3], [1, 2, 4], [2, 3, 0]])  # picture 0 is anchor twice and a negative
KINDS = {
    "pairs": (PAIRS, losses.contrastive, SAME),
    "triplets": (TRIPLETS, lambda *roles: losses.triplet(*roles, margin=1.0), None),
    "single": (np.arange(5)[None], lambda f: ((f**4).sum(), 4 * f**3), None),
}


def some_twins(seed=0, n=5, widths=(6, 5, 3)):
    rng = np.random.default_rng(seed)
    parameters = {
        name: value + rng.normal(0, 0.3, value.shape) for name, value in starting_parameters(widths, rng).items()
    }
    return parameters, rng.random((n, widths[0]))


def two_classes():
    rng = np.random.default_rng(0)
    labels = np.arange(40) % 2
    return np.stack([labels, 1 - labels, rng.random(40)], axis=1) + rng.normal(0, 0.1, (40, 3)), labels


class TestTriplets:
    @given(arrays(int, st.integers(3, 20), elements=st.integers(0, 3)), st.integers(1, 30), st.integers(0, 99))
    def test_they_are_two_of_one_class_and_one_of_another(self, labels, count, seed):
        counts = np.bincount(labels)
        if counts.max() < 2 or counts.max() == len(labels):
            with pytest.raises(ValueError, match="labels: expected same and different pairs"):
                training.random_triplets(labels, count, np.random.default_rng(seed))
            return
        anchor, positive, negative = training.random_triplets(labels, count, np.random.default_rng(seed))
        assert len(anchor) == len(positive) == len(negative) == count
        assert (labels[anchor] == labels[positive]).all()
        assert (labels[anchor] != labels[negative]).all()
        assert (anchor != positive).all()

    def test_every_picture_plays_every_role_about_equally(self):
        labels = np.repeat([0, 1, 2], 4)
        roles = training.random_triplets(labels, 12_000, np.random.default_rng(0))
        for role in roles:
            assert 800 < np.bincount(role, minlength=12).min() <= np.bincount(role).max() < 1200


class TestGradients:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("unit", [True, False])
    @pytest.mark.parametrize("activations", [("tanh", "tanh"), ("relu", "linear")])
    def test_they_agree_with_differences(self, kind, unit, activations):
        roles, loss, same = KINDS[kind]
        parameters, x = some_twins()
        value, gradients = training.loss_gradients(parameters, x, roles, loss, same, activations, unit)
        f = training.embed(parameters, x, activations, unit)
        assert value == pytest.approx(loss(*f[roles], *([] if same is None else [same]))[0])
        for name in parameters:

            def moved(values, name=name):
                changed = {**parameters, name: values}
                return training.loss_gradients(changed, x, roles, loss, same, activations, unit)[0]

            judged = numerical_gradient(moved, parameters[name])
            assert abs(judged - gradients[name]).max() <= 1e-6 * abs(judged).max() + 1e-9

    def test_they_agree_with_keras(self):
        import keras
        import tensorflow as tf

        parameters, x = some_twins()
        layers = [keras.layers.Dense(5, "relu", dtype="float64"), keras.layers.Dense(3, dtype="float64")]
        branch = keras.Sequential([keras.Input((6,), dtype="float64"), *layers])
        branch.set_weights(list(parameters.values()))
        with tf.device("CPU"), tf.GradientTape() as tape:
            a, p, n = (branch(x[role]) for role in TRIPLETS)
            a, p, n = (tf.math.l2_normalize(each, axis=1) for each in (a, p, n))
            loss = tf.reduce_mean(tf.nn.relu(tf.norm(a - p, axis=1) - tf.norm(a - n, axis=1) + 1.0))
        ours, gradients = training.loss_gradients(parameters, x, TRIPLETS, KINDS["triplets"][1])
        assert ours == pytest.approx(float(loss), rel=1e-12)
        for name, theirs in zip(parameters, tape.gradient(loss, branch.trainable_variables), strict=True):
            np.testing.assert_allclose(gradients[name], theirs, rtol=1e-9, atol=1e-12)

    @given(st.integers(0, 99))
    @settings(max_examples=20)
    def test_pairs_are_the_twins_of_lesson_01(self, seed):
        parameters, x = some_twins(seed)
        acts = ("sigmoid", "tanh")
        ours = training.loss_gradients(parameters, x, PAIRS, losses.pair_loss, SAME, acts, unit=False)
        theirs = twin_gradients(parameters, x[PAIRS[0]], x[PAIRS[1]], SAME, 1.0, acts)
        assert ours[0] == pytest.approx(theirs[0])
        for name in parameters:
            np.testing.assert_allclose(ours[1][name], theirs[1][name], rtol=1e-9, atol=1e-12)


class TestTrain:
    @pytest.mark.parametrize("unit", [True, False])
    def test_it_separates_two_classes_leaves_its_start_alone_and_repeats_exactly(self, unit):
        x, labels = two_classes()
        start = starting_parameters((3, 8, 2), np.random.default_rng(1))
        before = {name: value.copy() for name, value in start.items()}
        roles = training.random_triplets(labels, 500, np.random.default_rng(2))
        runs = [
            training.train(start, x, roles, losses.triplet, Adam(0.01), np.random.default_rng(3), 150, unit=unit)
            for _ in range(2)
        ]
        (trained, course), (again, _) = runs
        assert course.shape == (150,)
        assert course[-20:].mean() < 0.2 * course[:20].mean()
        assert all((trained[name] == again[name]).all() for name in trained)
        assert all((start[name] == before[name]).all() for name in start)

    def test_two_calls_with_one_optimizer_and_one_generator_are_one_long_call(self):
        parameters, x = some_twins()
        rng, optimizer = np.random.default_rng(0), Adam(0.01)
        halfway, first = training.train(parameters, x, *KINDS["pairs"][:2], optimizer, rng, 5, SAME)
        parts, second = training.train(halfway, x, *KINDS["pairs"][:2], optimizer, rng, 5, SAME)
        whole, losses_ = training.train(
            parameters, x, *KINDS["pairs"][:2], Adam(0.01), np.random.default_rng(0), 10, SAME
        )
        assert (np.concatenate([first, second]) == losses_).all()
        assert all((parts[name] == whole[name]).all() for name in whole)

    def test_a_batch_of_one_and_no_steps(self):
        parameters, x = some_twins()
        _, course = training.train(
            parameters, x, TRIPLETS, losses.triplet, SGD(0.1), np.random.default_rng(0), 3, batch=1
        )
        assert np.isfinite(course).all()
        same, course = training.train(parameters, x, TRIPLETS, losses.triplet, SGD(0.1), np.random.default_rng(0), 0)
        assert same is parameters
        assert len(course) == 0

    def test_unit_length_embeddings_have_length_1(self):
        parameters, x = some_twins()
        np.testing.assert_allclose(np.linalg.norm(training.embed(parameters, x), axis=1), 1)
        assert not np.allclose(np.linalg.norm(training.embed(parameters, x, unit=False), axis=1), 1)


class TestBadInput:
    @pytest.mark.parametrize(
        ("roles", "same", "message"),
        [
            ([0, 1], None, r"roles: expected whole numbers \(r, p\), a row per role, got int64 of shape \(2,\)"),
            ([[0.0], [1.0]], None, "roles: expected whole numbers .* got float64"),
            (np.empty((3, 0), int), None, r"roles: expected whole numbers .* got int64 of shape \(3, 0\)"),
            ([[0], [1], [5]], None, "roles: expected rows of 5, got 0 to 5"),
            ([[0], [1], [-1]], None, "roles: expected rows of 5, got -1 to 1"),
            ([[0], [1]], [True, False], r"same: expected shape \(1,\), got \(2,\)"),
        ],
    )
    def test_the_message_names_the_argument(self, roles, same, message):
        parameters, x = some_twins()
        with pytest.raises(ValueError, match=message):
            training.train(parameters, x, roles, losses.triplet, SGD(0.1), np.random.default_rng(0), 1, same)
        with pytest.raises(ValueError, match=message):
            training.loss_gradients(parameters, x, roles, losses.triplet, same)

import keras
import numpy as np
import pytest
from helpers import loss_loops
from helpers.gradients import gradient

from course_lib.losses import CosineClassifier, PrototypicalLoss, ProxyAnchorLoss, places_in_class


def normal(seed, rows):
    return np.random.default_rng(seed).normal(size=(rows, 4))


def test_proxy_anchor_is_smallest_where_each_class_stands_at_its_own_proxy():
    loss = ProxyAnchorLoss(3)
    loss.layer.build((None, 4))
    directions = loss.layer.get_weights()[0].T  # (classes, d)
    at_home = float(loss(np.arange(3), directions))
    assert at_home < float(loss(np.arange(3), np.roll(directions, 1, axis=0)))


def test_proxy_anchor_pulls_the_farthest_picture_of_a_class_most():
    loss = ProxyAnchorLoss(2, alpha=16.0)
    loss.layer.build((None, 2))
    loss.layer.set_weights([np.array([[1.0, -1.0], [0.0, 0.0]])])
    near, far = np.radians((20, 70))
    x = np.array([[np.cos(near), np.sin(near)], [np.cos(far), np.sin(far)]], "float32")
    pull = np.linalg.norm(gradient(lambda moved: loss(np.array([0, 0]), moved), x), axis=1)  # (2,)
    assert pull[1] > 3 * pull[0]


def test_a_batch_may_lack_classes():
    x = normal(0, 4)
    loss = ProxyAnchorLoss(9, alpha=4.0, margin=0.2, dtype="float64")
    loss.layer.build((None, 4))
    kernel = np.asarray(loss.layer.get_weights()[0])
    labels = np.array([5, 5, 2, 2])
    assert float(loss(labels, x)) == pytest.approx(loss_loops.proxy_anchor(labels, x, kernel, 4.0, 0.2))


def test_faster_proxies_start_shorter_and_are_otherwise_the_same():
    plain, fast = (CosineClassifier(5, seed=3, speed=speed) for speed in (1.0, 10.0))
    for layer in (plain, fast):
        layer.build((None, 4))
    np.testing.assert_allclose(fast.get_weights()[0], plain.get_weights()[0] / 10, rtol=1e-5)
    np.testing.assert_allclose(fast(normal(1, 3)), plain(normal(1, 3)), atol=1e-5)


def test_a_fast_proxy_turns_so_many_times_farther_in_the_first_step_of_adam():
    def turned(speed):
        layer = CosineClassifier(2, seed=3, speed=speed)
        layer.build((None, 4))
        before = layer.get_weights()[0].astype(float)
        slope = np.where(np.arange(8).reshape(4, 2) % 3 == 0, -1.0, 1.0)  # any: a first step of Adam is its sign
        keras.optimizers.Adam(1e-4).apply([keras.ops.convert_to_tensor(slope, "float32")], [layer.kernel])
        after = layer.get_weights()[0].astype(float)
        return np.linalg.norm(after / np.linalg.norm(after, axis=0) - before / np.linalg.norm(before, axis=0))

    assert 9 < turned(10.0) / turned(1.0) < 11


def test_places_in_class_do_not_care_how_classes_are_mixed():
    labels = np.array([4, 4, 1, 4, 1])
    assert np.asarray(places_in_class(labels[:, None] == labels)).tolist() == [0, 1, 0, 2, 1]


def test_a_class_with_too_few_pictures_has_a_prototype_and_no_query():
    x, labels = normal(3, 5), np.array([0, 0, 0, 1, 1])
    loss = PrototypicalLoss(support=2, scale=2.0, dtype="float64")
    assert float(loss(labels, x)) == pytest.approx(loss_loops.prototypical(labels, x, 2, 2.0))


def test_prototypes_that_fit_cost_less_than_turned_ones():
    x = np.array([[0.0], [1.0], [0.0], [1.0]])
    loss = PrototypicalLoss(support=1, scale=4.0)
    assert float(loss(np.array([0, 1, 0, 1]), x)) < float(loss(np.array([0, 1, 1, 0]), x))

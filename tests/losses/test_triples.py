"""Anchor by anchor a large batch gives what it would give at once, in memory that grows with its square."""

import functools
import operator
import resource

import keras
import numpy as np
import pytest
from helpers.gradients import gradient

from course_lib.losses import (
    MININGS,
    ContrastiveLoss,
    MinedTripletLoss,
    SimSiamLoss,
    TripletLoss,
    active_share,
    chosen_triples,
    pairwise_distances,
    random_negative,
)
from course_lib.losses.mining import soft_hinge
from course_lib.losses.triples import mean_over_triples
from course_lib.losses.triplet import hinge


def simsiam():
    loss = SimSiamLoss(hidden=4)
    loss.layer.build((None, 3))
    return loss


def with_noise(axes, curve):
    """The loss with random negatives that are the same both ways."""
    noise = np.random.default_rng(1).random((7,) * axes).astype("float32")
    return lambda: lambda labels, x: mean_over_triples(pairwise_distances(x), labels, curve, random_negative, noise)


MAKE = {
    f"{mining}, {soft}": functools.partial(MinedTripletLoss, 0.7, mining, soft)
    for mining in MININGS
    for soft in (0, 1)
    if mining != "random"
}
MAKE |= {
    f"random, {axes}, {soft}": with_noise(axes, curve)
    for axes in (2, 3)
    for soft, curve in enumerate((hinge(0.7), soft_hinge))
}
MAKE |= {"triplet": lambda: TripletLoss(0.7), "contrastive": lambda: ContrastiveLoss(2.0), "simsiam": simsiam}


def both_ways(call):
    """What a call gives at once, and row by row."""
    at_once = call()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course_lib.losses.batch.AT_ONCE", 0)
        return at_once, call()


@pytest.mark.parametrize("make", MAKE.values(), ids=MAKE.keys())
def test_row_by_row_value_and_gradient_are_the_same(make):
    labels = np.array([0, 1, 0, 2, 1, 1, 0])
    x = np.random.default_rng(0).normal(size=(7, 3)).astype("float32")
    x[-1] = x[0]  # a tie, and a distance of 0

    def value_and_gradient():
        return float(make()(labels, x)), gradient(lambda moved: make()(labels, moved), x)

    at_once, by_rows = both_ways(value_and_gradient)
    assert by_rows[0] == pytest.approx(at_once[0], rel=1e-5, abs=1e-7)
    np.testing.assert_allclose(by_rows[1], at_once[1], rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("axes", [2, 3])
@pytest.mark.parametrize("mining", MININGS)
def test_row_by_row_the_active_share_is_the_same_and_nan_shows(mining, axes):
    rng, labels = np.random.default_rng(0), np.arange(9) % 3
    x, noise = rng.normal(size=(9, 3)), rng.random((9,) * axes)
    at_once, by_rows = both_ways(lambda: float(active_share(x, labels, 0.3, mining, noise)))
    assert by_rows == pytest.approx(at_once) != 0
    x[0, 0] = np.nan
    assert all(np.isnan(both_ways(lambda: float(MinedTripletLoss(0.7, mining)(labels, x)))))


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="measures graphs of TensorFlow")
@pytest.mark.parametrize(
    "loss",
    [MinedTripletLoss(mining="batch_hard"), MinedTripletLoss(mining="random", name="random"), TripletLoss()],
    ids=operator.attrgetter("name"),
)
def test_memory_of_a_batch_of_384(loss):
    """Twelve bytes for each triple would be 0.7 GB."""
    import tensorflow as tf

    @tf.function
    def slope(labels, x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = loss(labels, x)
        return tape.gradient(value, x)

    labels, x = tf.range(384) // 4, tf.random.normal((384, 64))
    slope(labels[:8], x[:8])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert np.abs(slope(labels, x)).max() > 0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_what_lists_every_triple_says_how_much_that_would_be():
    labels = np.arange(1024) % 8
    with pytest.raises(ValueError, match=r"labels: expected at most 512 .*1024\^3 numbers of 4 bytes are 4.3 GB"):
        chosen_triples(np.zeros((1024, 1024)), labels)

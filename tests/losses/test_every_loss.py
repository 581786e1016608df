"""What holds for every loss on embeddings: it equals its loop, its gradient is right and finite, it can be saved."""

import functools

import keras
import numpy as np
import pytest
from helpers import loss_loops
from helpers.gradients import central_differences, gradient
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import losses

LABELS = np.array([0, 0, 1, 1, 2, 2, 2])
TARGETS = [[0.1, 1, 2], [1, 0, 1.5], [2, 1.5, 0.3]]
few = settings(max_examples=10, deadline=None)


def built(loss, dimension=3):
    loss.layer.build((None, dimension))
    return loss


def plain(kind, loop, **options):
    """A function that makes the loss and its loop: nothing is built while the tests are collected."""
    make = lambda: getattr(losses, kind)(**options, dtype="float64")
    return lambda: (make(), lambda labels, x, **_: loop(labels, x, **options))


def mined(mining, soft):
    return plain("MinedTripletLoss", loss_loops.mined_triplet, margin=0.7, mining=mining, soft=soft)


def normalised_softmax(scale=5.0):
    loss = built(losses.NormalisedSoftmaxLoss(3, scale, dtype="float64"))
    kernel = np.asarray(loss.layer.get_weights()[0])
    return loss, lambda labels, x, **_: loss_loops.normalised_softmax(labels, x, kernel, scale)


def proxy_anchor():
    loss = built(losses.ProxyAnchorLoss(3, alpha=4.0, margin=0.2, dtype="float64"))
    kernel = np.asarray(loss.layer.get_weights()[0])
    return loss, lambda labels, x, **_: loss_loops.proxy_anchor(labels, x, kernel, 4.0, 0.2)


def hierarchical_softmax():
    options = {"coarse": [0, 1, 1], "scale": 5.0, "weight": 0.7, "smoothing": 0.2}
    loss = built(losses.HierarchicalSoftmaxLoss(**options, dtype="float64"))
    kernel = np.asarray(loss.layer.get_weights()[0])
    return loss, lambda labels, x, **_: loss_loops.hierarchical_softmax(labels, x, kernel, **options)


def contrastive_softmax():
    loss = built(losses.ContrastiveSoftmaxLoss(3, temperature=0.3, scale=5.0, dtype="float64"))
    kernel = np.asarray(loss.layer.get_weights()[0])
    parts = lambda labels, x: (
        loss_loops.sup_con(labels, x, 0.3),
        loss_loops.normalised_softmax(labels, x, kernel, 5.0),
    )
    return loss, lambda labels, x, **_: sum(parts(labels, x))


def sdrn():
    options = {"classes": 3, "margin": 1.2, "weight": 0.7, "gamma": 0.9, "smoothing": 0.2}
    loss = built(losses.SDRNLoss(**options, dtype="float64"))
    kernel, bias = loss.layer.get_weights()
    return loss, lambda labels, x, **_: loss_loops.sdrn(labels, x, lambda row: row @ kernel + bias, **options)


def simsiam():
    loss = built(losses.SimSiamLoss(hidden=4, dtype="float64"))
    narrow, widen = loss.layer.narrow.get_weights()[0], loss.layer.widen.get_weights()[0]

    def predict(x):
        hidden = x @ narrow
        return np.maximum((hidden - hidden.mean(0)) / np.sqrt(hidden.var(0) + 1e-3), 0) @ widen

    return loss, lambda labels, x, still=None: loss_loops.simsiam(labels, x, predict, still)


VICREG = {"invariance": 2.0, "variance": 3.0, "covariance": 0.5, "target": 1.1}
CASES = {
    "contrastive": plain("ContrastiveLoss", loss_loops.contrastive, margin=1.2),
    "contrastive, active": plain("ContrastiveLoss", loss_loops.contrastive, margin=1.2, active=True),
    "triplet": plain("TripletLoss", loss_loops.triplet, margin=0.7),
    "sup_con": plain("SupConLoss", loss_loops.sup_con, temperature=0.3),
    "info_nce": plain("InfoNCELoss", loss_loops.info_nce, temperature=0.3),
    "normalised_softmax": normalised_softmax,
    "proxy_anchor": proxy_anchor,
    "prototypical": plain("PrototypicalLoss", loss_loops.prototypical, support=1, scale=2.0),
    "prototypical, two": plain("PrototypicalLoss", loss_loops.prototypical, support=2, scale=2.0),
    "hierarchical_softmax": hierarchical_softmax,
    "contrastive_softmax": contrastive_softmax,
    "all": mined("all", False),
    "semi_hard": mined("semi_hard", False),
    "batch_hard": mined("batch_hard", False),
    "all, soft": mined("all", True),
    "semi_hard, soft": mined("semi_hard", True),
    "batch_hard, soft": mined("batch_hard", True),
    "positives_only": plain("PositivesOnlyLoss", loss_loops.positives_only),
    "vicreg": plain("VICRegLoss", loss_loops.vicreg, **VICREG),
    "simsiam": simsiam,
    "dsh": plain("DSHLoss", loss_loops.dsh, margin=4.0, alpha=0.3),
    "sdrn": sdrn,
    "distance_regression": plain("DistanceRegressionLoss", loss_loops.distance_regression, targets=TARGETS),
}
LOSSES = [*CASES, "random"]
every_case = pytest.mark.parametrize("name", CASES)
every_loss = pytest.mark.parametrize("name", LOSSES)


@functools.cache
def case(name):
    """The loss of this name and its loop, built when the first test asks for them."""
    return CASES[name]()


@functools.cache
def loss_of(name):
    return losses.MinedTripletLoss(0.7, "random", dtype="float64") if name == "random" else case(name)[0]


def normal(seed, rows=7):
    return np.random.default_rng(seed).normal(size=(rows, 3))


@every_case
@few
@given(seed=st.integers(0, 10_000), labels=st.lists(st.integers(0, 2), min_size=2, max_size=8))
def test_a_loss_equals_its_loop(name, seed, labels):
    loss, loop = case(name)
    labels, x = np.array(labels), normal(seed, len(labels))
    assert float(loss(labels, x)) == pytest.approx(loop(labels, x), abs=1e-6)


@every_case
def test_the_gradient_equals_central_differences(name):
    loss, loop = case(name)
    x = normal(3)
    judged = central_differences(lambda moved: loop(LABELS, moved, still=x), x)
    assert np.abs(judged).max() > 1e-3
    np.testing.assert_allclose(gradient(lambda moved: loss(LABELS, moved), x), judged, atol=1e-5)


DEGENERATE = {
    "equal": (LABELS, np.ones((7, 3))),
    "zero": (LABELS, np.zeros((7, 3))),
    "one zero row": (LABELS, np.vstack([np.zeros((1, 3)), normal(0, 6)])),
    "huge": (LABELS, 1e4 * normal(0)),
    "tiny": (LABELS, 1e-12 * normal(0)),
    "one class": (np.zeros(7, int), normal(0)),
    "no positives": (np.arange(3), normal(0, 3)),
    "a batch of two": (np.array([0, 1]), normal(0, 2)),
    "a batch of one": (np.array([0]), normal(0, 1)),
}


@every_loss
@pytest.mark.parametrize("batch", DEGENERATE.values(), ids=DEGENERATE.keys())
def test_value_and_gradient_stay_finite(name, batch):
    loss, (labels, x) = loss_of(name), batch
    assert np.isfinite(float(loss(labels, x)))
    assert np.isfinite(gradient(lambda moved: loss(labels, moved), x)).all()


NEEDS_POSITIVES = {"sup_con", "info_nce", "positives_only", "simsiam", "triplet"} | {
    n for n in LOSSES if "hard" in n or "all" in n or "prototypical" in n
}
ORDERED = {"random", "prototypical", "prototypical, two"}


@pytest.mark.parametrize("name", sorted(NEEDS_POSITIVES | {"random"}))
def test_a_batch_without_positives_gives_0_and_no_gradient(name):
    loss, labels, x = loss_of(name), np.arange(3), normal(0, 3)
    assert float(loss(labels, x)) == 0
    assert (gradient(lambda moved: loss(labels, moved), x) == 0).all()


@every_loss
@pytest.mark.parametrize("where", ["one number", "everywhere"])
def test_a_broken_network_has_no_finite_loss(name, where):
    x = normal(4)
    x[(0, 0) if where == "one number" else ...] = np.nan
    assert np.isnan(float(loss_of(name)(LABELS, x)))


@every_loss
@pytest.mark.parametrize(
    ("labels", "x", "message"),
    [
        ([0, 1], np.zeros(2), r"y_pred: expected embeddings of shape \(b, d\), got shape \(2,\)"),
        ([0, 1, 1], np.zeros((2, 3)), "y_true: expected 2, one per embedding, got 3 labels"),
        ([[1, 0], [0, 1]], np.zeros((2, 3)), r"y_true: expected one label per embedding"),
    ],
)
def test_a_batch_that_does_not_fit_is_named(name, labels, x, message):
    with pytest.raises(ValueError, match=message):
        loss_of(name)(np.array(labels), x)


@pytest.mark.parametrize("name", [name for name in LOSSES if name not in ORDERED])
def test_the_order_of_the_batch_does_not_matter(name):
    order, x = np.random.default_rng(5).permutation(7), normal(4)
    assert float(loss_of(name)(LABELS[order], x[order])) == pytest.approx(float(loss_of(name)(LABELS, x)), abs=1e-6)


@pytest.mark.parametrize("name", ["sup_con", "info_nce", "normalised_softmax", "proxy_anchor"])
@few
@given(scale=st.floats(1e-3, 1e3))
def test_losses_on_cosines_do_not_see_the_length(name, scale):
    x = normal(6)
    assert float(loss_of(name)(LABELS, scale * x)) == pytest.approx(float(loss_of(name)(LABELS, x)), abs=1e-9)


@every_loss
def test_a_loss_survives_saving(name):
    loss = loss_of(name)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(loss))
    assert type(again) is type(loss)
    assert again.get_config() == loss.get_config()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: losses.SupConLoss(0), "temperature: expected a positive number, got 0"),
        (lambda: losses.InfoNCELoss(-1), "temperature: expected a positive number, got -1"),
        (lambda: losses.NormalisedSoftmaxLoss(1), "classes: expected a whole number of at least 2, got 1"),
        (lambda: losses.HierarchicalSoftmaxLoss([0]), "coarse: expected 2 or more whole numbers"),
        (lambda: losses.HierarchicalSoftmaxLoss([0, -1]), "coarse: expected 2 or more whole numbers"),
        (lambda: losses.HierarchicalSoftmaxLoss([0, 0.5]), "coarse: expected .*, got float64"),
        (lambda: losses.HierarchicalSoftmaxLoss([0, 1], weight=-1), "weight: expected 0 or more, got -1"),
        (lambda: losses.HierarchicalSoftmaxLoss([0, 1], smoothing=1), "smoothing: expected .*below 1, got 1"),
        (lambda: losses.NormalisedSoftmaxLoss(3, scale=0), "scale: expected a positive number, got 0"),
        (lambda: losses.CosineClassifier(3, speed=0), "speed: expected a positive number, got 0"),
        (lambda: losses.ProxyAnchorLoss(1), "classes: expected a whole number of at least 2, got 1"),
        (lambda: losses.ProxyAnchorLoss(3, alpha=0), "alpha: expected a positive number, got 0"),
        (lambda: losses.ProxyAnchorLoss(3, margin=-1), "margin: expected 0 or more, got -1"),
        (lambda: losses.ProxyAnchorLoss(3, speed=0), "speed: expected a positive number, got 0"),
        (lambda: losses.PrototypicalLoss(0), "support: expected a whole number of at least 1, got 0"),
        (lambda: losses.PrototypicalLoss(scale=0), "scale: expected a positive number, got 0"),
        (lambda: losses.MinedTripletLoss(0), "margin: expected a positive number, got 0"),
        (lambda: losses.MinedTripletLoss(1, "hardest"), "mining: expected one of .*got 'hardest'"),
        (lambda: losses.VICRegLoss(covariance=-1), "covariance: expected 0 or more, got -1"),
        (lambda: losses.SimSiamLoss(hidden=0), "hidden: expected a whole number of at least 1, got 0"),
        (lambda: losses.DSHLoss(0), "margin: expected a positive number, got 0"),
        (lambda: losses.DSHLoss(1, alpha=-1), "alpha: expected 0 or more, got -1"),
        (lambda: losses.SDRNLoss(1), "classes: expected a whole number of at least 2, got 1"),
        (lambda: losses.SDRNLoss(3, margin=0), "margin: expected a positive number, got 0"),
        (lambda: losses.SDRNLoss(3, weight=-1), "weight: expected 0 or more, got -1"),
        (lambda: losses.SDRNLoss(3, gamma=-1), "gamma: expected 0 or more, got -1"),
        (lambda: losses.SDRNLoss(3, smoothing=1), "smoothing: expected 0 to below 1, got 1"),
        (lambda: losses.DistanceRegressionLoss([1, 2]), r"targets: expected shape \(c, c\), got shape \(2,\)"),
        (lambda: losses.DistanceRegressionLoss([[0, 1], [2, 0]]), "targets: expected distances: .*symmetric"),
        (lambda: losses.DistanceRegressionLoss([[0, np.nan], [np.nan, 0]]), "targets: expected distances: finite"),
        (lambda: losses.active_share(normal(0), LABELS, 1, "random"), "noise: expected an array"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

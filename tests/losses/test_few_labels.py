"""Losses that hear unlabelled pictures: against plain loops, central differences, and what each must not hear."""

import keras
import numpy as np
import pytest
from helpers.gradients import central_differences, gradient

from course_lib import losses
from course_lib.losses.few_labels_metric import distance_logits

LABELS = np.array([0, 1, 0, -1, 2, -2, -1, -2])  # rows 3 and 6 are neighbours, and rows 5 and 7
UNLABELLED = LABELS < 0
KINDS = {
    "pseudo": lambda **more: losses.PseudoLabelLoss(3, weight=0.7, limit=0.4, dtype="float64", **more),
    "neighbours": lambda **more: losses.NeighbourEmbeddingLoss(3, weight=0.7, margin=2.0, dtype="float64", **more),
    "entropy": lambda: losses.MetricEntropyLoss(3, weight=0.7, dtype="float64"),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def normal(seed, rows=8):
    return np.random.default_rng(seed).normal(size=(rows, 4))


def made(kind):
    loss = KINDS[kind]()
    if hasattr(loss, "layer"):
        loss.layer.build((None, 4))
    return loss


def softmax(row):
    e = np.exp(row - row.max())
    return e / e.sum()


def supervised(logits, labels):
    paid = [-np.log(softmax(row)[label]) for row, label in zip(logits, labels, strict=True) if label >= 0]
    return np.mean(paid) if paid else 0.0


def loop(kind, loss, labels, x, still=None):
    """The loss, picture by picture and pair by pair."""
    if kind == "entropy":
        return entropy_loop(labels, x)
    kernel, bias = loss.layer.get_weights()
    logits = x @ kernel + bias
    fixed = logits if still is None else still @ kernel + bias
    value = supervised(logits, labels)
    if kind == "pseudo":
        own = []
        for i in np.flatnonzero(labels < 0):
            p = softmax(fixed[i])
            own.append(-np.log(softmax(logits[i])[p.argmax()]) if p.max() > 0.4 else 0.0)
        return value + 0.7 * (np.mean(own) if own else 0)
    near, far = [], []
    for i in np.flatnonzero(labels < 0):
        for j in np.flatnonzero(labels < 0):
            d = np.linalg.norm(x[i] - x[j])
            if i != j:
                (near if labels[i] == labels[j] else far).append(
                    d**2 / 2 if labels[i] == labels[j] else max(0, 2 - d) ** 2 / 2
                )
    halves = [np.mean(each) if each else 0 for each in (near, far)]
    return value + 0.7 * (halves[0] + halves[1]) / 2


def entropy_loop(labels, x):
    centres = {c: next(i for i, label in enumerate(labels) if label == c) for c in set(labels[labels >= 0].tolist())}
    asked, sure = [], []
    for i, label in enumerate(labels):
        classes = sorted(centres)
        p = softmax(np.array([-((x[i] - x[centres[c]]) ** 2).sum() for c in classes])) if classes else np.array([1.0])
        if label < 0:
            sure.append(-(p * np.log(p)).sum())
        elif centres[label] != i:
            asked.append(-np.log(p[classes.index(label)]))
    return (np.mean(asked) if asked else 0) + 0.7 * (np.mean(sure) if sure else 0)


@every_kind
@pytest.mark.parametrize(
    "labels", [LABELS, np.abs(LABELS), np.full(8, -1), LABELS % 2], ids=["both", "all", "none", "two"]
)
def test_a_loss_equals_its_loop(kind, labels):
    loss, x = made(kind), normal(1)
    assert float(loss(labels, x)) == pytest.approx(loop(kind, loss, labels, x), abs=1e-6)


@every_kind
def test_the_gradient_equals_central_differences(kind):
    loss, x = made(kind), normal(2)
    judged = central_differences(lambda moved: loop(kind, loss, LABELS, moved, still=x), x)
    assert np.abs(judged[UNLABELLED]).max() > 1e-3
    np.testing.assert_allclose(gradient(lambda moved: loss(LABELS, moved), x), judged, atol=1e-5)


@every_kind
@pytest.mark.parametrize("x", [np.ones((8, 4)), np.zeros((8, 4)), 1e3 * normal(0)], ids=["equal", "zero", "huge"])
def test_value_and_gradient_stay_finite(kind, x):
    loss = made(kind)
    assert np.isfinite(float(loss(LABELS, x)))
    assert np.isfinite(gradient(lambda moved: loss(LABELS, moved), x)).all()


@every_kind
def test_a_broken_network_has_no_finite_loss(kind):
    assert np.isnan(float(made(kind)(LABELS, np.full((8, 4), np.nan))))


@every_kind
def test_a_loss_survives_saving(kind):
    loss = made(kind)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(loss))
    assert type(again) is type(loss)
    assert again.get_config() == loss.get_config()


def test_without_weight_the_unlabelled_are_not_heard():
    loss = losses.PseudoLabelLoss(3, weight=0.0)
    loss.layer.build((None, 4))
    slopes = gradient(lambda moved: loss(LABELS, moved), normal(3))
    assert (slopes[UNLABELLED] == 0).all()
    assert (slopes[~UNLABELLED] != 0).any()


def test_an_unsure_answer_is_no_label():
    loss = losses.PseudoLabelLoss(3, limit=0.999)
    loss.layer.build((None, 4))
    assert (gradient(lambda moved: loss(LABELS, moved), normal(3))[UNLABELLED] == 0).all()


def test_the_pictures_that_stand_for_their_class_pay_nothing_themselves():
    logits, first = distance_logits(keras.ops.array(LABELS), keras.ops.array(normal(4)), 3)
    assert keras.ops.convert_to_numpy(first).tolist() == [True, True, False, False, True, False, False, False]
    assert keras.ops.convert_to_numpy(logits).shape == (8, 3)


def test_a_class_that_the_batch_lacks_gets_no_probability():
    logits, _ = distance_logits(keras.ops.array([0, -1]), keras.ops.array(normal(4, 2)), 3)
    p = keras.ops.convert_to_numpy(keras.ops.softmax(logits))
    np.testing.assert_allclose(p[:, 0], 1)


def test_entropy_and_cross_entropy_equal_their_sums():
    logits = normal(5)
    wanted = [-(softmax(row) * np.log(softmax(row))).sum() for row in logits]
    np.testing.assert_allclose(keras.ops.convert_to_numpy(losses.entropies(keras.ops.array(logits))), wanted, rtol=1e-5)
    paid = losses.cross_entropies(keras.ops.array(logits), keras.ops.array(LABELS))
    np.testing.assert_allclose(
        keras.ops.convert_to_numpy(paid),
        [-np.log(softmax(row)[max(i, 0)]) for row, i in zip(logits, LABELS, strict=True)],
        rtol=1e-5,
    )


def test_the_class_of_what_is_made_equals_a_softmax_with_one_class_more():
    real, generated = normal(6), 3 * normal(7)
    with_one_more = lambda logits: np.array([softmax(np.append(row, 0.0)) for row in logits])
    wanted = -np.log(1 - with_one_more(real)[:, -1]).mean() - np.log(with_one_more(generated)[:, -1]).mean()
    assert float(losses.made_or_real(*map(keras.ops.array, (real, generated)))) == pytest.approx(wanted, rel=1e-5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: losses.PseudoLabelLoss(1), "classes: expected a whole number of at least 2, got 1"),
        (lambda: losses.PseudoLabelLoss(3, weight=-1), "weight: expected a number of at least 0, got -1"),
        (lambda: losses.PseudoLabelLoss(3, limit=1), "limit: expected 0 to below 1, got 1"),
        (lambda: losses.NeighbourEmbeddingLoss(3, margin=0), "margin: expected a positive number, got 0"),
        (lambda: losses.MetricEntropyLoss(3, weight=np.inf), "weight: expected a number of at least 0, got inf"),
        (lambda: made("entropy")([0, 3], normal(0, 2)), "y_true: expected below 3, or below 0, got up to 3"),
        (lambda: made("pseudo")([0, 1, 1], normal(0, 2)), "y_true: expected 2, one per embedding, got 3 labels"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

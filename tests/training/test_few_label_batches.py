"""Batches of few labelled pictures and many others: who is in them, under which label."""

import keras
import numpy as np
import pytest

from course_lib.losses import PseudoLabelLoss
from course_lib.training import FewLabelBatches, train

PICTURES = np.arange(30, dtype="uint8")[:, None, None, None] * np.ones((1, 8, 8, 1), "uint8")
LABELS = np.array([0, 1, 0, 1, 2, *[-1] * 25])
SIZES = {"per_class": 2, "steps": 3, "seed": 4}


def rows(batch):
    return batch[0][:, 0, 0, 0].astype(int)


def test_a_batch_holds_every_class_and_others_without_a_label():
    batches = FewLabelBatches(PICTURES, LABELS, others=10, **SIZES)
    x, y = batches[0]
    assert len(batches) == 3
    assert x.dtype == np.float32
    assert sorted(y[:6]) == [0, 0, 1, 1, 2, 2]
    assert (LABELS[rows((x, y))[:6]] == y[:6]).all()
    assert (y[6:] == -1).all()
    assert len(set(rows((x, y))[6:])) == 10
    assert (LABELS[rows((x, y))[6:]] == -1).all()


def test_a_batch_follows_from_seed_epoch_and_number():
    first, again = (FewLabelBatches(PICTURES, LABELS, others=10, **SIZES) for _ in range(2))
    np.testing.assert_array_equal(first[1][0], again[1][0])
    assert (rows(first[1]) != rows(first[2])).any()
    again.epoch = 1
    assert (rows(first[1]) != rows(again[1])).any()


def test_neighbours_come_in_pairs_with_labels_of_their_own():
    near = (np.arange(30)[:, None] + [1, 2]) % 30
    x, y = FewLabelBatches(PICTURES, LABELS, others=8, neighbours=near, **SIZES)[0]
    assert y[6:].tolist() == [-1, -2, -3, -4] * 2
    anchors, theirs = rows((x, y))[6:10], rows((x, y))[10:]
    assert set((theirs - anchors) % 30) <= {1, 2}


def test_views_move_and_blur_the_pictures():
    plain = FewLabelBatches(PICTURES, LABELS, others=4, **SIZES)[0][0]
    seen = FewLabelBatches(PICTURES, LABELS, others=4, noise=5, reach=1, **SIZES)[0][0]
    assert seen.shape == plain.shape
    assert (seen != plain).mean() > 0.9


def test_a_network_learns_from_them():
    network = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Rescaling(1 / 30), keras.layers.Dense(4)]
    )
    losses = train(
        network, FewLabelBatches(PICTURES, LABELS, others=4, **SIZES), PseudoLabelLoss(3), epochs=20, learning_rate=0.05
    )
    assert losses[-1] < losses[0]


@pytest.mark.parametrize(
    ("labels", "options", "message"),
    [
        (np.full(30, -1), {}, "labels: expected labels of at least 2 classes, from 0 on, got 0 classes"),
        (LABELS, {"others": 26}, "others: expected at most 25, the pictures without a label, got 26"),
        (LABELS, {"others": -1}, "others: expected a whole number of at least 0, got -1"),
        (
            LABELS,
            {"others": 5, "neighbours": np.zeros((30, 2), int)},
            "neighbours: expected .*an even number of others",
        ),
        (LABELS, {"others": 4, "neighbours": np.zeros((3, 2), int)}, r"neighbours: expected \(30, k\)"),
        (LABELS, {"others": 4, "noise": -1}, "noise: expected a number of at least 0, got -1"),
        (LABELS[:-1], {}, "labels: expected 30, one per picture, got 29 labels"),
    ],
)
def test_bad_input_is_named(labels, options, message):
    with pytest.raises(ValueError, match=message):
        FewLabelBatches(PICTURES, labels, **{"others": 4, **options}, **SIZES)

"""The network of lessons 05 to 05c learns what it is told."""

import numpy as np

from course_lib.by_hand.paired import train_on_pairs
from course_lib.by_hand.training import embed
from course_lib.evaluation.thresholds import auc, pairs_by_kind

RNG = np.random.default_rng(0)
LABELS = np.repeat([3, 5, 9], 20)
PICTURES = RNG.random((10, 6))[LABELS] + 0.1 * RNG.normal(size=(60, 6))


def distances(network):
    u = embed(network, PICTURES)  # (60, 16)
    return np.linalg.norm(u[:, None] - u, axis=2)


def test_same_pairs_come_nearer_than_different_ones():
    before = auc(*pairs_by_kind(distances(train_on_pairs(PICTURES, LABELS, 0, steps=1)), LABELS))
    after = auc(*pairs_by_kind(distances(train_on_pairs(PICTURES, LABELS, 0, steps=100)), LABELS))
    assert before < after > 0.99


def test_a_larger_margin_parts_more():
    medians = []
    for margin in (0.5, 1.5):
        network = train_on_pairs(PICTURES, LABELS, 0, margin=margin, steps=100)
        medians.append(np.median(pairs_by_kind(distances(network), LABELS)[1]))
    assert medians[0] + 0.3 < medians[1]


def test_the_seed_decides_all():
    first, again, other = (train_on_pairs(PICTURES, LABELS, seed, steps=3) for seed in (1, 1, 2))
    assert all((first[name] == again[name]).all() for name in first)
    assert any((first[name] != other[name]).any() for name in first)
    assert {name: each.shape for name, each in first.items()} == {
        "W1": (6, 64), "b1": (64,), "W2": (64, 16), "b2": (16,)
    }  # fmt: skip


def test_pairs_are_drawn_as_asked():
    asked = []

    def draw(labels, count, rng):
        asked.append((labels.tolist(), count))
        return np.array([0, 0]), np.array([1, 59]), np.array([True, False])

    train_on_pairs(PICTURES, LABELS, 0, draw_pairs=draw, steps=1)
    assert asked == [(LABELS.tolist(), 20_000)]

"""Pairs to train on, and the training of lesson 01 against the loop written out."""

import numpy as np
import pytest
from helpers.random_twins import some_twins
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand import twin_training, twins

seeds = st.integers(0, 10_000)
RNG = np.random.default_rng(0)  # where it does not matter what is drawn


class TestTraining:
    @given(seeds)
    @settings(max_examples=10)
    def test_training_is_the_loop_written_out(self, seed):
        parameters, x, _, _ = some_twins(seed, n=9)
        other, *_ = some_twins(seed + 1)
        pairs = twin_training.balanced_pairs(np.arange(9) % 3, 20, np.random.default_rng(seed))
        trained, losses = twin_training.train_twins(parameters, x, pairs, np.random.default_rng(7), 4, 0.3, batch=5)
        untied = twin_training.train_untied(parameters, other, x, pairs, np.random.default_rng(7), 4, 0.3, batch=5)
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

    def test_descend_leaves_its_parameters_alone(self):
        start = {"W1": np.ones((1, 1)), "b1": np.zeros(1)}
        moved = twin_training.descend(start, {"W1": np.full((1, 1), 2.0), "b1": np.ones(1)}, learning_rate=0.5)
        assert moved["W1"] == 0
        assert moved["b1"] == -0.5
        assert start["W1"] == 1

    def test_training_separates_two_classes_and_repeats_exactly(self):
        rng = np.random.default_rng(0)
        labels = np.arange(40) % 2
        x = np.stack([labels, 1 - labels, rng.random(40)], axis=1) + rng.normal(0, 0.1, (40, 3))
        start = twins.starting_parameters((3, 4, 2), rng)
        pairs = twin_training.balanced_pairs(labels, 200, rng)
        runs = [twin_training.train_twins(start, x, pairs, np.random.default_rng(1), 200, 1.0) for _ in range(2)]
        (trained, course), (again, _) = runs
        assert course[-20:].mean() < 0.2 * course[:20].mean()
        assert all((trained[name] == again[name]).all() for name in trained)
        left, right = twin_training.train_untied(start, trained, x, pairs, np.random.default_rng(1), 200, 0.1)
        assert not np.allclose(left["W1"], right["W1"])


class TestPairs:
    @given(arrays(int, st.integers(3, 20), elements=st.integers(0, 3)), st.integers(1, 30), st.integers(0, 99))
    def test_half_the_pairs_are_same_and_none_is_a_picture_with_itself(self, labels, half, seed):
        counts = np.bincount(labels)
        if counts.max() < 2 or counts.max() == len(labels):
            with pytest.raises(ValueError, match="labels: expected same and different pairs"):
                twin_training.balanced_pairs(labels, 2 * half, np.random.default_rng(seed))
            return
        left, right, same = twin_training.balanced_pairs(labels, 2 * half, np.random.default_rng(seed))
        assert len(left) == len(right) == len(same) == 2 * half
        assert same.sum() == half
        assert (left < right).all()
        assert ((labels[left] == labels[right]) == same).all()

    def test_every_pair_comes_about_equally_often(self):
        left, right, same = twin_training.balanced_pairs([7.5, 7.5, 7.5, -1.0], 6000, np.random.default_rng(0))
        for pairs, alike in (([(0, 1), (0, 2), (1, 2)], True), ([(0, 3), (1, 3), (2, 3)], False)):
            counts = [((left == a) & (right == b) & (same == alike)).sum() for a, b in pairs]
            assert sum(counts) == 3000
            assert min(counts) > 900


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda: twin_training.descend({}, {}, np.nan), "rate: expected a positive number, got nan"),
            (lambda: twin_training.descend({}, {}, 0), "rate: expected a positive number, got 0"),
            (
                lambda: twin_training.train_twins({}, [1], ([0], [0], [True]), None, 1, 1),
                "x: expected shape \\(n, i\\), got",
            ),
            (lambda: twin_training.balanced_pairs([1, 1, 2], 3, RNG), "count: expected an even .* got 3"),
            (lambda: twin_training.balanced_pairs([1, 1, 2], 0, RNG), "count: expected an even .* got 0"),
            (
                lambda: twin_training.balanced_pairs([2**53, 2**53 + 1, 0], 2, None),
                "labels: expected whole numbers below",
            ),
            (lambda: twin_training.balanced_pairs([[1]], 2, RNG), "labels: expected shape \\(n\\)"),
        ],
    )
    def test_the_message_names_the_argument(self, call, message):
        with pytest.raises(ValueError, match=message):
            call()

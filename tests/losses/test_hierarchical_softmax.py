"""Labels of the loss on two levels may be shares of classes."""

import numpy as np
import pytest
from helpers import loss_loops
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.losses import HierarchicalSoftmaxLoss

OPTIONS = {"coarse": [0, 1, 1], "scale": 5.0, "weight": 0.7, "smoothing": 0.2}


@pytest.fixture(scope="module")
def loss():
    loss = HierarchicalSoftmaxLoss(**OPTIONS, dtype="float64")
    loss.layer.build((None, 3))
    return loss


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), shares=st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_a_loss_of_shares_is_the_mean_of_the_losses_of_its_parts(loss, seed, shares):
    rng, kernel = np.random.default_rng(seed), np.asarray(loss.layer.get_weights()[0])
    x = np.random.default_rng(seed).normal(size=(len(shares), 3))
    first, second = rng.integers(0, 3, (2, len(shares)))
    eye = np.eye(3)
    rows = [share * eye[a] + (1 - share) * eye[b] for share, a, b in zip(shares, first, second, strict=True)]
    alone = lambda i, label: loss_loops.hierarchical_softmax(np.array([label]), x[i : i + 1], kernel, **OPTIONS)
    both = enumerate(zip(shares, first, second, strict=True))
    parts = [share * alone(i, a) + (1 - share) * alone(i, b) for i, (share, a, b) in both]
    assert float(loss(np.array(rows), x)) == pytest.approx(np.mean(parts), abs=1e-6)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        (np.eye(4), r"one label per embedding, or shares of all 3 classes, got shape \(4, 4\)"),
        (np.eye(3), "4, one per embedding, got 3 labels"),
    ],
)
def test_shares_that_do_not_fit_are_named(shares, message):
    with pytest.raises(ValueError, match=f"y_true: expected {message}"):
        HierarchicalSoftmaxLoss([0, 0, 1])(shares, np.zeros((4, 2)))

"""What the losses share, against plain double loops in NumPy, float64."""

import numpy as np
import pytest
from helpers.loss_batches import batches
from helpers.loss_loops import distance, mean, pairs
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from keras.ops import convert_to_numpy as as_numpy

from course_lib.distances import distance_matrix
from course_lib.losses import mean_where, pairwise_distances, positive_pairs, same_and_others
from course_lib.losses.batch import balanced_mean, class_numbers, positives

few = settings(max_examples=25, deadline=None)


@few
@given(batches())
def test_pairwise_distances_are_the_double_loop(batch):
    embeddings, _ = batch
    got = as_numpy(pairwise_distances(embeddings))
    loop = [[distance(embeddings[i], embeddings[j]) for j in range(len(embeddings))] for i in range(len(embeddings))]
    np.testing.assert_allclose(got, loop, rtol=1e-12)
    assert (got == got.T).all()
    assert (np.diag(got) == 0).all()


def test_one_meaning_of_distance_for_losses_and_search():
    embeddings = np.random.default_rng(1).normal(size=(9, 5)).astype("float32")
    ours = as_numpy(pairwise_distances(embeddings))
    np.testing.assert_allclose(ours, distance_matrix(embeddings, embeddings), atol=2e-3)


@pytest.mark.parametrize("bad", [np.zeros(3), np.zeros((2, 3, 4)), 1.0])
def test_embeddings_have_two_axes(bad):
    with pytest.raises(ValueError, match=r"embeddings: expected shape \(b, d\), got shape \("):
        pairwise_distances(bad)


@given(
    arrays("float64", (3, 2), elements=st.floats(allow_infinity=True, allow_nan=True)),
    arrays(bool, (3, 2)),
)
@few
def test_mean_where_never_sees_what_is_masked_out(values, mask):
    assume(np.abs(values[mask]).max(initial=0) < 1e300)
    chosen = values[mask]
    expected = chosen.mean() if chosen.size else 0.0
    np.testing.assert_allclose(float(mean_where(values, mask)), expected, rtol=1e-9, atol=1e-300)


def test_mean_where_wants_a_mask_of_the_same_rank():
    with pytest.raises(ValueError, match=r"mask: expected the shape of the values, \(2, 2\), got shape \(2,\)"):
        mean_where(np.ones((2, 2)), np.array([True, False]))


@pytest.mark.parametrize("shape", [(-1,), (-1, 1)])
@given(labels=arrays(int, st.integers(1, 6), elements=st.integers(-3, 3)))
@few
def test_same_and_others_are_the_double_loop(labels, shape):
    same, others = same_and_others(labels.reshape(shape))
    assert as_numpy(same).tolist() == [[a == b for b in labels] for a in labels]
    assert as_numpy(others).tolist() == [[i != j for j in range(len(labels))] for i in range(len(labels))]


@given(labels=arrays(int, st.integers(1, 6), elements=st.integers(0, 2)))
@few
def test_positives_and_the_balanced_mean_are_the_double_loop(labels):
    values = np.random.default_rng(0).normal(size=(len(labels), len(labels)))
    assert {tuple(pair) for pair in np.argwhere(as_numpy(positives(labels)))} == set(pairs(labels, True))
    halves = [mean([values[pair] for pair in pairs(labels, same)]) for same in (True, False)]
    assert float(balanced_mean(values, labels)) == pytest.approx(sum(halves) / 2)


def test_class_numbers_are_whole_also_in_a_column():
    for labels in (np.array([2.0, 0.0]), np.array([[2.0], [0.0]])):
        assert as_numpy(class_numbers(labels, 3)).tolist() == [2, 0]
        with pytest.raises(ValueError, match="labels: expected 0 to 1, got 0 to 2"):
            class_numbers(labels, 2)


@given(st.lists(st.integers(0, 4), max_size=12))
def test_positive_pairs_equal_the_loop(labels):
    assert positive_pairs(labels) == sum(labels[i] == labels[j] for i in range(len(labels)) for j in range(i))

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from course_lib.search import Index


@given(st.integers(0, 1000), st.integers(1, 30), st.integers(1, 12))
def test_equals_scikit_learn(seed, n, k):
    rng = np.random.default_rng(seed)
    gallery, queries = rng.normal(size=(n, 4)), rng.normal(size=(3, 4))
    distances, ids = Index(gallery).search(queries, k)
    expected, expected_ids = NearestNeighbors(n_neighbors=min(k, n), algorithm="brute").fit(gallery).kneighbors(queries)
    np.testing.assert_allclose(distances, expected, atol=1e-6)
    assert (ids == expected_ids).all()


def test_added_pictures_are_found_under_their_ids():
    index = Index([[0.0, 0.0]])
    assert index.add([[5.0, 5.0], [1.0, 0.0]]).tolist() == [1, 2]
    assert index.search([[1.0, 0.1]], k=1)[1].tolist() == [[2]]


def test_equal_distances_come_in_order_of_ids():
    assert Index(np.ones((4, 2))).search([[0.0, 0.0]], k=3)[1].tolist() == [[0, 1, 2]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda index: index.search([[0.0, 0.0]], k=0), "k: expected a whole number of at least 1, got 0"),
        (lambda index: index.search([[0.0, 0.0]], k=2.5), "k: expected a whole number"),
        (lambda index: index.search([[0.0]], k=1), "gallery: expected 1, as in queries"),
        (lambda index: index.add([[1.0]]), "embeddings: expected 2, as in the index, got 1 numbers each"),
        (lambda index: index.add([[np.inf, 1.0]]), "embeddings: expected finite numbers"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(call, message):
    index = Index([[0.0, 0.0]])
    with pytest.raises(ValueError, match=message):
        call(index)
    assert len(index) == 1

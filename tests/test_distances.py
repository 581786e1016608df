import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import pairwise_distances

from course_lib.distances import distance_matrix, unit_length

rows = st.integers(1, 6)
numbers = st.floats(-100, 100, width=32)


@given(arrays(np.float64, st.tuples(rows, st.just(3)), elements=numbers), st.data())
def test_equals_the_plain_double_loop(queries, data):
    gallery = data.draw(arrays(np.float64, st.tuples(rows, st.just(3)), elements=numbers))
    loop = [[np.sqrt(sum((q - g) ** 2)) for g in gallery] for q in queries]
    np.testing.assert_allclose(distance_matrix(queries, gallery), loop, atol=2e-5)


def test_equals_scikit_learn_on_unit_embeddings():
    embeddings = unit_length(np.random.default_rng(0).normal(size=(200, 32)))
    np.testing.assert_allclose(
        distance_matrix(embeddings[:50], embeddings), pairwise_distances(embeddings[:50], embeddings), atol=1e-6
    )


@pytest.mark.parametrize(
    ("queries", "gallery", "message"),
    [
        ([1.0, 2.0], [[1.0, 2.0]], r"queries: expected shape \(n, d\).*got shape \(2,\)"),
        ([[1.0, 2.0]], [[1.0]], "gallery: expected 2, as in queries, got 1 numbers per embedding"),
        ([[np.nan, 1.0]], [[1.0, 2.0]], "queries: expected finite numbers, got NaN or infinity"),
        ([["a", "b"]], [[1.0, 2.0]], "queries: expected real numbers, got dtype"),
        ([[1.0]], np.zeros((3, 0)), r"gallery: expected shape \(n, d\)"),
    ],
)
def test_bad_input_is_named(queries, gallery, message):
    with pytest.raises(ValueError, match=message):
        distance_matrix(queries, gallery)


def test_no_queries_give_no_rows():
    assert distance_matrix(np.zeros((0, 2)), [[1.0, 2.0]]).shape == (0, 1)


def test_a_row_of_zeros_has_no_direction():
    with pytest.raises(ValueError, match="embeddings: expected rows with a direction, got a row of zeros"):
        unit_length([[0.0, 0.0]])

"""Distances against a plain double loop in exact arithmetic, over all scales that a float can hold."""

from fractions import Fraction
from math import isqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import pairwise_distances

from course_lib.distances import checked_embeddings, distance_matrix, on_one_scale, unit_length

rows = st.integers(1, 6)
numbers = st.floats(-100, 100, width=32)
scales = st.sampled_from([1e-300, 1e-160, 1e-30, 1.0, 1e30, 1e150, 1e300])


def exact(queries, gallery):
    """Distances one pair and one number at a time, the sum of squares as a fraction, rounded once at the end."""
    result = np.empty((len(queries), len(gallery)))
    for i, q in enumerate(queries):
        for j, g in enumerate(gallery):
            total = sum((Fraction(float(a)) - Fraction(float(b))) ** 2 for a, b in zip(q, g, strict=True))
            shift = 2**1200  # enough binary places for the root of the smallest number
            result[i, j] = float(Fraction(isqrt(total.numerator * shift**2 // total.denominator), shift))
    return result


@given(arrays(np.float64, st.tuples(rows, st.just(3)), elements=numbers), scales, st.data())
def test_equals_the_exact_double_loop_at_every_scale(queries, scale, data):
    gallery = data.draw(arrays(np.float64, st.tuples(rows, st.just(3)), elements=numbers))
    with np.errstate(all="raise", under="ignore"):
        found = distance_matrix(scale * queries, scale * gallery)
    np.testing.assert_allclose(found, exact(scale * queries, scale * gallery), rtol=1e-12, atol=1e-12 * scale * 1e-6)


@given(st.sampled_from([np.float32, np.float64]), st.floats(1e-6, 1), st.integers(0, 10_000))
def test_near_neighbours_keep_their_digits(dtype, step, seed):
    rng = np.random.default_rng(seed)
    queries = (10 + rng.normal(size=(5, 8))).astype(dtype)  # far from the origin
    gallery = (queries + step * rng.normal(size=(5, 8))).astype(dtype)
    found = distance_matrix(queries, gallery)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, exact(queries, gallery), rtol=2000 * np.finfo(dtype).eps)


def test_the_plain_product_loses_what_this_keeps():
    queries = unit_length(np.random.default_rng(0).normal(size=(50, 16)).astype("float32"))
    gallery = (queries + np.float32(2e-5)).astype("float32")
    truth = exact(queries, gallery).diagonal()
    plain = np.sqrt(np.maximum((queries**2).sum(1) + (gallery**2).sum(1) - 2 * (queries * gallery).sum(1), 0))
    assert abs(plain / truth - 1).max() > 0.5
    np.testing.assert_allclose(distance_matrix(queries, gallery).diagonal(), truth, rtol=1e-5)


@given(arrays(np.float64, st.tuples(rows, st.integers(1, 4)), elements=st.floats(-1e300, 1e300)))
def test_equal_embeddings_are_at_zero_and_order_does_not_matter(embeddings):
    distances = distance_matrix(embeddings, embeddings)
    assert (distances.diagonal() == 0).all()
    assert (distances >= 0).all()
    np.testing.assert_allclose(distances, distances.T, rtol=1e-12)


def test_one_zero_vector_among_others():
    found = distance_matrix([[0.0, 0.0]], [[0.0, 0.0], [3e-300, 4e-300]])
    np.testing.assert_allclose(found, [[0, 5e-300]], rtol=1e-15)


def test_equals_scikit_learn_on_unit_embeddings():
    embeddings = unit_length(np.random.default_rng(0).normal(size=(200, 32)))
    found = distance_matrix(embeddings[:50], embeddings)
    np.testing.assert_allclose(found, pairwise_distances(embeddings[:50], embeddings), atol=1e-6)


def test_whole_numbers_become_floats_that_hold_them():
    assert checked_embeddings(np.ones((1, 2), np.uint8)).dtype == np.float32
    assert checked_embeddings([[2**24 + 1, 0]]).dtype == np.float64
    assert distance_matrix(np.array([[255]], np.uint8), np.array([[0]], np.uint8)) == 255
    assert checked_embeddings(np.ones((1, 2), np.float16)).dtype == np.float32


@pytest.mark.parametrize(
    ("queries", "gallery", "message"),
    [
        ([1.0, 2.0], [[1.0, 2.0]], r"queries: expected shape \(n, d\).*got shape \(2,\)"),
        ([[1.0, 2.0]], [[1.0]], "gallery: expected 2, as in queries, got 1 numbers per embedding"),
        ([[np.nan, 1.0]], [[1.0, 2.0]], "queries: expected finite numbers, got NaN or infinity"),
        ([["a", "b"]], [[1.0, 2.0]], "queries: expected real numbers, got dtype"),
        ([[1.0]], np.zeros((3, 0)), r"gallery: expected shape \(n, d\)"),
        ([[1.7e308]], [[-1.7e308]], r"queries, gallery: expected numbers below 2\^1023, got a number of size 2e\+308"),
        (np.float32([[3e38]]), np.float32([[0]]), r"queries, gallery: expected numbers below 2\^127"),
    ],
)
def test_bad_input_is_named(queries, gallery, message):
    with pytest.raises(ValueError, match=message):
        distance_matrix(queries, gallery)


def test_no_queries_give_no_rows():
    assert distance_matrix(np.zeros((0, 2)), [[1.0, 2.0]]).shape == (0, 1)


@given(arrays(np.float64, st.tuples(rows, rows), elements=st.floats(-1e300, 1e300)))
def test_the_common_scale_is_exact(embeddings):
    scaled, zeros, exponent = on_one_scale(embeddings, np.zeros((1, embeddings.shape[1])))
    assert abs(scaled).max() < 1
    assert (zeros == 0).all()
    large = abs(embeddings) > abs(embeddings).max() * 2.0**-900  # smaller ones may end below the smallest float
    np.testing.assert_array_equal(np.ldexp(scaled, exponent)[large], embeddings[large])


@given(arrays(np.float64, st.tuples(rows, st.integers(1, 5)), elements=numbers), scales)
def test_unit_length_at_every_scale(embeddings, scale):
    embeddings = np.where(abs(embeddings) < 1e-3, 0, embeddings)
    embeddings[~embeddings.any(axis=1)] = 1
    with np.errstate(all="raise", under="ignore"):
        units = unit_length(scale * embeddings)
    np.testing.assert_allclose(np.linalg.norm(units, axis=1), 1)
    np.testing.assert_allclose(units, embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True), atol=1e-12)


def test_a_row_of_zeros_has_no_direction():
    with pytest.raises(ValueError, match="embeddings: expected rows with a direction, got a row of zeros"):
        unit_length([[0.0, 0.0]])


def test_a_table_that_no_memory_holds_is_refused_with_the_arithmetic():
    many = np.zeros((4_000_000, 1), np.float32)
    with pytest.raises(
        ValueError, match=r"gallery: expected at most .* GB.* got 4,000,000 x 4,000,000 .* are 256,000 GB"
    ):
        distance_matrix(many, many)

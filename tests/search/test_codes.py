import itertools

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.losses import pairwise_distances
from course_lib.search.codes import binary_codes, hamming_distances, median_thresholds, random_projection_codes

few = settings(max_examples=30, deadline=None)
shapes = st.tuples(st.integers(1, 6), st.integers(1, 20))


def normal(seed, shape):
    return np.random.default_rng(seed).normal(size=shape)


@few
@given(seed=st.integers(0, 1000), shape=shapes)
def test_codes_hold_one_bit_per_number(seed, shape):
    x = normal(seed, shape)
    codes = binary_codes(x)
    assert codes.dtype == np.uint8
    assert codes.shape == (shape[0], -(-shape[1] // 8))
    assert (np.unpackbits(codes, axis=1, count=shape[1]) == (x > 0)).all()


@few
@given(seed=st.integers(0, 1000), n=st.integers(0, 4), m=st.integers(0, 4), d=st.integers(1, 20))
def test_hamming_distances_equal_the_loop(seed, n, m, d):
    queries, gallery = normal(seed, (n, d)), normal(seed + 1, (m, d))
    found = hamming_distances(binary_codes(queries), binary_codes(gallery))
    assert found.shape == (n, m)
    for i, j in itertools.product(range(n), range(m)):
        assert found[i, j] == sum((queries[i] > 0) != (gallery[j] > 0))


def test_more_than_255_bits_do_not_wrap_round():
    zeros, ones = np.zeros((1, 50), "uint8"), np.full((1, 50), 255, "uint8")
    assert hamming_distances(zeros, ones) == [[400]]


@few
@given(seed=st.integers(0, 1000))
def test_of_sign_codes_the_squared_distance_is_four_per_bit(seed):
    signs = np.sign(normal(seed, (5, 12)))
    squared = np.asarray(keras.ops.convert_to_numpy(pairwise_distances(keras.ops.array(signs)))) ** 2
    codes = binary_codes(signs)
    np.testing.assert_allclose(squared, 4 * hamming_distances(codes, codes), atol=1e-4)


def test_median_thresholds_split_each_dimension_in_half():
    train, test = normal(0, (1000, 6)) + 5, normal(1, (1000, 6)) + 5
    assert (binary_codes(train) == 0b11111100).all()  # without thresholds the bits say nothing
    thresholds = median_thresholds(train)
    shares = np.unpackbits(binary_codes(test, thresholds), axis=1, count=6).mean(axis=0)
    np.testing.assert_allclose(shares, 0.5, atol=0.06)


def test_random_projections_estimate_the_angle():
    x = normal(2, (6, 10))
    codes = random_projection_codes(x, bits=8000, seed=0)
    lengths = np.linalg.norm(x, axis=1)
    angles = np.arccos(np.clip(x @ x.T / np.outer(lengths, lengths), -1, 1))
    np.testing.assert_allclose(hamming_distances(codes, codes) / 8000, angles / np.pi, atol=0.03)


def test_random_projections_follow_from_their_seed():
    x = normal(3, (6, 10))
    first, again, other = (random_projection_codes(x, 40, seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


CODES = np.zeros((2, 3), "uint8")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: binary_codes(np.zeros(3)), r"embeddings: expected shape \(n, d\)"),
        (lambda: binary_codes(np.full((1, 2), np.nan)), "embeddings: expected finite numbers"),
        (lambda: binary_codes(np.zeros((2, 3)), [0, 0]), r"thresholds: expected \(3,\), one per dimension"),
        (lambda: binary_codes(np.zeros((2, 1)), [np.nan]), "thresholds: expected numbers, got NaN"),
        (lambda: median_thresholds(np.zeros((0, 3))), "embeddings: expected at least one, got none"),
        (lambda: hamming_distances(CODES.astype(int), CODES), "queries: expected bytes"),
        (lambda: hamming_distances(CODES, CODES[0]), r"gallery: expected shape \(n, bytes\)"),
        (lambda: hamming_distances(CODES, CODES[:, :2]), "gallery: expected 3, as in queries, got 2 bytes"),
        (lambda: random_projection_codes(np.zeros((2, 3)), 0, 1), "bits: expected a whole number of at least 1, got 0"),
        (lambda: random_projection_codes(np.zeros((2, 3)), True, 1), "bits: expected a whole number .*, got True"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

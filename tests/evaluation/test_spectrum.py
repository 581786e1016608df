import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.evaluation.spectrum import effective_rank, spectrum


def normal(seed, shape):
    return np.random.default_rng(seed).normal(size=shape)


@given(seed=st.integers(0, 1000), n=st.integers(2, 9), d=st.integers(1, 6))
def test_the_spectrum_squared_is_the_spectrum_of_the_covariance(seed, n, d):
    x = normal(seed, (n, d))
    variances = np.sort(np.linalg.eigvalsh(np.atleast_2d(np.cov(x.T))))[::-1][: min(n, d)]
    np.testing.assert_allclose(spectrum(x) ** 2 / (n - 1), variances, atol=1e-9)


@given(seed=st.integers(0, 1000), rank=st.integers(1, 5))
def test_the_effective_rank_does_not_exceed_the_rank(seed, rank):
    x = normal(seed, (40, rank)) @ normal(seed + 1, (rank, 8))
    assert 1 <= effective_rank(x) <= rank + 1e-9


@given(seed=st.integers(0, 1000), scale=st.floats(1e-3, 1e3), shift=st.floats(-3, 3))
def test_the_effective_rank_sees_neither_scale_nor_shift(seed, scale, shift):
    x = normal(seed, (20, 4))
    assert effective_rank(scale * (x + shift)) == pytest.approx(effective_rank(x), rel=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_equal_embeddings_have_rank_0(dtype):
    assert effective_rank(np.full((50, 6), 0.1, dtype)) == 0
    assert effective_rank(np.ones((1, 3), dtype)) == 0


def test_what_rounding_leaves_is_no_direction():
    line = np.linspace(0, 1, 30, dtype="float32")[:, None] * np.array([[0.3, 0.7, 0.1]], "float32")
    assert effective_rank(line) == pytest.approx(1, abs=1e-3)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="embeddings: expected at least one, got none"):
        spectrum(np.zeros((0, 3)))
    with pytest.raises(ValueError, match="embeddings: expected finite"):
        effective_rank([[np.inf, 0]])

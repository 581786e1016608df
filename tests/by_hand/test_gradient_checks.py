"""What every function of the engine checks, and the judge of every derivative."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.by_hand import gradient_checks, layers
from course_lib.by_hand.gradient_checks import checked, numerical_gradient

any_number = st.floats(allow_nan=False, allow_infinity=False)
sizes = st.integers(1, 4)
few = settings(max_examples=25, deadline=None)


class TestChecks:
    @given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(0, 3))
    def test_a_letter_has_one_size_of_at_least_one(self, n, i, other_i, o):
        product = checked(x="n i", weights="i o")(lambda x, weights: x @ weights)
        x, weights = np.ones((n, i)), np.ones((other_i, o))
        if i == other_i and n * i * o:
            assert product(x, weights).shape == (n, o)
            return
        named = "weights" if n * i else "x"
        with pytest.raises(ValueError, match=rf"^{named}: expected shape .* got \({n if named == 'x' else other_i}, "):
            product(x, weights)

    @pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", "float16", "float32", "float64"])
    def test_numbers_of_any_kind_become_float64_of_the_same_value(self, dtype):
        got = gradient_checks.as_array("x", np.array([[0, 1], [1, 0]], dtype))
        assert got.dtype == np.float64
        assert got.tolist() == [[0, 1], [1, 0]]

    @given(arrays(float, st.integers(0, 4), elements=any_number))
    def test_every_finite_number_passes_unchanged(self, values):
        assert gradient_checks.as_array("x", values) is values
        assert gradient_checks.as_array("x", values.tolist()).tolist() == values.tolist()

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize(
        "bad",
        [np.nan, [np.inf], [[1], [1, 2]], "text", None, [1j], [2**53, 2**53 + 1], -(2**60), [object()], {"x": 1}],
    )
    def test_all_else_is_refused_by_name_and_without_a_warning(self, bad):
        with pytest.raises(ValueError, match=r"^picture: expected "):
            gradient_checks.as_array("picture", bad)

    @given(
        st.lists(sizes, max_size=3).flatmap(lambda shape: arrays(float, tuple(shape), elements=st.floats(-9, 9))),
        st.sampled_from([1e-6, 1.0, 1e6]),
    )
    @few
    def test_numerical_gradient_of_a_square_in_any_shape_and_scale(self, values, scale):
        values = values * scale
        before = values.copy()
        gradient = numerical_gradient(lambda v: (v**2).sum() / scale, values, step=1e-5 * scale)
        assert gradient.shape == values.shape
        rounding = 1e-15 * (values**2).sum() / scale / (2e-5 * scale)  # of two sums, over twice the step
        np.testing.assert_allclose(gradient, 2 * values / scale, atol=1e-8 + rounding)
        np.testing.assert_array_equal(values, before)

    @pytest.mark.filterwarnings("error")
    @pytest.mark.parametrize(("values", "step"), [([1.0], 0), ([1e15, 1.0], 1e-5), ([1.0], 1e-20)])
    def test_a_step_that_moves_nothing_is_refused(self, values, step):
        with pytest.raises(ValueError, match="step: expected a step that moves every value"):
            numerical_gradient(lambda v: (v**2).sum(), values, step)

    def test_checked_keeps_the_name_and_the_words_of_its_function(self):
        assert layers.dense.__name__ == "dense"
        assert "weighted sum" in layers.dense.__doc__
        assert checked is gradient_checks.checked

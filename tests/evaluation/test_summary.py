"""Mean and deviation against the standard library."""

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.evaluation.summary import mean_and_deviation


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=9))
def test_mean_and_deviation_are_those_of_the_standard_library(values):
    mean, deviation = map(float, mean_and_deviation(values, ".9g").split(" ± "))
    assert mean == pytest.approx(statistics.fmean(values), rel=1e-6, abs=1e-6)
    assert deviation == pytest.approx(statistics.stdev(values), rel=1e-6, abs=1e-6)


def test_one_value_has_no_deviation():
    assert mean_and_deviation(np.array([0.25]), ".3f") == "0.250"


@pytest.mark.parametrize("values", [[], [[1.0, 2.0]], 3.0])
def test_values_of_another_shape_are_refused(values):
    with pytest.raises(ValueError, match=r"^values: expected numbers \(n,\), at least one"):
        mean_and_deviation(values, ".1f")

"""What counts as a whole number, everywhere in the course, and the sentences about arguments that do not fit."""

import numpy as np
import pytest

from course_lib.errors import CourseProblem, check_seed, check_whole, expect, is_whole

WHOLE = [0, 3, -2, 10**30, np.int8(3), np.int64(0), np.uint32(7)]
NOT_WHOLE = [True, False, np.True_, 2.5, 3.0, np.float32(3), "3", None, 3 + 0j, np.array(3), np.array([3]), [3]]


@pytest.mark.parametrize("value", WHOLE, ids=repr)
def test_whole_numbers_are_those_of_python_and_numpy(value):
    assert is_whole(value)
    check_whole("n", value, -(10**31))


@pytest.mark.parametrize("value", NOT_WHOLE, ids=repr)
def test_what_is_no_whole_number_is_refused_with_a_sentence(value):
    assert not is_whole(value)
    for check in (lambda: check_whole("n", value, 0), lambda: check_whole("n", value, 0, 100)):
        with pytest.raises(
            ValueError, match=r"^n: expected a whole number (of at least 0|from 0 to 100), got "
        ) as told:
            check()
        assert repr(value) in str(told.value)
    with pytest.raises(ValueError, match=r"^seed: expected a whole number of at least 0, got "):
        check_seed(value)


def test_the_limits_belong_to_the_range():
    for value in (2, 3, 1000):
        check_whole("n", value, 2, 1000)
    for value in (1, 1001, -(10**30)):
        with pytest.raises(ValueError, match=f"n: expected a whole number from 2 to 1,000, got {value}"):
            check_whole("n", value, 2, 1000)
    check_seed(0)
    with pytest.raises(ValueError, match="seed: expected a whole number of at least 0, got -1"):
        check_seed(-1)


def test_another_kind_of_error_may_be_asked_for():
    with pytest.raises(CourseProblem, match="k: expected more, got 0"):
        expect(False, "k", 0, "more", CourseProblem)
    expect([1], "k", 0, "more")

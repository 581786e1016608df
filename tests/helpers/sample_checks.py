"""A check as lessons write it, with asserts that pytest leaves as they are: PYTEST_DONT_REWRITE."""

import numpy as np


def check_double(double):
    assert double(3) == 6, "twice 3 is 6"
    assert double(-1) == -2


def check_double_of_both(double):
    got = double(3), double(-1)
    assert got[0] == 6, "twice 3 is 6"
    assert got[1] == -2


def check_positive(is_positive):
    got = is_positive(3), is_positive(-1)
    assert got[0], "3 is positive"
    assert not got[1], "-1 is not"


def check_above_zero(answer):
    assert (answer(3) if callable(answer) else answer) > 0, "it is negative"


def check_double_and_its_slips(double):
    """The words of a slip stand behind `assert not`."""
    assert double(3) != 4, "that adds one"
    assert not np.isclose(double(3), 9), "that squares"
    assert double(3) == 6, "twice 3 is 6"


def check_one_more(function):
    """One more at each place, looked at after two calls."""
    inputs = [np.arange(6.0).reshape(2, 3) ** 2, np.arange(9.0).reshape(3, 3) ** 2]
    found = [function(x) for x in inputs]
    assert all(np.allclose(each, x + 1) for each, x in zip(found, inputs, strict=True)), "one more at each place"


def check_asked_number(value):
    """The number 24."""
    assert value == 24, "another number"


def check_product(product):
    """Of both arguments."""
    found = [product(2, 2), product(3, 5), product(7, 4)]
    assert np.allclose(found, [4, 15, 28]), "n times p"


def check_two(product):
    """With p = 2 alone."""
    assert product(3, 2) == 6, "n times p"

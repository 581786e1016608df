"""A check as lessons write it, with asserts that pytest leaves as they are: PYTEST_DONT_REWRITE."""


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

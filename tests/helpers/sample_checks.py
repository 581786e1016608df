"""A check as lessons write it, with asserts that pytest leaves as they are: PYTEST_DONT_REWRITE."""


def check_double(double):
    assert double(3) == 6, "twice 3 is 6"
    assert double(-1) == -2

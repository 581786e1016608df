"""A check as lessons write it. It stands in a file of its own because pytest rewrites the asserts of test files."""


def check_double(double):
    assert double(3) == 6, "twice 3 is 6"
    assert double(-1) == -2

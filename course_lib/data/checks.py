"""Checks of arguments that several sets share."""

from numbers import Integral

from course_lib.errors import expect


def is_whole(value):
    """Whether `value` is a whole number; True and False are none.

    >>> is_whole(3), is_whole(3.0), is_whole(True)
    (True, False, False)
    """
    return isinstance(value, Integral) and not isinstance(value, bool)


def check_whole(argument, value, low, high):
    """Raise ValueError unless `value` is a whole number from `low` to `high`."""
    fits = is_whole(value) and low <= value <= high
    expect(fits, argument, repr(value), f"a whole number from {low:,} to {high:,}")


def check_size(size):
    """Raise ValueError unless `size` is a side of a picture in pixels that the course can work with."""
    check_whole("size", size, 8, 1024)


def check_seed(seed):
    """Raise ValueError unless `seed` is a whole number that NumPy's generators take."""
    expect(is_whole(seed) and seed >= 0, "seed", repr(seed), "a whole number of at least 0")

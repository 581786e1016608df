"""Two kinds of trouble: a problem that the learner can mend, and an argument that does not fit. Standard library only.

`expect` says what does not fit; `check_whole` and `check_seed` use it for whole numbers, which `is_whole` knows.
"""

from numbers import Integral
from typing import Any


class CourseProblem(Exception):
    """Something a learner can mend: the command line prints the sentence, without a traceback, and ends with code 1."""


def expect(ok: object, argument: str, got: object, expected: object, error: "type[Exception]" = ValueError) -> None:
    """Raise `error` unless `ok`, naming the argument, what came and what was expected.

    >>> expect(False, "k", 0, "a whole number of at least 1")
    Traceback (most recent call last):
    ...
    ValueError: k: expected a whole number of at least 1, got 0
    """
    if not ok:
        raise error(f"{argument}: expected {expected}, got {got}")


def is_whole(value: object) -> bool:
    """Whether `value` is a whole number, Python's or NumPy's; True and False are none, and 3.0 is none.

    >>> is_whole(3), is_whole(3.0), is_whole(True)
    (True, False, False)
    """
    return isinstance(value, Integral) and not isinstance(value, bool)


def check_whole(argument: str, value: Any, low: int, high: "int | None" = None) -> None:
    """Raise ValueError unless `value` is a whole number from `low` to `high`, or of at least `low` without `high`.

    >>> check_whole("k", True, 1)
    Traceback (most recent call last):
    ...
    ValueError: k: expected a whole number of at least 1, got True
    """
    fits = is_whole(value) and low <= value and (high is None or value <= high)
    limits = f"of at least {low:,}" if high is None else f"from {low:,} to {high:,}"
    expect(fits, argument, repr(value), f"a whole number {limits}")


def check_seed(seed: object) -> None:
    """Raise ValueError unless `seed` is a whole number that NumPy's generators take."""
    check_whole("seed", seed, 0)

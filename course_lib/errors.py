"""Two kinds of trouble: a problem that the learner can mend, and an argument that does not fit."""


class CourseProblem(Exception):
    """Something a learner can mend: the command line prints the sentence, without a traceback, and ends with code 1."""


def expect(ok: object, argument: str, got: object, expected: object, error: type[Exception] = ValueError) -> None:
    """Raise `error` unless `ok`, naming the argument, what came and what was expected.

    >>> expect(False, "k", 0, "a whole number of at least 1")
    Traceback (most recent call last):
    ...
    ValueError: k: expected a whole number of at least 1, got 0
    """
    if not ok:
        raise error(f"{argument}: expected {expected}, got {got}")

"""A check that does not look at the answer is refused, and a Python without asserts judges nothing."""

import contextlib
import functools
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from helpers.sample_checks import check_double

from course_lib.exercises import attempt, checks
from course_lib.paths import ROOT

BLIND_PYTHON = """
import sys
from course_lib.exercises import attempt

def twice_two(function):
    assert function(2) == 4, "it should double"

def check(function):
    twice_two(function)
    if function(3) != 6:
        raise AssertionError("twice 3 is 6")

for answer in (lambda x: 3 * x, lambda x: 2 * x, ..., lambda x: 1 / 0, None):
    print(attempt("01-1", answer, check, ours=abs) is abs)
print(attempt("01-2", 7, lambda answer: twice_two(lambda x: answer), ours=4))
"""


def test_a_python_without_asserts_judges_nothing_and_keeps_nothing(progress):
    progress.write_text('{"01-1": {"solved": false, "tries": 2}}')
    ways = [(["-O"], {}), (["-OO"], {}), ([], {"PYTHONOPTIMIZE": "1"}), ([], {"PYTHONOPTIMIZE": "2"})]
    running = [
        subprocess.Popen(
            [sys.executable, *words, "-c", BLIND_PYTHON],
            env=os.environ | {"PYTHONPATH": str(ROOT)} | variables,
            stdout=subprocess.PIPE,
            text=True,
        )
        for words, variables in ways
    ]
    for process in running:
        said = process.communicate(timeout=300)[0].splitlines()
        assert process.returncode == 0
        judged, given = said[:-1:2], said[1::2]
        assert len(judged) == 6
        assert all("01-1 not judged" in line or "01-2 not judged" in line for line in judged)
        assert all("runs with -O or PYTHONOPTIMIZE. Start JupyterLab again without them" in line for line in judged)
        assert given == ["True"] * 5 + ["4"]
    assert json.loads(progress.read_text()) == {"01-1": {"solved": False, "tries": 2}}


def generator(answer):
    assert answer == 6
    yield


async def coroutine(answer):
    assert answer == 6


async def asynchronous_generator(answer):
    assert answer == 6
    yield


class Check:
    def __init__(self, answer):
        assert answer == 6


@functools.cache
def cached(answer):
    assert answer == 6


class Later:
    def __call__(self, answer):
        yield

    def method(self, answer):
        yield


# Checks that would find nothing wrong, or not at every call.
UNFIT = {
    "None": None,
    "a text": "assert answer == 6",
    "no argument": lambda: None,
    "two arguments": lambda answer, other: None,
    "a class": Check,
    "a generator": generator,
    "a coroutine": coroutine,
    "an asynchronous generator": asynchronous_generator,
    "a partial of a generator": functools.partial(generator),
    "an object whose call is a generator": Later(),
    "a method that is a generator": Later().method,
    "a cached function": cached,
}


@pytest.mark.parametrize("check", UNFIT.values(), ids=UNFIT)
@pytest.mark.parametrize("answer", [..., 6])
def test_a_check_whose_body_does_not_run_is_refused(check, answer, progress):
    with pytest.raises(ValueError, match=r"check: expected a (function of one argument|plain function)"):
        attempt("01-1", answer, check, ours=6)
    assert not progress.exists()


def says_nothing(answer):
    answer == 6  # noqa: B015


def asks_numpy(answer):
    np.isclose(answer, 6)


def stops_early(answer):
    if answer == 6:
        return


class Silent:
    def __call__(self, answer):
        says_nothing(answer)


LOOKS_AWAY = {
    "a comparison without assert": says_nothing,
    "a comparison by NumPy": asks_numpy,
    "a return": stops_early,
    "a lambda": lambda answer: None,
    "a partial": functools.partial(lambda right, answer: None, 6),
    "a callable object": Silent(),
    "a function that calls such a one": lambda answer: says_nothing(answer),
    "print": print,  # before Python 3.11 nothing tells its arguments, and that is what is said
}


@pytest.mark.parametrize("check", LOOKS_AWAY.values(), ids=LOOKS_AWAY)
def test_a_check_without_an_assert_is_refused_and_solves_nothing(check, progress):
    unknown = check is print and sys.version_info < (3, 11)
    said = "one argument, the answer, got <built-in" if unknown else "asserts, which this one passed without any"
    with pytest.raises(ValueError, match=f"check: expected a function of {said}"):
        attempt("01-1", 5, check, ours=6)
    assert not progress.exists()


@pytest.mark.parametrize("check", [lambda answer: answer == 5, lambda answer: answer == 6, generator.__call__])
def test_a_check_that_returns_something_solves_nothing(check, progress):
    with pytest.raises(ValueError, match=r"check: expected a function of asserts, .* got a function that returned"):
        attempt("01-1", 6, check, ours=6)
    assert not progress.exists()


def is_six(answer):
    assert answer == 6, "no"


def by_a_helper(answer):
    is_six(answer)


def by_numpy(answer):
    np.testing.assert_allclose(answer, 6, err_msg="no")


def by_raise(answer):
    if answer != 6:
        raise ValueError("no")


def in_a_loop(answer):
    [is_six(each) for each in [answer]]


def in_an_inner_function(answer):
    def look():
        assert answer == 6, "no"

    look()


class Looks:
    def __call__(self, answer):
        is_six(answer)

    def method(self, answer):
        assert answer == 6, "no"


def decorated(function):
    @functools.wraps(function)
    def call(answer):
        with contextlib.nullcontext():
            function(answer)

    return call


FIT = {
    "an assert": is_six,
    "in a helper": by_a_helper,
    "by NumPy": by_numpy,
    "by raise": by_raise,
    "in a loop": in_a_loop,
    "in an inner function": in_an_inner_function,
    "a lambda": lambda answer: is_six(answer),
    "a partial": functools.partial(lambda right, answer: is_six(answer), 6),
    "a callable object": Looks(),
    "a method": Looks().method,
    "decorated": decorated(is_six),
}


@pytest.mark.parametrize("check", FIT.values(), ids=FIT)
def test_a_check_that_looks_judges_right_and_wrong(check, capsys):
    for answer, words in ((6, "01-1 solved\n"), (5, "01-1 not right yet: ")):
        attempt("01-1", answer, check, ours=6)
        assert capsys.readouterr().out.startswith(words)
    assert checks.can_raise(check)
    assert checks.can_raise(check_double)

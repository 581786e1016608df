"""Faults that any exercise may meet, and right answers in other words, are known at once. PYTEST_DONT_REWRITE."""

import numpy as np
import pytest

from course_lib.exercises import attempt
from course_lib.exercises.diagnosis import compare

ROWS = np.random.default_rng(0).normal(size=(7, 3))


def ours(a, b):
    return a / b


def check_ratio(function):
    assert np.isclose(function(7.0, 2.0), 3.5), "seven halves are asked"


def check_difference(function):
    assert function(7.0, 2.0) == 3.0, "twice the second is taken away"


def check_whole_ratio(function):
    assert function(7.0, 2.0) != 3.0, "that is the ratio of two other numbers"


def of_itself(a, b):
    return of_itself(a, b)


def cut_in_place(a, b):
    a //= b
    return a


def draw(rng):
    return tuple(rng.uniform(1, 9, 2))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda a, b: a // b, "01-1 not right yet: `//` divides and cuts off what comes after the point"),
        (cut_in_place, "01-1 not right yet: `//` divides and cuts off what comes after the point"),
        (lambda a, b: 1 + a // b, "seven halves are asked. `//` divides and cuts off"),
        (lambda a, b: round(a / b + 1e-9, 2) + 0.2, "seven halves are asked. The result is 3.7 and should be 3.5."),
        (lambda a, b: 0.13, "seven halves are asked. The function returns the same whatever it is given"),
        (of_itself, "The function calls itself and comes to no end"),
        (lambda a, b: a / b, "01-1 solved"),
    ],
)
def test_a_habit_is_named(answer, said, capsys):
    attempt("01-1", answer, check_ratio, ours, again=draw)
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda a, b: a // b, "01-1 not right yet: `//` divides"),
        (lambda a, b: a / b if a > b else b / a, "drawn: the result is "),
        (lambda a, b: a / b if a > b else a, "What is different in them: their number, their order"),
        (lambda a, b: a / b if a > 6.5 else 0.3 * a, "Is a number in it made for the check"),
        (lambda a, b: np.array([[a / b]]), "01-1 not right yet: the result is an array of shape (1, 1), and a number"),
    ],
)
def test_what_the_check_does_not_meet_is_told_with_what_may_lie_behind_it(answer, said, capsys):
    attempt("01-1", answer, check_whole_ratio, ours, again=draw)
    assert said in capsys.readouterr().out


def test_two_arguments_that_are_exchanged_are_named(capsys):
    attempt("01-1", lambda a, b: b - 2 * a, check_difference, lambda a, b: a - 2 * b, again=draw)
    said = "twice the second is taken away. The result would be right if `a` and `b` were exchanged."
    assert said in capsys.readouterr().out


def check_first_rows(function):
    assert np.shape(function(np.ones((6, 4)), np.ones(3))) == (4,), "four columns"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda table, row: row @ table[:32], "and does the 32 in your code fit what the function is given?"),
        (lambda table, row: row @ table[: table.shape[1]], "and is `.shape[1]` the length that is meant?"),
        (lambda table, row: row @ table, "where is an axis missing? The lesson"),
        (lambda table, row: row @ table[:6], "where is an axis missing? The lesson"),
    ],
)
def test_a_size_of_its_own_is_asked_about_where_shapes_do_not_fit(answer, said, capsys):
    attempt("01-1", answer, check_first_rows, lambda table, row: row @ table[: len(row)])
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("got", "right", "words"),
    [
        (np.trunc(ROWS * 9), ROWS * 9, "holds whole numbers alone: does `//`, `int` or an array of whole numbers"),
        (np.round(ROWS * 9), ROWS * 9, "holds whole numbers alone"),
        (np.round(ROWS, 1), ROWS, "is rounded to 1 after the point"),
        (0.18, 0.1765, "is rounded to 2 after the point"),
        ((0.2, 1.2), (0.16, 1.22), "is right but for its digits: it is rounded to 1"),
        (6 / 7 * ROWS, ROWS, "would be right with 7 in place of 6, or the reverse: is n or n - 1 meant?"),
    ],
)
def test_lost_digits_and_a_number_less_are_named(got, right, words):
    assert words in compare(got, right, frozenset({7}))


def check_share_and_width(pair):
    share, width = pair
    assert not share > 0.9, "that is what is promised, and what is kept is asked"
    assert abs(share - 0.86) < 0.01, "count again"
    assert abs(width - 3) < 0.1, "measure again"


def test_a_part_that_is_a_text_is_judged_as_the_number_that_it_stands_for(capsys):
    attempt("01-1", ("95 %", 3), check_share_and_width, (0.86, 3.0))
    assert "that is what is promised, and what is kept is asked" in capsys.readouterr().out
    assert attempt("01-1", ("86 %", 3), check_share_and_width, (0.86, 3.0)) == (0.86, 3)


@pytest.mark.parametrize("got", [0.2, 0.5, 1])
def test_a_number_with_few_digits_may_be_a_guess(got):
    assert "digits" not in compare(got, 0.1765, tell=True)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("Unit_Length ", "unit length"),
        (["unit length"], "unit length"),
        ({"adam", "sgd"}, {"Adam", "SGD"}),
        ("SGD and Adam", {"Adam", "SGD"}),
        ({"Adam": 1, "SGD": 2}.keys(), {"Adam", "SGD"}),
        (np.array(["adam", "sgd"]), {"Adam", "SGD"}),
        ("12,5 %", 0.125),
        ({"loss": 0.2, "share": "100 %"}, (0.2, 1.0)),
        ("525 %", 5.25),
    ],
)
def test_a_right_answer_may_be_written_otherwise(answer, right, capsys):
    def check(answer):
        assert answer == right, "another one"

    attempt("01-1", answer, check, right)
    assert capsys.readouterr().out == "01-1 solved\n"


def test_of_a_dictionary_the_wrong_value_is_told(capsys):
    def check(pair):
        assert pair[1] == 512, f"{pair[1]} is not the second number"

    attempt("01-1", {"batch": 16, "instance": 48}, check, (16, 512))
    assert "01-1 not right yet: 48 is not the second number" in capsys.readouterr().out


def check_place(function):
    assert function([3.0, 1.0, 2.0]) == 1, "the place of the smallest"


def test_between_places_no_factor_is_told(capsys):
    first_three = lambda row: int(np.argmin(row[:3]))
    attempt(
        "01-1", first_three, check_place, lambda row: int(np.argmin(row)), again=lambda rng: ([9.0, 7.0, 8.0, 5.0],)
    )
    said = capsys.readouterr().out
    assert "the result is 1 and should be 3." in said
    assert "factor" not in said


def test_an_array_of_few_digits_is_asked_about():
    assert "its dtype is float32" in compare(np.float32(ROWS + 0.005 * ROWS**2), ROWS)
    assert "its dtype" not in compare(ROWS + 0.005 * ROWS**2, ROWS)

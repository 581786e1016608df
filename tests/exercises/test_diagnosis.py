"""The slip behind a wrong result is named, and a right result gets no sentence. PYTEST_DONT_REWRITE."""

import math
from fractions import Fraction

import numpy as np
import pytest
from helpers.sample_checks import check_asked_number
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.exercises import attempt
from course_lib.exercises.diagnosis import compare

RNG = np.random.default_rng(0)
ROWS, SQUARE = RNG.normal(size=(7, 3)), RNG.normal(size=(4, 4))
HALVED = np.where(np.arange(12) == 5, 0.5, np.linspace(1, 2, 12))
# What came, what is right, lengths of axes, and words of the sentence.
SLIPS = {
    "sign": (-ROWS, ROWS, (), "has the wrong sign"),
    "sign of a number": (-0.25, 0.25, (), "has the wrong sign"),
    "sum for mean": (
        7 * ROWS,
        ROWS,
        (7,),
        "is 7 times too large, and 7 is a number of rows or columns here",
    ),
    "mean for sum": (
        ROWS / 7,
        ROWS,
        (7,),
        "is 7 times too small, and 7 is a number of rows or columns here",
    ),
    "factor": (2 * ROWS, ROWS, (7,), "is 2 times what it should be: a factor is missing or too much"),
    "half": (ROWS / 2, ROWS, (7,), "is 1/2 times what it should be"),
    "factor and sign": (
        -2 * ROWS,
        ROWS,
        (),
        "is 2 times what it should be: a factor is missing or too much and has",
    ),
    "percent": (37.5, 0.375, (), "is 100 times too large: is it in percent?"),
    "transposed": (SQUARE.T, SQUARE, (), "is transposed: rows and columns are exchanged"),
    "transposed rows": (ROWS.T, ROWS, (), "is an array of shape (3, 7), and an array of shape (7, 3) is expected"),
    "backwards": (np.arange(5)[::-1], np.arange(5), (), "is the other way round: the last comes first"),
    "shifted": (np.roll(HALVED, 1), HALVED, (), "stands one place off"),
    "order": (HALVED[[3, 0, 1, 2, *range(4, 12)]], HALVED, (), "has the right values in another order"),
    "one minus": (0.8, 0.2, (), "is 1 minus what is asked"),
    "square missing": (3.0, 9.0, (), "would be right if it were squared"),
    "root missing": (ROWS**2, np.abs(ROWS), (), "would be right under a root"),
    "inverse": (ROWS, 1 / ROWS, (), "is 1 divided by what is asked"),
    "logarithm missing": (np.exp(ROWS), ROWS, (), "would be right under a logarithm"),
    "constant": (ROWS + 1, ROWS, (), "is too large by 1 at every place"),
    "off by one": (11, 10, (), "is one too many"),
    "diagonal": (SQUARE + np.diag([1, 2, 3, 4]), SQUARE, (), "is wrong on the diagonal alone"),
    "first row": (ROWS + np.eye(7)[:, :1], ROWS, (), "is wrong in the first row alone"),
    "last number": (np.append(HALVED[:-1], 9), HALVED, (), "is wrong in the last number alone"),
    "one place": (HALVED + (np.arange(12) == 4), HALVED, (), "is right at 11 of 12 places; at [4] it is"),
    "NaN": (ROWS * np.nan, ROWS, (), "holds NaN, which is not a number: is something divided by 0"),
    "infinite": (ROWS * np.inf, ROWS, (), "is infinite: is something divided by 0?"),
    "zeros": (ROWS * 0, ROWS, (), "is 0 throughout"),
    "truth": (np.array([True, False]), np.array([False, True]), (), "is the other way round: True for False"),
    "one truth": (True, False, (), "is the other way round: True for False"),
    "mean over all": (ROWS.mean(), ROWS.mean(axis=0), (), "is the number "),
    "the second of three": ((1, 5, 3), (1, -5, 3), (), "has 3 values, of which the second has the wrong sign"),
    "swapped": ((2.5, 1.0), (1.0, 2.5), (), "has the right values in the wrong order"),
    "each": ((-2.5, -1.0), (2.5, 1.0), (), "has 2 values, of which each has the wrong sign"),
    "a key": ({"a": 1, "b": -3}, {"a": 1, "b": 3}, (), "has a value under 'b' that has the wrong sign"),
    "another word": ("unit", "length", (), "is 'unit', which is not what is asked"),
}


@pytest.mark.parametrize(("got", "right", "sizes", "words"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_named(got, right, sizes, words):
    assert words in compare(got, right, frozenset(sizes))


numbers = arrays(float, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.floats(-1e6, 1e6))


@given(numbers)
def test_a_right_result_has_no_fault_whatever_its_type(right):
    for same in (right, right.astype("float32"), right * (1 + 1e-7)):
        assert compare(same, right) == ""
    assert compare(right.tolist(), right) == ""


@settings(max_examples=200)
@given(numbers, st.sampled_from([-1, 2, 0.5, 3, -4, 10]))
def test_a_factor_is_named_whatever_the_numbers(right, factor):
    assume((np.abs(right) > 1e-3).any())
    said = compare(right * factor, right)
    assert said
    assert "sign" in said or right.size == 1 or "times" in said or "other" in said or "off" in said


def test_unrelated_single_numbers_get_no_invented_cause():
    assert compare(0.37, 0.911) == ""
    assert compare(12.7, 3.1) == ""
    assert compare(12.7, 3.1, tell=True) == "is 12.7 and should be 3.1"


def mean_square(x):
    return (x**2).mean()


def check_mean_square(function):
    for x in (np.array([1.0, 2.0, 4.0]), np.array([3.0, 0.0, 1.0])):
        assert np.isclose(function(x), mean_square(x)), "the mean of the squares"


TEXTS = {
    "sum": (
        lambda x: (x**2).sum(),
        "the mean of the squares. The result is 3 times too large, and 3 is",
    ),
    "constant": (lambda x: 7.0, "The function returns the same whatever it is given: does it use its arguments"),
    "nothing": (
        lambda x: None,
        "the function returns None, that is, nothing: does every way",
    ),
    "printed": (
        lambda x: print(mean_square(x)),
        "the function prints its result and returns None",
    ),
    "a text": (lambda x: "7", "the result is the text '7', and a number is expected"),
    "own error": (lambda x: x.nothing, "AttributeError in `"),
}


@pytest.mark.parametrize(("answer", "words"), TEXTS.values(), ids=TEXTS)
def test_a_wrong_function_is_explained_by_what_it_returned(answer, words, capsys):
    attempt("01-1", answer, check_mean_square, ours=mean_square)
    assert words.lower() in capsys.readouterr().out.lower()


def check_one(function):
    assert np.isclose(function(np.array([1.0, 2.0, 4.0])), 7), "the mean of the squares is 7 here"


def test_what_is_right_for_the_shown_input_alone_is_found_on_hidden_input(capsys):
    again = lambda rng: (rng.normal(size=5),)
    attempt("01-1", lambda x: 7.0, check_one, ours=mean_square, again=again)
    said = capsys.readouterr().out
    assert (
        "right for the numbers of the check, and wrong for others that were drawn: the function returns the same"
        in said
    )
    right = attempt("01-1", lambda x: float(x @ x) / len(x), check_one, ours=mean_square, again=again)
    assert right(np.array([1.0, 1.0])) == 1
    assert "01-1 solved" in capsys.readouterr().out


def check_share(answer):
    assert np.isclose(answer, 0.375), "three of eight"


@pytest.mark.parametrize("answer", [0.375, Fraction(3, 8), 37.5, "37.5 %", "37.5%", np.float32(0.375), np.array(0.375)])
def test_a_right_share_is_accepted_however_it_is_written(answer, capsys):
    kept = attempt("01-9", answer, check_share, ours=0.375)
    assert "01-9 solved" in capsys.readouterr().out
    assert np.isclose(float(kept), 0.375)


def check_two_shares(answer):
    first, second = answer.values() if isinstance(answer, dict) else answer
    assert np.isclose(first, 0.2), "one in five"
    assert np.isclose(second, 1), "all"


@pytest.mark.parametrize("answer", [("20 %", 1.0), (20, 100), [20.0, 100], ("20 %", "100 %"), (0.2, "100 %")])
def test_two_shares_may_be_in_percent_both_or_one_of_them(answer, capsys):
    attempt("01-9", answer, check_two_shares, ours=(0.2, 1.0))
    attempt("01-9", dict(zip("ab", answer, strict=True)), check_two_shares, ours={"a": 0.2, "b": 1.0})
    assert capsys.readouterr().out.count("01-9 solved") == 2


def test_a_small_share_in_percent_is_read_beside_a_larger_one(capsys):
    def check(answer):
        assert np.allclose(answer, (0.005, 0.4)), "two shares"

    attempt("01-9", (0.5, 40), check, ours=(0.005, 0.4))
    assert "01-9 solved" in capsys.readouterr().out


@pytest.mark.parametrize("answer", [("30 %", 1.0), (20, 20), (2000, 10000), ("20 %", None), ("20 %",)])
def test_two_wrong_shares_stay_wrong_in_percent(answer, capsys):
    attempt("01-9", answer, check_two_shares, ours=(0.2, 1.0))
    assert "01-9 not right yet: " in capsys.readouterr().out


@pytest.mark.parametrize("answer", [62.5, "62.5 %", 3.75, "three", True, -0.375])
def test_a_wrong_share_stays_wrong_in_percent(answer, capsys):
    attempt("01-9", answer, check_share, ours=0.375)
    assert "01-9 not right yet: " in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["24", " 24.0 ", "24 %", "24,0"])
def test_a_number_that_was_written_as_a_text_is_read(answer, capsys):
    assert attempt("01-9", answer, check_asked_number, ours=24) == 24
    assert "01-9 solved" in capsys.readouterr().out


def test_a_wrong_number_in_a_text_gets_the_words_for_the_number(capsys):
    attempt("01-9", "23", check_asked_number, ours=24)
    assert "another number. Your answer is one too few." in capsys.readouterr().out


def check_pair(function):
    a, b = function(np.array([1.0, 3.0]))
    assert a.shape == (2,), "two arrays"
    assert np.allclose(a + b, 4), "two arrays"


def test_lists_and_fractions_that_a_function_returns_are_read_as_arrays(capsys):
    answer = lambda x: ([1, 3], [Fraction(3), Fraction(1)])
    kept = attempt("01-1", answer, check_pair, ours=lambda x: (x, 4 - x))
    assert "01-1 solved" in capsys.readouterr().out
    assert kept(np.array([1.0, 3.0]))[1].tolist() == [3, 1]


def test_the_lesson_goes_on_with_numbers_where_a_right_function_returns_fractions(capsys):
    def check(function):
        assert abs(function(1) - 1 / 3) < 1e-9, "a third of it"

    kept = attempt("01-1", lambda x: Fraction(x, 3), check, ours=lambda x: x / 3)
    assert "01-1 solved" in capsys.readouterr().out
    assert type(kept(1)) is float


def test_a_list_stays_a_list_where_ours_is_one(capsys):
    def check(function):
        assert function(2) == [0, 1], "the numbers below it"

    kept = attempt("01-1", lambda n: [*range(n)], check, ours=lambda n: list(range(n)))
    assert "01-1 solved" in capsys.readouterr().out
    assert kept(3) == [0, 1, 2]


def test_a_text_in_a_tuple_is_read_as_the_number_that_it_stands_for(capsys):
    def check_pair(pair):
        assert np.allclose(pair, (0.2, 1.0)), "two numbers"

    assert attempt("01-1", (0.2, "100 %"), check_pair, ours=(0.2, 1.0)) == (0.2, 1.0)
    assert "solved" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x: [math.exp(each) for each in x] + [math.exp(np.array([1, 2]))], "`math` takes one number"),
        (lambda x: x if x > 0 else -x, "an array is neither true nor false as a whole"),
        (lambda x: np.reshape(x, (2, -1)), "the numbers do not fill that shape"),
        (lambda x: list(x) * 0.5, "a list is not multiplied number by number"),
        (lambda x: nowhere * x, "is that name known where it stands"),  # noqa: F821
    ],
)
def test_words_of_python_get_the_reason_behind_them(function, words, capsys):
    def check_three(answer):
        assert np.allclose(answer(np.array([1.0, 2.0, 3.0])), 1), "one throughout"

    attempt("01-1", function, check_three, ours=np.ones_like)
    assert words in capsys.readouterr().out

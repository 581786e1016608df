"""An answer of another form than ours solves nothing, and what we handed out is known again."""

import os
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.exercises import attempt, forms
from course_lib.exercises.diagnosis import compare


def ours(x):
    return x


# Ours, an answer of another form, and what the learner reads.
OTHER = {
    "NaN": (0.5, float("nan"), "is NaN, which is not a number, and a number is expected"),
    "NaN of NumPy": (0.5, np.float32("nan"), "is NaN, which"),
    "a decimal NaN": (0.5, Decimal("nan"), "is the number Decimal"),
    "an empty array": (0.5, np.empty(0), r"is an array of shape \(0,\), and a number is expected"),
    "an array of right numbers": (0.5, np.full((2, 3), 0.5), r"is an array of shape \(2, 3\), and a number"),
    "a list of one": (0.5, [0.5], "is a list of 1, and a number is expected"),
    "a ragged list": (0.5, [[1], [1, 2]], "is a list of 2, and a number"),
    "a text of more than a number": (6, "6 seeds", "is the text '6 seeds', and a number"),
    "bytes": (6, b"6", "is b'6', and a number"),
    "None": (6, None, "is None, that is, nothing, and a number"),
    "an object": (6, object(), "is <object"),
    "a function": (6, ours, "is a function, and a number"),
    "a generator": (np.zeros(2), (each for each in (1, 2)), "is a generator, which makes its values only when"),
    "a number for a text": ("unit length", 6, "is the number 6, and a text"),
    "a text for a set": ({"Adam"}, "Adam", "is the text 'Adam', and a set"),
    "a number for a function": (ours, 6, "is the number 6, and a function"),
    "a part that is NaN": ((1.0, 0.1), (1.0, float("nan")), "has 2 values, of which number 2 is NaN"),
    "a part too many": ((1.0, 0.1), (1.0, 0.1, 0.1), "is a tuple of 3, and 2 values are expected"),
    "a number for two": ((1.0, 0.1), 1.0, "is the number 1.0, and 2 values are expected"),
    "a number of NumPy for two": ((1.0, 0.1), np.float64(0.5), "is the number 0.5, and 2 values"),
    "an array of pairs": ((1.0, 0.1), np.ones((2, 2)), r"has 2 values, of which number 1 is an array of shape \(2,\)"),
    "parts of shapes that do not fit together": (
        (1.0, np.zeros((4, 2))),
        (np.zeros(4), np.zeros((4, 2))),
        r"has 2 values, of which number 1 is an array of shape \(4,\)",
    ),
    "another shape": (np.zeros(3), np.zeros((4, 3)), r"is an array of shape \(4, 3\), and an array of shape \(3,\)"),
    "another key": ({"a": 1, "b": 2}, {"a": 1, "c": 2}, r"is {'a': 1, 'c': 2}, and a dictionary with the keys"),
    "NaN in a dictionary": ({"a": 1}, {"a": float("nan")}, "has 1 values, of which number 1 is NaN"),
    "tables in a dictionary": (
        {"a": 1, "b": 2},
        {"a": np.ones((2, 2)), "b": np.ones((2, 1))},
        "has 2 values, of which num",
    ),
    "no dictionary": ({"a": 1}, [1], r"is a list of 1, and a dictionary with the keys \['a'\]"),
}


def lets_pass(answer):
    """A check that looks, and finds nothing."""
    assert answer is not lets_pass


@pytest.mark.parametrize(("our", "answer", "message"), OTHER.values(), ids=OTHER)
def test_an_answer_of_another_form_is_not_right_whatever_the_check_says(our, answer, message, capsys):
    attempt("01-1", answer, lets_pass, our)
    assert re.match(f"01-1 not right yet: the answer {message}", capsys.readouterr().out)


SAME = {
    "an int for a float": (0.5, 1),
    "infinity": (0.5, float("inf")),
    "a fraction": (1 / 3, Fraction(1, 3)),
    "a decimal": (0.5, Decimal("0.5")),
    "a number of NumPy": (0.5, np.float32(0.5)),
    "an array of no axis": (0.5, np.array(0.5)),
    "a complex number": (0.5, 1j),
    "True for a number": (1, True),
    "a list for a tuple": ((1.0, 0.1), [1, 0]),
    "an array for a tuple": ((1.0, 0.1), np.array([1.0, 0.0])),
    "a class for a function": (ours, int),
    "a list for an array": (np.zeros(2), [1.0, 2.0]),
    "an empty set": ({"Adam"}, set()),
    "what ours says nothing of": (None, "anything"),
    "a truth": (True, False),
    "a dictionary": ({"a": 1, "b": (1, 2)}, {"b": (0, 0), "a": 3}),
}


@pytest.mark.parametrize(("our", "answer"), SAME.values(), ids=SAME)
def test_an_answer_of_the_same_form_is_left_to_the_check(our, answer):
    assert forms.form_fault(answer, our) == ""


plain = st.integers() | st.floats(allow_nan=False) | st.text()


@given(plain | st.tuples(plain, plain) | st.tuples(plain, st.tuples(plain)))
def test_what_is_marked_is_equal_and_known_again_for_its_exercise_alone(value):
    made = forms.marked(value, "01-1")
    assert (made, repr(made), hash(made)) == (value, repr(value), hash(value))
    assert forms.was_marked(made, "01-1")
    assert not forms.was_marked(made, "01-2")
    assert not forms.was_marked(value, "01-1")
    if isinstance(value, tuple):
        assert forms.was_marked((made[0], made[1]), "01-1")
        assert not forms.was_marked((made[0], value[1]), "01-1")


@pytest.mark.parametrize("value", [6, 0, 0.5, "unit length", (1.0, 0.1), (0, 0), np.float64(2), {"Adam"}])
def test_the_cell_of_the_check_run_twice_solves_nothing(value, progress, capsys):
    def check(answer):
        assert answer == value

    given = attempt("01-1", ..., check, value)
    for _ in range(2):
        again = tuple(list(given)) if isinstance(given, tuple) else given
        given = attempt("01-1", again, check, value)
        assert given == value
    assert capsys.readouterr().out.count("01-1 not solved yet: This is still our version") == 2
    assert '"solved": false' in progress.read_text()
    typed = type(value)(list(value)) if isinstance(value, tuple | set) else type(value)(value)
    assert attempt("01-1", typed, check, value) == value
    assert capsys.readouterr().out == "01-1 solved\n"


ARRAY = np.arange(3.0)
PACKED = {
    "functions": (ours, len),
    "pairs of functions": ((ours, len), (len, ours)),
    "a function and a number": (ours, 0.5),
    "arrays": (ARRAY, ARRAY + 1),
    "an array and a truth": (ARRAY, True),
}


@pytest.mark.parametrize("value", PACKED.values(), ids=PACKED)
def test_ours_taken_apart_and_put_together_again_solves_nothing(value, capsys):
    def check(answer):
        assert len(answer) == 2

    first, second = attempt("01-1", ..., check, value)
    for again in ((first, second), [first, second]):
        first, second = attempt("01-1", again, check, value)
    assert capsys.readouterr().out.count("01-1 not solved yet: This is still our version") == 2
    attempt("01-1", (first, lambda: second), check, (first, ours))  # one of them is the learner's own
    assert capsys.readouterr().out == "01-1 solved\n"


@pytest.mark.parametrize("value", [True, None])
def test_ours_that_cannot_be_told_from_the_learners_is_judged(value, capsys):
    def check(answer):
        assert answer is value

    attempt("01-1", value, check, value)
    assert capsys.readouterr().out == "01-1 solved\n"


@pytest.mark.parametrize(
    ("got", "right", "fault"),
    [(2, 1, "is one too many"), (3, 1, ""), (-3, 3, "has the wrong sign"), (12, 6, ""), (24, 12, "is 2 times what")],
)
def test_a_factor_between_small_whole_numbers_is_no_fault_with_a_name(got, right, fault):
    found = compare(got, right)
    assert found.startswith(fault)
    assert bool(found) == bool(fault)


def test_a_set_is_written_in_one_order_in_every_process():
    command = "from course_lib.exercises import forms; print(forms.shown({'SGD', 'Adagrad', 'RMSProp', 'Adam'}))"
    written = {
        subprocess.run(
            [sys.executable, "-c", command], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True
        ).stdout
        for seed in "123"
    }
    assert written == {"{'Adagrad', 'Adam', 'RMSProp', 'SGD'}\n"}


@pytest.mark.parametrize("value", [[1, 2.5], (1,), {"a": [0]}, "x" * 70, {1, 2}, None, set(), np.float32(0.5)])
def test_a_short_value_is_written_as_python_writes_it(value):
    assert forms.shown(value) == repr(value.item() if isinstance(value, np.generic) else value)


@given(st.text() | st.lists(st.integers()) | st.dictionaries(st.text(), st.integers()) | st.integers())
def test_no_value_is_written_longer_than_asked(value):
    assert len(forms.shown(value)) <= 80

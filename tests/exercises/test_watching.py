"""A function that changes what it is given is not right, and what it changed is put back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.exercises import attempt
from course_lib.exercises.call_records import Record
from course_lib.exercises.watching import NotSolvedYet, watched


def zero(x):
    x[...] = 0
    return x


def sort(x):
    x.sort()
    return x


def centre(x):
    x -= x.mean(axis=0)
    return x


# Ways to change an argument: the argument, the function, what kind of value it is called.
CHANGES = {
    "an array": (np.arange(3.0), zero, "array"),
    "an array with NaN": (np.array([np.nan, 1.0]), zero, "array"),
    "in place": (np.arange(6.0).reshape(3, 2), centre, "array"),
    "sorted": (np.array([3, 1, 2]), sort, "array"),
    "one bit": (np.array([0.0]), lambda x: x.__setitem__(0, -0.0), "array"),
    "a view": (np.arange(6.0)[::2], zero, "array"),
    "in a dictionary": ({"W1": np.ones(2)}, lambda p: zero(p["W1"]), "array"),
    "in a tuple in a list": ([(np.ones(2), 3)], lambda p: zero(p[0][0]), "array"),
    "a list": ([3, 1, 2], sort, "list"),
    "a list made longer": ([3, 1, 2], lambda x: x.append(4), "list"),
    "a list emptied": ([3, 1, 2], lambda x: x.clear(), "list"),
    "a dictionary": ({"a": 1}, lambda x: x.update(b=2), "dictionary"),
    "a key": ({"a": 1}, lambda x: x.pop("a"), "dictionary"),
    "a set": ({1, 2}, lambda x: x.add(3), "set"),
    "a change and then an error": (np.arange(3.0), lambda x: zero(x)[7], None),
}


@pytest.mark.parametrize(("argument", "change", "kind"), CHANGES.values(), ids=CHANGES)
def test_what_an_answer_changes_is_put_back_and_named(argument, change, kind, capsys):
    before = repr(argument)

    def check(function):
        function(argument)
        assert repr(argument) == before, "changed"

    attempt("01-1", lambda x: change(x), check, ours=len)
    assert repr(argument) == before
    words = f"the function changes the {kind} that it is given: let it work on a copy." if kind else "IndexError in"
    assert words in capsys.readouterr().out


values = st.recursive(
    st.floats() | st.integers() | st.text() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(values, max_size=3), st.dictionaries(st.sampled_from("abc"), values))
def test_a_function_that_changes_nothing_is_as_it_was(positional, named):
    returned = watched(lambda *given, **also: (given, also), Record())(*positional, **named)
    assert all(a is b for a, b in zip(returned[0], positional, strict=True))
    assert all(returned[1][name] is value for name, value in named.items())


def test_a_change_of_its_own_is_no_fault():
    def doubled(x):
        own = x.copy()
        own *= 2
        return own

    assert watched(doubled, Record())(np.arange(3)).tolist() == [0, 2, 4]


def test_a_stub_is_known_by_what_it_returns():
    for stub in (lambda x: ..., lambda x: (x, ...), lambda x: [...]):
        with pytest.raises(NotSolvedYet):
            watched(stub, Record())(1)


def test_a_stub_inside_the_function_that_is_returned_is_known_at_its_call():
    with pytest.raises(NotSolvedYet):
        watched(lambda scale: lambda x: ..., Record())(2)(1)
    assert watched(lambda scale: lambda x: scale * x, Record())(2)(3) == 6


def test_an_interrupt_in_an_answer_stops_the_cell_and_keeps_nothing(tmp_path):
    def interrupted(x):
        raise KeyboardInterrupt

    def check(function):
        assert function(1) == 1

    with pytest.raises(KeyboardInterrupt):
        attempt("01-1", interrupted, check, ours=abs)
    assert not (tmp_path / "progress.json").exists()

"""A verdict has a seal where the course gave it, and none where an answer has had a hand in it."""

import numpy as np
import pytest

from course_lib.exercises import answers, attempt, seal, verdicts
from course_lib.exercises.judging import Verdict

KEY = "0123"


def check_double(double):
    assert np.allclose(double(3), 6), "twice 3 is 6"


def easy(answer):
    assert True


def right(x):
    return 2 * x


def wrong(x):
    return 3 * x


NAMES = {"attempt": attempt, "check": check_double, "easy": easy, "right": right, "wrong": wrong, "ours": right}
CELL = "attempt('01-1', {}, check, ours)"


@pytest.fixture
def begun(monkeypatch, progress):
    monkeypatch.setattr(seal, "_sign", None)
    seal.begin(KEY)


def shown(cell, **names):
    """The verdict, for programs, that a cell shows last."""
    exec(compile(cell, "cell", "exec"), NAMES | names)
    return verdicts._latest["01-1"].for_programs


@pytest.mark.usefixtures("progress")
def test_where_nobody_grades_there_is_no_seal():
    assert "seal" not in shown(CELL.format("right"))


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    ("answer", "state"), [("right", "solved"), ("wrong", "not right yet"), ("...", "not solved yet")]
)
def test_a_verdict_of_the_course_has_its_seal(answer, state):
    found = shown(CELL.format(answer))
    assert found["state"] == state
    assert found["seal"] == seal.seal_of(KEY, "01-1", state, found["sentence"])


def by_a_function(name, *_):
    return attempt(name, 1, easy, 1)


@pytest.mark.usefixtures("begun")
def test_a_verdict_that_a_function_asks_for_has_none():
    found = shown(CELL.format("wrong"), attempt=by_a_function)
    assert (found["state"], found["seal"]) == ("solved", "")


@pytest.mark.usefixtures("begun")
def test_a_verdict_of_a_cell_that_has_another_attempt_has_none():
    found = shown("real('01-1', 1, easy, 1)", attempt=by_a_function, real=attempt)
    assert (found["state"], found["seal"]) == ("solved", "")


def always_solved(answer, exercise):
    return Verdict("solved", "", exercise.ours)


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    ("owner", "name", "put_in"), [(answers, "judge", always_solved), (np, "allclose", lambda *_, **__: True)]
)
def test_where_what_judges_was_changed_there_is_none(owner, name, put_in, monkeypatch):
    monkeypatch.setattr(owner, name, put_in)
    found = shown(CELL.format("wrong"))
    assert (found["state"], found["seal"]) == ("solved", "")


@pytest.mark.usefixtures("begun")
def test_where_a_cell_has_put_a_function_into_the_course_there_is_none(monkeypatch):
    names = {"__name__": "__main__"}
    exec("def distance_matrix(*_):\n    return 0", names)
    monkeypatch.setattr("course_lib.distances.distance_matrix", names["distance_matrix"])
    assert shown(CELL.format("right"))["seal"] == ""


def test_the_key_changes_every_seal():
    assert len({seal.seal_of(key, "01-1", state, "") for key in "ab" for state in ("solved", "not right yet")}) == 4

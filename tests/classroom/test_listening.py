"""A verdict counts for marks that has the seal of the grader's key, once for each exercise and cell."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.classroom.listening import Listener
from course_lib.exercises.seal import seal_of
from course_lib.exercises.verdicts import FOR_PROGRAMS

SOLVED = {"exercise": "01-1", "state": "solved", "sentence": ""}
SEALED = SOLVED | {"seal": seal_of("key", *SOLVED.values())}


@pytest.fixture
def listener():
    made = Listener(new_notebook())
    made.key = "key"
    return made


def hear(listener, kind="display_data", **content):
    listener.process_message({"msg_type": kind, "content": content}, new_code_cell(""), 0)


def test_a_sealed_verdict_counts(listener):
    hear(listener, data={FOR_PROGRAMS: SEALED})
    assert (listener.verdicts, listener.forged) == ({"01-1": ("solved", "")}, False)


@pytest.mark.parametrize(
    "shown",
    [
        SOLVED,
        SOLVED | {"seal": ""},
        SOLVED | {"seal": seal_of("", *SOLVED.values())},
        SEALED | {"exercise": "01-2"},
        {},
    ],
)
def test_another_one_is_forged(listener, shown):
    hear(listener, data={FOR_PROGRAMS: shown})
    assert (listener.verdicts, listener.forged) == ({}, True)


def test_so_is_a_second_one(listener):
    for _ in range(2):
        hear(listener, data={FOR_PROGRAMS: SEALED})
    assert listener.forged


def test_words_that_look_like_a_verdict_are_none(listener):
    hear(listener, "stream", text="01-1 solved")
    hear(listener, data={"text/plain": "01-1 solved", "text/html": "<div role='status'><b>01-1 solved</b></div>"})
    assert (listener.verdicts, listener.forged) == ({}, False)

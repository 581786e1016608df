"""What is said to an answer that is tried is collected, and kept nowhere."""

from types import SimpleNamespace

import pytest

from course_lib.authoring import trying
from course_lib.authoring.sample_answers import Answer
from course_lib.exercises import attempt
from course_lib.exercises.verdicts import NOT_YET, SOLVED, WRONG

CHECK = """
def check(yours):
    assert yours == 2, "half of it is asked"


answer = attempt("01-1", answer, check, ours=2)
"""


@pytest.mark.parametrize(
    ("code", "state", "words"), [("4", WRONG, "half of it"), ("2", SOLVED, ""), ("...", NOT_YET, "")]
)
def test_an_answer_gets_its_verdict_and_its_sentence(code, state, words, capsys):
    asked = SimpleNamespace(check=SimpleNamespace(text=CHECK))
    outcome = trying._tried({"attempt": attempt}, Answer("01-1", "tried", f"answer = {code}", state, words), asked)
    assert outcome.as_it_must_be, outcome
    assert not capsys.readouterr().out

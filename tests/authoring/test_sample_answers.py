"""Every exercise has answers on which its check is tried, and a file says what must come of each."""

from collections import Counter

import pytest

from course_lib.authoring import sample_answers, source, teaching
from course_lib.authoring.source import SourceError
from course_lib.exercises.verdicts import NOT_YET, SOLVED, WRONG
from course_lib.paths import ROOT

LESSONS = [lesson for lesson in source.read_all(ROOT) if sample_answers.exercises(lesson)]
FEWEST_WRONG, FEWEST_RIGHT = 6, 3


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_exercise_has_wrong_answers_and_right_ones(lesson):
    given = sample_answers.read(sample_answers.FOLDER / f"{lesson.name}.py")
    count = Counter((each.exercise, each.state) for each in given)
    exercises = sample_answers.exercises(lesson)
    assert {each.exercise for each in given} == set(exercises)
    assert [name for name in exercises if count[name, WRONG] < FEWEST_WRONG] == []
    assert [name for name in exercises if count[name, SOLVED] < FEWEST_RIGHT] == []


def test_no_answer_is_given_twice():
    for lesson in LESSONS:
        given = sample_answers.read(sample_answers.FOLDER / f"{lesson.name}.py")
        count = Counter((each.exercise, each.code.strip()) for each in given)
        twice = [answer for answer, times in count.items() if times > 1]
        assert twice == []


@pytest.mark.parametrize("marker", ["# %% 02-2", "# %% 02-2 half: words", "# %% 2-2 wrong: words", "# %% 02-2 wrong:"])
def test_a_marker_that_says_nothing_is_refused(marker, tmp_path):
    path = tmp_path / "02_losses.py"
    path.write_text(f'"""Answers."""\n\n{marker}\nx = 1\n')
    with pytest.raises(SourceError, match=r"02_losses.py: expected `# %% ID wrong: words` or"):
        sample_answers.read(path)


def test_the_answers_of_every_exercise_are_made_for_functions_and_for_values():
    exercises = {name: each for lesson in LESSONS[:2] for name, each in sample_answers.exercises(lesson).items()}
    function, value = (list(sample_answers.of_every_exercise(exercises[name])) for name in ("00-1", "01-1"))
    assert {each.title for each in function} >= {"ours", "returns None", "never ends", "prints", "two ellipses"}
    assert [each.state for each in function if each.title == "two ellipses"] == [NOT_YET]
    assert {each.title for each in value} == {"ours", *sample_answers.AS_A_VALUE}
    for each in function:
        compile(each.code, each.title, "exec")


def test_every_plan_takes_lessons_in_their_order_and_the_longest_takes_all():
    numbers = [lesson.number for lesson in source.read_all(ROOT)]
    for weeks, plan in teaching.PLANS.items():
        taken = " ".join(plan).split()
        assert len(plan) == weeks
        assert taken == [number for number in numbers if number in taken]
    assert taken == numbers


def test_a_method_and_a_function_that_returns_one_get_the_answers_of_every_exercise():
    asked = {name: each for lesson in LESSONS for name, each in sample_answers.exercises(lesson).items()}
    titles = {
        name: {each.title for each in sample_answers.of_every_exercise(asked[name])} for name in ("02b-1", "03-2")
    }
    assert all({"returns None", "yields", "never ends", "raises"} <= found for found in titles.values())
    assert any("    def change(self, *given" in each.code for each in sample_answers.of_every_exercise(asked["03-2"]))

"""Which cells of a submission are answers, which were added, and what was changed."""

import json

import pytest
from helpers import submissions
from helpers.submissions import FIRST, RELEASE, SECOND, THIRD, solved

from course_lib.classroom.handed_in import read_cells
from course_lib.classroom.matching import ADDED, ANSWER, Answers, match, steps
from course_lib.classroom.release import CHECK, read_release
from course_lib.errors import CourseProblem


@pytest.fixture
def answers(tmp_path):
    """A function that matches a notebook."""

    def matched(made):
        (tmp_path / "a.ipynb").write_text(json.dumps(made))
        return match(read_cells(tmp_path / "a.ipynb"), RELEASE)

    return matched


def test_the_answers_are_those_of_the_student(answers):
    assert answers(solved()) == Answers(RELEASE.solutions)
    assert answers(submissions.notebook()).remarks == ()


def test_ids_that_are_lost_change_nothing(answers):
    assert answers(submissions.without_ids(solved())) == Answers(RELEASE.solutions)


def test_an_added_cell_stays_in_its_place(answers):
    made = submissions.added(solved(), SECOND, "mine = 1")
    got = answers(made)
    assert [code for _, code in got.added] == ["mine = 1"]
    run = steps(RELEASE, got, set())
    place = [step.role for step in run].index(ADDED)
    assert (run[place + 1].role, run[place + 1].exercise) == (ANSWER, SECOND)
    assert ADDED not in {step.role for step in steps(RELEASE, got, {"added-1"})}


def test_an_empty_cell_or_one_of_text_is_not_added(answers):
    made = submissions.added(solved(), SECOND, " \n")
    assert answers(submissions.added(made, SECOND, "mine = (", cell_type="markdown")) == Answers(RELEASE.solutions)


@pytest.mark.parametrize(
    "code", ["least = attempt('10b-1', 3, print, ours=3)", "answers.attempt('10b-1', 3, print, 3)"]
)
def test_an_added_check_is_left_out(answers, code):
    got = answers(submissions.added(solved(), FIRST, code))
    assert (got.added, got.remarks) == ((), ("A check that you had added was left out.",))


def test_what_was_changed_or_deleted_is_said(answers):
    made = submissions.without_check(submissions.with_easy_check(solved(_3=None), FIRST), SECOND)
    one, two = RELEASE.cells[0].id, RELEASE.cells[1].id
    made["cells"] = [cell for cell in made["cells"] if cell["id"] != one]
    next(cell for cell in made["cells"] if cell["id"] == two)["source"] = "pass"
    assert answers(made).remarks == (
        "The check of 10b-1 had been changed; it was graded by the original one.",
        "The check of 10b-2 had been deleted; it was graded by the original one.",
        "The cell for the answer to 10b-3 had been deleted.",
        "2 code cells of the lesson had been changed or deleted; the original was run.",
    )
    run = steps(RELEASE, answers(made), set())
    assert [step.code for step in run if step.role == CHECK] == [
        cell.code for cell in RELEASE.cells if cell.part == CHECK
    ]
    assert [cell.code for cell in RELEASE.cells][: len(run)][0] == run[0].code


def test_an_answer_that_is_text_is_no_answer(answers):
    made = solved()
    submissions.cell_of(made, SECOND)["cell_type"] = "raw"
    assert set(answers(made).code) == {FIRST, THIRD}


def test_stubs_take_the_place_of_answers_that_are_left_out():
    stubs = {cell.exercise: cell.code for cell in RELEASE.cells if cell.part == "exercise"}
    run = {
        step.exercise: step.code for step in steps(RELEASE, Answers(RELEASE.solutions), {SECOND}) if step.role == ANSWER
    }
    assert run == {**RELEASE.solutions, SECOND: stubs[SECOND]}


def test_nothing_after_the_last_check_is_run():
    run = steps(RELEASE, Answers({}), set())
    assert run[-1].role == CHECK
    assert len(run) < len(RELEASE.cells)


@pytest.mark.parametrize("keep", [0, 3])
def test_another_notebook_is_no_notebook_of_the_lesson(answers, keep):
    made = solved()
    made["cells"] = [*made["cells"][:keep], {"cell_type": "code", "id": "x", "source": "1"}]
    with pytest.raises(CourseProblem, match="not the notebook of 10b_strangers that was handed out"):
        answers(made)


def test_a_lesson_that_there_is_not_is_named_with_those_that_there_are():
    with pytest.raises(CourseProblem, match=r"no lesson '99_none'; the lessons are 00_start_here, 01_topology"):
        read_release("99_none")


def test_a_lesson_without_an_exercise_cannot_be_graded(tmp_path):
    folder = tmp_path / "notebooks" / "source"
    folder.mkdir(parents=True)
    (folder / "01_bare.py").write_text("# %%\nx = 1\n")
    with pytest.raises(CourseProblem, match="01_bare has no exercise"):
        read_release("01_bare", tmp_path)

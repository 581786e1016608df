from itertools import pairwise

import nbformat
import pytest
from helpers.miniature import GOOD, make_course, write

from course_lib.authoring import builder, right_answers, sample_answers, source
from course_lib.authoring.sample_answers import Answer
from course_lib.exercises.verdicts import SOLVED, WRONG

RIGHT = {
    "01-1": ["def distance(a, b):\n    return max(a - b, b - a)", "distance = lambda a, b: abs(b - a)"],
    "01-2": ["slope = 2 * 3"],
    "01-3": ["product = 2 + 2 + 2"],
    "01-4": ["point = 2.0"],
}
ANSWERS = [Answer(name, "right: otherwise", code, SOLVED) for name, codes in RIGHT.items() for code in codes]
WRONG_ONE = Answer("01-1", "wrong: sign", "distance = None", WRONG, "sign")


@pytest.fixture
def lesson(tmp_path):
    course = make_course(tmp_path)
    builder.build_notebooks(root=course)
    exercises = sample_answers.exercises(source.read(course / "notebooks" / "source" / "01_twins.py"))
    return nbformat.read(course / "notebooks" / "solutions" / "01_twins.ipynb", 4), exercises


@pytest.mark.parametrize(("nth", "first"), [(0, "max(a - b, b - a)"), (1, "lambda a, b"), (2, "max(a - b, b - a)")])
def test_each_solution_gives_way_to_the_nth_right_answer_right_before_its_check(lesson, nth, first):
    solutions, exercises = lesson
    notebook = right_answers.put_in(solutions, exercises, [WRONG_ONE, *ANSWERS], nth)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any("solution" in cell.metadata.get("tags", []) for cell in code)
    before = {cell.id: earlier.source for earlier, cell in pairwise(code)}
    assert first in before[exercises["01-1"].check.id]
    assert before[exercises["01-4"].check.id] == "point = 2.0"
    assert len(notebook.cells) == len(solutions.cells)


def test_an_exercise_without_a_right_answer_is_named(lesson):
    with pytest.raises(ValueError, match="a right one of exercise 01-2"):
        right_answers.put_in(*lesson, [each for each in ANSWERS if each.exercise != "01-2"], 0)


def test_as_many_runs_as_the_exercise_with_most_right_answers_has():
    assert right_answers.most([WRONG_ONE, *ANSWERS]) == 2
    assert right_answers.most([WRONG_ONE]) == 0


def test_the_last_cell_that_depends_on_an_answer_is_found_through_what_others_bind(tmp_path):
    after = "# %%\ntwice = 2 * slope\n\n# %%\nprint(distance(1, 2))\n\n# %%\nshown = twice + 1\n\n# %%\nprint(3)\n\n"
    text = GOOD.replace('# %% [markdown] tags=["mirror"]', after + '# %% [markdown] tags=["mirror"]')
    course = make_course(tmp_path)
    write(course, text)
    lesson = source.read(course / "notebooks" / "source" / "01_twins.py")
    exercises = sample_answers.exercises(lesson)
    assert right_answers.last_dependent(lesson, exercises["01-2"]).text == "shown = twice + 1"
    assert right_answers.last_dependent(lesson, exercises["01-1"]).text == "print(distance(1, 2))"
    assert right_answers.last_dependent(lesson, exercises["01-4"]) is None


def test_the_notebook_may_end_at_a_cell(lesson):
    check = lesson[1]["01-2"].check.id
    assert right_answers.put_in(*lesson, ANSWERS, 0, last=check).cells[-1].id == check

"""The two notebooks of a lesson as one: nothing of either is lost, and each exercise is seen solved and not solved."""

import nbformat
import pytest
from helpers.miniature import GOOD, make_course, write

from course_lib.authoring import builder, gate, kernel, one_run


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


def both(course):
    builder.build_notebooks(root=course)
    path = course / "notebooks" / "01_twins.ipynb"
    return path, [nbformat.read(each, 4) for each in (path, path.parent / "solutions" / path.name)]


def run(course):
    path, notebooks = both(course)
    return gate.run(kernel.client(path, one_run.merge(*notebooks)), solutions=True)


def test_every_cell_of_both_notebooks_is_there_in_the_order_of_its_notebook(course):
    _, (learners, solutions) = both(course)
    merged = one_run.merge(learners, solutions)
    nbformat.validate(merged)
    sources = [cell.source for cell in merged.cells]
    assert {cell.source for cell in learners.cells if cell.cell_type == "code"} <= set(sources)
    assert [cell.source for cell in merged.cells if not cell.id.endswith(("-open", "-ours"))] == [
        cell.source for cell in solutions.cells
    ]


def test_the_answer_with_which_a_lesson_goes_on_is_checked_at_each_exercise(course):
    merged = one_run.merge(*both(course)[1])
    ours = [cell.source for cell in merged.cells if cell.id.endswith("-ours")]
    assert len(ours) == sum("check" in cell.metadata.get("tags", []) for cell in both(course)[1][1].cells)
    assert "attempt('01-3', 6, check_product, ours=6)" in ours


def test_a_lesson_as_it_should_be_passes(course):
    assert run(course) == []


# What is wrong with one of the two notebooks alone, as text to replace in the source, and what the gate says of it.
WRONG = {
    "a solution that is none": (
        "product = 6\n",
        "product = 7\n",
        "expected an exercise that is solved, got `01-3 not rig",
    ),
    "a solution that fails": ("slope = 6\n\n", "slope = 6 / 0\n\n", "ZeroDivisionError: division by zero"),
    "a stub that is solved": (
        "product, check_product, ours=6",
        "6, check_product, ours=6",
        "is not solved yet, got `01-3 solved",
    ),
    "a stub that fails": ("point = ...\n", "point = ... * branch\n", "-open: TypeError: unsupported operand"),
    "what we go on with does not pass": (
        "product, check_product, ours=6",
        "product, check_product, ours=7",
        "-ours: expected an exercise that is solved, got `01-3 not rig",
    ),
    "what we go on with is wrong": (
        '# %% [markdown] tags=["mirror"]',
        '# %%\nassert distance(1, 3) == 2\n\n# %% [markdown] tags=["mirror"]',
        "AssertionError",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_with_one_notebook_alone_is_seen(course, old, new, message):
    text = GOOD.replace("ours=lambda a, b: abs(a - b)", "ours=lambda a, b: 0") if message == "AssertionError" else GOOD
    assert old in text
    write(course, text.replace(old, new, 1))
    (found,) = run(course)
    assert message in found


def test_a_stub_without_a_check_is_refused(course):
    _, (learners, solutions) = both(course)
    solutions.cells = [cell for cell in solutions.cells if "check" not in cell.metadata.get("tags", [])]
    with pytest.raises(ValueError, match="learners: expected a check after each stub"):
        one_run.merge(learners, solutions)


def test_a_check_without_our_answer_is_refused(course):
    _, (learners, solutions) = both(course)
    for cell in solutions.cells:
        cell.source = cell.source.replace("check_slope, ours=6", "check_slope")
    with pytest.raises(ValueError, match="expected an `attempt` that is given `ours`, got one without"):
        one_run.merge(learners, solutions)

"""A notebook with each cell run twice: what a second run spoils is seen, what it may change is not."""

import nbformat
import pytest
from helpers.miniature import make_course

from course_lib.authoring import builder, kernel, one_run, twice


def run(folder, *code):
    cells = [nbformat.v4.new_code_cell(text, id=f"lesson-{i:02d}") for i, text in enumerate(code)]
    notebook = twice.double(nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_markdown_cell("The end.")]))
    return twice.run(kernel.client(folder / "one.ipynb", notebook), solutions=False)


# Cells of which the last can't be run twice, and what is said about it.
SPOILT = {
    "an assert that fails": (["n = 0", "n += 1\nassert n == 1"], "cell lesson-01-again: AssertionError: "),
    "a generator used up": (["numbers = iter([1])", "next(numbers)"], "cell lesson-01-again: StopIteration: "),
    "a file that is there": (
        ["import os", "os.mkdir('made')"],
        "cell lesson-01-again: FileExistsError: [Errno 17] File exists: 'made'",
    ),
    "another sentence": (
        ["seen = []", "print('again' if seen else 'first')\nseen.append(1)"],
        "cell lesson-01: showed (['first'], []), run again (['again'], [])",
    ),
    "nothing to see": (
        ["from IPython.display import HTML\nshown = [HTML('<b>b</b>')]", "shown.pop() if shown else None"],
        "cell lesson-01: showed ([], [['text/html', 'text/plain']]), run again ([], [])",
    ),
}


@pytest.mark.parametrize(("code", "message"), SPOILT.values(), ids=SPOILT)
def test_a_second_run_that_differs_is_named(tmp_path, code, message):
    assert run(tmp_path, *code) == [message]


def test_numbers_may_differ_and_a_notice_may_come_once(tmp_path):
    code = (
        "from random import random\nseen = []",
        "print(f'{random():.3f} of {random():.1e}, about -{random()} %, {10 * random():.3g}step/s')",
        "if not seen:\n    print('made the folder')\nseen[:] = [1]\nprint('done')",
    )
    assert run(tmp_path, *code) == []


def test_a_lesson_as_it_should_be_passes_solved_and_not_solved(tmp_path):
    course = make_course(tmp_path)
    builder.build_notebooks(root=course)
    path = course / "notebooks" / "01_twins.ipynb"
    both = [nbformat.read(each, 4) for each in (path, path.parent / "solutions" / path.name)]
    doubled = twice.double(one_run.merge(*both))
    nbformat.validate(doubled)
    code = [cell for cell in doubled.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code[::2]] == [cell.source for cell in code[1::2]]
    assert twice.run(kernel.client(path, doubled), solutions=True) == []


def test_the_time_and_the_loss_of_a_bar_may_differ(tmp_path):
    made = "100%|####| 80/80 [00:12<00:00, 6.5 step/s, loss=0.31]", "100%|######| 80/80 [00:00<?, ?step/s]"
    assert run(tmp_path, "seen = []", f"print({made[1]!r} if seen else {made[0]!r})\nseen.append(1)") == []

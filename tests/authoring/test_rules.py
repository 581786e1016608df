"""Each kind of broken source is refused with file, line and cell, and nothing is written: the rules of all modules."""

import nbformat
import pytest
from helpers.miniature import GOOD, derived, make_course, write

from course_lib.authoring import builder, registry


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


# Each broken source: what is replaced in the good one, by what, and what the message must say.
BROKEN = {
    "bare code in markdown": ("# It is never negative.", "x = 1", "01_twins.py:51: cell 11: a bare line in a markdown"),
    "text before the first cell": ('# %% [markdown] tags=["card"]', "import numpy\n# %%", "01_twins.py:1: text before"),
    "unknown marker": ("# %% [markdown]\n# Both", "# %% [md]\n# Both", "expected `# %%` or `# %% [markdown]`"),
    "marker without a space": ("# %% [markdown]\n# Both", "#%%\n# Both", "expected `# %%` or"),
    "marker inside a string": ('"""The output of one branch."""', '"""One\n# %%\n"""', "is one inside a string?"),
    "empty cell": ("# Both agree.", "# %%\n\n# %% [markdown]\n# Both agree.", "the cell is empty"),
    "unknown tag": ('tags=["widget", ', 'tags=["widgets", ', "01_twins.py:37: cell 7: unknown tag `widgets`"),
    "hint that is code": (
        '# %% [markdown] tags=["hint"]\n# It',
        '# %% tags=["hint"]\n# It',
        "tagged `hint` is markdown",
    ),
    "check that is text": (
        '# %% tags=["check"]\ndef check_d',
        '# %% [markdown] tags=["check"]\n# x\n\n# %%\ndef check_d',
        "tagged `check` is code",
    ),
    "unknown claim": ("claim:S1-2", "claim:S1-43", "unknown claim `S1-43`"),
    "unknown pitfall": ("pitfall:P14", "pitfall:P23", "unknown pitfall `P23`"),
    "card missing": (' tags=["card"]', "", "01_twins.py:1: cell 0: the first cell is the card"),
    "second card": (' tags=["mirror"]', ' tags=["mirror", "card"]', "a second card"),
    "wrong number on the card": ("# # 01 Twins:", "# # 02 Twins:", "the card begins with `# 01 Name: question`"),
    "card without a question": ("# # 01 Twins: Do twins agree?", "# # 01 Twins", "the card begins with"),
    "nothing measured": ("{{measured}}", "a while", "the card holds no `{{measured}}`"),
    "mirror missing": (' tags=["mirror"]', "", "the mirror is missing"),
    "two hints": ('# %% [markdown] tags=["hint"]\n# `abs` is enough.\n', "", "got hint hint exercise solution check"),
    "no stub": ('# %% tags=["exercise"]\nslope = ...\n', "", "exercise 01-2: expected three hints, one exercise cell"),
    "no solution": ('# %% tags=["solution"]\nproduct = 6\n', "", "exercise 01-3: expected three hints"),
    "check elsewhere": (
        '# %% tags=["check"]\ndef check_point',
        '# %% [markdown]\n# x\n\n# %% tags=["check"]\ndef check_point',
        "a cell tagged `check` outside an exercise",
    ),
    "stub without dots": ("slope = ...", "slope = 5", "the stub holds no `...`"),
    "check of another exercise": ('attempt("01-3"', 'attempt("01-2"', 'expected one call `attempt("01-3", ...)`, got'),
    "check without attempt": ('attempt("01-3"', 'attend("01-3"', 'expected one call `attempt("01-3", ...)`, got none'),
    "a name of the solution alone": (
        'point = 1.0\n\n# %% tags=["check"]\n',
        'point = at = 1.0\n\n# %% tags=["check"]\nat\n',
        "01_twins.py:149: cell 38: the cell reads `at`, which only a solution binds",
    ),
    "a name bound anew": ("slope = 6\n\n", "slope = 6\nbranch = abs\n\n", "a solution binds `branch` anew"),
    "a check that needs a check": (
        "def check_slope(slope):\n",
        "check_distance\n\n\ndef check_slope(slope):\n",
        "the cell reads `check_distance`, which only a check above binds",
    ),
    "a stub that gives what is needed": (
        '# %% tags=["exercise"]\nslope = ...\n',
        '# %% tags=["exercise"]\nfrom math import sin\n\nslope = ...\n\n# %%\nassert sin(0) == 0\n',
        "the cell reads `sin`, which only a stub gives",
    ),
    "exercise number": ("Exercise 01-3", "Exercise 01-7", "exercise 01-7 where 01-3 is expected"),
    "exercise kind": ("(experiment)", "(essay)", "expected one of (derivation, implementation"),
    "kind missing": ("(experiment)", "(derivation)", "no exercise of the kind experiment"),
    "figure without alt": (
        'alt="Two points on one curve, the second of them higher"',
        '"Two points"',
        "a figure without `alt=`",
    ),
    "figure with empty alt": (
        'alt="Two points on one curve, the second of them higher"',
        'alt=""',
        "a figure without `alt=`",
    ),
    "widget without figure": (' tags=["figure"]', "", "a widget without a still figure before it"),
    "long cell": ("assert branch(1.0) == branch(1.0)\n", "x = 1\n" * 26, "26 lines of code; at most 25"),
    "long check": ("slope = attempt(", "x = 1\n" * 80 + "slope = attempt(", "lines of code; at most 80"),
    "three code cells": ("# %% [markdown]\n# Both agree.", "# %%\n# Both agree.", "3 code cells in a row; at most 2"),
    "syntax error": ("slope = 6\n\n", "slope = = 6\n\n", "syntax error in line 1 of the cell"),
    "absolute path": ("# Both agree.", "# Both agree in /home/me/x.", "absolute path `/home/me`"),
    "Windows path": ("# Both agree.", r"# Both agree in C:\Users\me.", "absolute path"),
    "picture missing": (
        "](figures/01_twins.svg)\n\n# %%\n# cd",
        "](figures/no.svg)\n\n# %%\n# cd",
        "no such picture: figures/no.svg",
    ),
    "library has another body": (
        "np.tanh(weight * x)",
        "np.tanh(x)",
        "keep:twins: `branch` differs: the lesson has `return np.tanh(x)`",
    ),
    "library has another default": ("weight=2.0", "weight=3.0", "keep:twins: `branch` differs"),
    "not in the library": ("def branch", "def twig", "course_lib.twins has no `twig`"),
    "no such module": ("keep:twins", "keep:triplets", "there is no course_lib.triplets"),
    "kept cell without functions": (
        'tags=["widget"',
        'tags=["keep:twins", "widget"',
        "defines no function and no class",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_source_is_refused_and_nothing_is_written(course, capsys, old, new, message):
    assert old in GOOD
    write(course, GOOD.replace(old, new, 1))
    before = derived(course)
    assert builder.build_notebooks(root=course) == 1
    said = capsys.readouterr().err
    assert message in said
    assert said.startswith("01_twins.py")
    assert derived(course) == before


LONG = "abs(a - b) + abs(b - a) - abs(a - b)"
OPEN = '# %% [markdown] tags=["mirror"]'


def test_the_answer_may_be_shown_above_its_exercise_and_not_below(course, capsys):
    solution = GOOD.replace("return abs(a - b)\n", f"return {LONG}\n")
    write(course, solution.replace(OPEN, f"# %%\na, b = 1, 2\n{LONG}\n\n{OPEN}"))
    assert builder.build_notebooks(root=course) == 1
    assert f"the open cell holds `{LONG}`, the answer in line 6" in capsys.readouterr().err
    above = "# %% [markdown]\n# ## Exercise 01-1"
    write(course, solution.replace(above, f"# %%\na, b = 1, 2\n{LONG}\n\n{above}"))
    assert builder.build_notebooks(root=course) == 0


def test_an_open_cell_may_take_our_answer_from_the_check(course, capsys):
    for name, code in (("our_way", 0), ("their_way", 1)):
        checked = GOOD.replace("def check_point", f"{name} = 1.0\n\n\ndef check_point")
        write(course, checked.replace(OPEN, f"# %%\nprint({name})\n\n{OPEN}"))
        assert builder.build_notebooks(root=course) == code
    assert "the cell reads `their_way`" in capsys.readouterr().err


def test_a_figure_may_bring_its_own_words(course):
    write(
        course,
        GOOD.replace(
            'show("two points", alt="Two points on one curve, the second of them higher")', "show(*draw())", 1
        ),
    )
    assert builder.build_notebooks(root=course) == 0


def test_every_fault_is_named_at_once(course, capsys):
    write(course, GOOD.replace("claim:S1-2", "claim:S9-9").replace("pitfall:P14", "pitfall:P99"))
    builder.build_notebooks(root=course)
    said = capsys.readouterr().err
    assert "S9-9" in said
    assert "P99" in said


@pytest.mark.parametrize(("count", "words"), [(1, "1 exercises"), (7, "7 exercises")])
def test_a_complete_lesson_has_two_to_six_exercises(course, capsys, count, words):
    first, last = (GOOD.index(f"# %% [markdown]\n# ## Exercise 01-{number}") for number in (1, 4))
    end = GOOD.index('# %% [markdown] tags=["mirror"]')
    extra = "".join(GOOD[last:end].replace("01-4", f"01-{number}") for number in range(4, count + 1))
    alone = GOOD[:first] + GOOD[last:end].replace("01-4", "01-1") + GOOD[end:]
    write(course, alone if count == 1 else GOOD[:last] + extra + GOOD[end:])
    assert builder.build_notebooks(root=course) == 1
    assert f"{words}; a complete lesson has 2 to 6" in capsys.readouterr().err


def test_the_parts_of_a_lesson_hold_all_kinds_of_exercises_together(course, capsys):
    write(course, GOOD.replace("(experiment)", "(derivation)"))
    part = GOOD.replace("# # 01 Twins", "# # 01b Twins").replace("Exercise 01-", "Exercise 01b-")
    write(course, part.replace('attempt("01-', 'attempt("01b-'), "01b_twins")
    assert builder.build_notebooks(root=course) == 0
    write(course, part.replace('attempt("01-', 'attempt("01b-').replace("(experiment)", "(prediction)"), "01b_twins")
    assert builder.build_notebooks(root=course) == 1
    assert "no exercise of the kind experiment in any part of lesson 01" in capsys.readouterr().err


def test_a_check_is_hidden_until_it_is_asked_for(course):
    builder.build_notebooks(root=course)
    for path in (course / "notebooks" / "01_twins.ipynb", course / "notebooks" / "solutions" / "01_twins.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            hidden = cell.metadata.get("jupyter", {}).get("source_hidden", False)
            assert hidden == ("check" in cell.metadata.get("tags", []))


def test_a_lesson_in_the_making_may_have_fewer_exercises(course):
    assert "99" not in registry.COMPLETE
    start, end = GOOD.index("# %% [markdown]\n# ## Exercise 01-1"), GOOD.index('# %% [markdown] tags=["mirror"]')
    write(course, (GOOD[:start] + GOOD[end:]).replace("# # 01", "# # 99"), "99_future")
    assert builder.build_notebooks(root=course) == 0


def test_a_source_with_an_odd_name_is_refused(course, capsys):
    write(course, GOOD, "Twins")
    assert builder.build_notebooks(root=course) == 1
    assert "Twins.py: a source is called NN_name.py, its parts NNb_name.py" in capsys.readouterr().err

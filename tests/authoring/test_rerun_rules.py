"""Cells that can't be run twice, told from their text: each kind, and what looks like it and is none."""

from pathlib import Path

import pytest

from course_lib.authoring import rerun_rules
from course_lib.authoring.source import Cell, Lesson


def found(*texts):
    """What the rules say about a lesson of these code cells, each with the number of its cell."""
    cells = tuple(Cell("code", text, (), index, 0) for index, text in enumerate(texts))
    lesson = Lesson(Path("01_twins.py"), cells)
    return [(cell.index, message) for rule in rerun_rules.RULES for cell, message in rule(lesson)]


# The cells of a lesson, of which the last can't be run twice, and the name that the message tells.
ONCE = {
    "a count": (["n = 0", "n += 1"], "n"),
    "a count in a loop": (["n = 0", "for i in range(3):\n    n += i"], "n"),
    "a count in a dictionary": (["seen = {}", 'seen["a"] += 1'], "seen"),
    "a count in an attribute": (["import io\nseen = io.StringIO()", "seen.count -= 1"], "seen"),
    "a bit turned": (["content = bytearray(9)", "content[4] ^= 1"], "content"),
    "a value made of itself": (["x = 1", "x = 2 * x"], "x"),
    "a value normalised once more": (["x, y = 1, 2", "x, y = y, x"], "x"),
    "by a function": (["x = [1]", "x = sorted(x)[:-1]"], "x"),
    "by a comprehension": (["x = [1]", "x = [i + 1 for i in x]"], "x"),
    "an append": (["rows = []", "rows.append(1)"], "rows"),
    "an append in a loop": (["rows = []", "for i in range(3):\n    rows.append(i)"], "rows"),
    "an append in a comprehension": (["rows = []", "[rows.append(i) for i in range(3)]"], "rows"),
    "an append that is kept": (["rows = []", "last = rows.append(1)"], "rows"),
    "a pop": (["rows = [1]", "print(rows.pop())"], "rows"),
    "a removal": (["index = open_index()", "index.remove(index.first)"], "index"),
    "a removal from a part": (["store = open_store()", "store.kept[0].insert(0, 1)"], "store"),
    "a generator": (["squares = (i * i for i in range(9))", "print(sum(squares))"], "squares"),
    "next": (["numbers = iter([1, 2])", "first = next(numbers)"], "numbers"),
    "a zip": (["pairs = zip([1], [2])", "for a, b in pairs:\n    print(a)"], "pairs"),
    "a generator function": (["def runs():\n    yield 1", "made = runs()", "print(list(made))"], "made"),
    "a function that counts": (["passed = []\ndef pass_on(x):\n    passed.append(x)", "pass_on(1)"], "passed"),
    "a function that calls one that counts": (
        ["passed = []\ndef pass_on(x):\n    passed.append(x)\ndef both():\n    pass_on(1)", "print(both())"],
        "passed",
    ),
    "a global count": (["n = 0\ndef count():\n    global n\n    n += 1", "count()"], "n"),
}


@pytest.mark.parametrize(("cells", "name"), ONCE.values(), ids=ONCE)
def test_a_cell_that_goes_on_from_its_last_run_is_named(cells, name):
    messages = found(*cells)
    assert messages
    assert all(cell == len(cells) - 1 and message.startswith("run twice") for cell, message in messages)
    assert any(f"`{name}`" in message for _, message in messages)


# Lessons whose every cell can be run twice.
OFTEN = {
    "a count from zero": ["n = 0\nfor i in range(3):\n    n += i", "print(n)"],
    "a list from empty": ["rows = []\nrows.append(1)", "print(rows)"],
    "a list cleared first": ["rows = []", "rows.clear()\nrows.append(1)"],
    "a value of another name": ["x = 1", "y = 2 * x\ny = y + 1"],
    "a key": ["seen = {}", 'seen["a"] = 1'],
    "a key of each": ["seen = {}", "for i in range(3):\n    seen[i] = len(seen)"],
    "a union": ["seen = {1}", "seen |= {2}"],
    "a loop over its own names": ["rows = [1]", "for row in rows:\n    row = row + 1\n    print(row)"],
    "a comprehension's own name": ["x = 1", "y = [x for x in range(3)]"],
    "an array by a function of NumPy": ["import numpy as np\nx = np.ones(3)", "y = np.insert(x, 0, 1)"],
    "an attempt": ["rate = 1", 'rate = attempt("01-1", rate, check, ours=2)'],
    "a list of a zip": ["pairs = list(zip([1], [2]))", "print(pairs)"],
    "a generator in its cell": ["def runs():\n    yield 1", "print(next(runs()))\nmade = runs()\nprint(list(made))"],
    "a name that is lazy no more": ["x = zip([1])\nx = list(x)", "print(x)"],
    "a function with a count of its own": ["def count(x):\n    n = 0\n    n += x\n    return n", "print(count(1))"],
    "a function that counts, cleared first": [
        "passed = []\ndef pass_on(x):\n    passed.append(x)",
        "passed.clear()\npass_on(1)",
        "print(passed)",
    ],
    "no Python": ["this is no Python"],
}


@pytest.mark.parametrize("cells", OFTEN.values(), ids=OFTEN)
def test_a_cell_that_can_be_run_twice_is_left_alone(cells):
    assert found(*cells) == []

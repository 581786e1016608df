"""A widget goes on answering when the whole lesson has run: no later cell may make anew what it reads."""

from pathlib import Path

import pytest

from course_lib.authoring import figure_rules
from course_lib.authoring.source import Cell, Lesson

DRAW = "ten = [1]\ndef look(k):\n    return part(ten, k), shown"
PART = "def part(row, k):\n    return row[:k] + more"


def found(*texts):
    """What the rules say about code cells, of which the second is a widget: the cell and the name."""
    cells = tuple(
        Cell("code", text, ("figure",) if index == 0 else ("widget",) if index == 1 else (), index, 0)
        for index, text in enumerate(texts)
    )
    messages = figure_rules._widget_undone(Lesson(Path("01_twins.py"), cells))
    return [(cell.index, message.split("`")[1]) for cell, message in messages]


@pytest.mark.parametrize(
    ("widget", "later", "name"),
    [
        ("live(look, k=(0, 9, 1, 3))", "ten = [2]", "ten"),
        ("live(look, k=(0, 9, 1, 3))", "for ten in [[1], [2]]:\n    print(ten)", "ten"),
        ("live(look, k=(0, 9, 1, 3))", "more = 3", "more"),
        ("live(look, k=(0, 9, 1, 3))", "def part(row):\n    return row", "part"),
        ("live(lambda k: look(k + least), k=(0, 9, 1, 3))", "least = 4", "least"),
    ],
    ids=["bound", "in a loop", "of a function that it calls", "that function", "in a lambda"],
)
def test_what_a_widget_reads_is_not_made_anew(widget, later, name):
    assert found(f"{PART}\n{DRAW}", widget, "n = 1", later) == [(3, name)]


@pytest.mark.parametrize(
    "later", ["k = 3", "row = 2", "first = 4", "look = 5", "def f():\n    ten = 3\n    return ten"]
)
def test_other_names_are_free(later):
    assert found(f"{PART}\n{DRAW}", "live(look, k=(0, 9, 1, first))", later) == []


def test_before_the_widget_a_name_may_be_made_anew():
    assert found(f"{PART}\n{DRAW}\nten = [3]", "ten = [4]\nlive(look, k=(0, 9, 1, 3))") == []

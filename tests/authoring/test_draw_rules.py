"""Cells that draw on from a generator of an earlier cell, and those that draw the same however often they run."""

from pathlib import Path

import pytest

from course_lib.authoring import draw_rules
from course_lib.authoring.source import Cell, Lesson


def found(*texts):
    """What the rule says about a lesson of these code cells, each with the number of its cell."""
    cells = tuple(Cell("code", text, (), index, 0) for index, text in enumerate(texts))
    return [(cell.index, text) for rule in draw_rules.RULES for cell, text in rule(Lesson(Path("01_twins.py"), cells))]


# The cells of a lesson, of which the last draws on, and the name of the generator.
DRAWS_ON = {
    "a draw": (["rng = np.random.default_rng(0)", "x = rng.normal(size=3)"], "rng"),
    "a draw by a function": (["rng = default_rng(0)", "pairs = balanced_pairs(labels, 9, rng)"], "rng"),
    "a draw inside a comprehension": (["rng = default_rng(0)", "x = [rng.random() for _ in range(3)]"], "rng"),
    "a draw inside a function": (["rng = default_rng(0)", "def draw():\n    return rng.random()"], "rng"),
    "a draw from a copy of before": (["rng = default_rng(0)\nother = deepcopy(rng)", "other.random()"], "other"),
    "a draw from one of two": (["n, rng = 1, default_rng(0)", "print(rng.random())"], "rng"),
}


@pytest.mark.parametrize(("cells", "name"), DRAWS_ON.values(), ids=DRAWS_ON)
def test_a_cell_that_draws_on_is_named(cells, name):
    message = f"run twice it draws on from `{name}`: draw from a copy of it, `deepcopy({name})`"
    assert found(*cells) == [(len(cells) - 1, message)]


DRAWS_THE_SAME = {
    "a draw from a generator of its own": ["rng = np.random.default_rng(0)\nx = rng.random()", "print(x)"],
    "a draw from a copy": [
        "rng = default_rng(0)",
        "own = deepcopy(rng)\nx = own.random()",
        "x = deepcopy(own).random()",
    ],
    "a function that is given its generator": ["rng = default_rng(0)", "def draw(rng):\n    return rng.random()"],
}


@pytest.mark.parametrize("cells", DRAWS_THE_SAME.values(), ids=DRAWS_THE_SAME)
def test_a_cell_that_draws_the_same_is_left_alone(cells):
    assert found(*cells) == []

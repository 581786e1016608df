"""From which headings a lesson can be begun: what the names say, and what a kernel says."""

from pathlib import Path

import pytest

from course_lib.authoring import gate, kernel, sections
from course_lib.authoring.source import Cell, Lesson, read_all
from course_lib.paths import ROOT


def lesson(*texts):
    """A lesson of these cells; those that begin with `#` are markdown."""
    cells = [Cell("markdown" if text.startswith("#") else "code", text, (), i, 0) for i, text in enumerate(texts)]
    return Lesson(Path("01_twins.py"), tuple(cells))


SMALL = lesson("# 01 Twins", "import math", "## 1. A", "x = math.pi", "## 2. B", "y = x", "## 3. C", "print(math.e)")


def test_a_section_holds_the_code_below_its_heading():
    found = sections.sections(SMALL)
    assert [section.heading for section in found] == ["", "1. A", "2. B", "3. C"]
    assert [[cell.text for cell in section.cells] for section in found][2:] == [["y = x"], ["print(math.e)"]]


# Code of a section, and what it needs.
NEEDS = {
    "a name of before": (["print(x)"], {"x"}),
    "a name of its own": (["x = 1", "print(x)"], set()),
    "a name bound later": (["print(x)", "x = 1"], {"x"}),
    "a name bound from itself": (["x = x + 1"], {"x"}),
    "a name added to": (["x += 1"], {"x"}),
    "a function called later": (["def f():\n    return x", "x = 1", "f()"], set()),
    "a function of a name of before": (["def f():\n    return x"], {"x"}),
    "a lambda": (["f = lambda a: a + x"], {"x"}),
    "a default": (["def f(a=x):\n    return a"], {"x"}),
    "a comprehension": (["y = [i + x for i in range(3)]"], {"x"}),
    "a comprehension of a name bound later": (["y = [x for _ in range(3)]", "x = 1"], {"x"}),
    "a class": (["class A:\n    size = x\n    def f(self):\n        return y"], {"x", "y"}),
    "a loop": (["for i in range(3):\n    print(i)"], set()),
    "an import": (["import numpy as np", "np.ones(3)"], set()),
    "a walrus": (["print(y := 1)", "print(y)"], set()),
    "a decorator": (["@x\ndef f():\n    pass"], {"x"}),
    "an attribute": (["x.y = 1"], {"x"}),
    "builtins": (["print(len(range(3)))", "display(__name__)"], set()),
}


@pytest.mark.parametrize(("code", "expected"), NEEDS.values(), ids=NEEDS)
def test_what_a_section_needs(code, expected):
    section = sections.Section("1. A", [Cell("code", text, (), 0, 0) for text in code])
    assert sections.needs(section) == expected
    assert sections.needs(section, expected) == set()


def test_the_card_says_where_to_begin():
    rest = "To begin at any other section, run all cells above its heading first."
    assert sections.sentence(SMALL).startswith(f"**Begin** at the top, or after the set-up cell at section 3. {rest}")
    chain = lesson("# 01 Twins", "## 1. A", "x = 1", "## 2. B", "y = x", "## 3. C", "print(y)", "## End", "print(y)")
    assert sections.sentence(chain).startswith(f"**Begin** at the top. {rest}")
    loose = lesson("# 01 Twins", "## 1. A", "x = 1", "## 2. B", "y = 1")
    assert sections.sentence(loose) == "**Begin** at the top, or after the set-up cell at any heading."
    assert sections.sentence(lesson("# 01 Twins", "## A", "x = 1")) == ""


def test_a_section_that_is_free_runs_alone_and_another_one_does_not(tmp_path):
    free = sections.free(SMALL)
    assert list(free) == ["1", "3"]
    client = kernel.client(tmp_path / "one.ipynb", sections.begun_at(SMALL, free["3"]))
    assert gate.run(client, solutions=False) == []
    client = kernel.client(tmp_path / "one.ipynb", sections.begun_at(SMALL, sections.sections(SMALL)[2]))
    assert gate.run(client, solutions=False) == ["cell lesson-05: NameError: name 'x' is not defined"]


@pytest.mark.parametrize("each", read_all(ROOT), ids=lambda each: each.name)
def test_a_lesson_as_a_whole_needs_nothing(each):
    cells = [cell for section in sections.sections(each) for cell in section.cells]
    assert sections.needs(sections.Section("", cells)) == set()
    assert sections.free(each)

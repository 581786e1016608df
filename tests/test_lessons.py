"""Every complete notebook runs from top to bottom and shows what it should: one test per notebook."""

import pytest

from course_lib.authoring import gate
from course_lib.paths import ROOT

SOLUTIONS = sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb"))


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_solutions_pass_the_gate(path, monkeypatch):
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    assert gate.problems(path, solutions=True) == []


def test_every_source_has_its_solutions():
    sources = {path.stem for path in (ROOT / "notebooks" / "source").glob("*.py")}
    assert {path.stem for path in SOLUTIONS} == sources

"""The steps of the whole test."""

import re

from helpers.commands import call

from course_lib.cli import test
from course_lib.paths import ROOT


def test_the_steps_are_those_of_the_brief():
    words = {name: " ".join(step.words) for name, step in test.STEPS.items()}
    assert list(words) == ["lint", "fresh", "unit", "lessons", "browser", "notebooks", "twice", "otherwise"]
    assert [name for name, step in test.STEPS.items() if step.on_request] == ["notebooks", "twice", "otherwise"]
    assert "--nbval-lax" in words["notebooks"]
    assert words["notebooks"].count("15_image_search.ipynb") == 2
    for name in re.findall(r"tests/[\w./]+", " ".join(words.values())):
        assert (ROOT / name).exists(), name


def test_a_chromium_that_is_none_is_named_in_one_line(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    code, _, said = call(monkeypatch, capsys, "test", "--only", "browser")
    assert code == 1
    assert said == f"CHROMIUM: expected the path of a Chromium that starts, got {tmp_path / 'none'}\n"

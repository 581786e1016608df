"""What README and CONTRIBUTING promise is there."""

import re

import pytest

from course_lib.cli.parser import COMMANDS
from course_lib.paths import ROOT

TEXTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md", "notebooks/README.md", "bench/README.md")


@pytest.mark.parametrize("text", TEXTS)
def test_local_links_lead_somewhere(text):
    path = ROOT / text
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text())
    assert not [target for target in targets if not (path.parent / target).exists()]


@pytest.mark.parametrize("text", TEXTS)
def test_commands_exist(text):
    words = (ROOT / text).read_text()
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.M)
    assert set(re.findall(r"`?make ([a-z-]+)\b[`  ]", words)) <= {*targets, "it"}
    commands = set(re.findall(r"python -m course_lib ([a-z-]+)", words))
    assert commands <= set(COMMANDS)


def test_every_figure_of_the_readme_has_words():
    assert all(len(alt) > 20 for alt in re.findall(r"!\[([^\]]*)\]", (ROOT / "README.md").read_text()))

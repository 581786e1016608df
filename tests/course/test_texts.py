"""What README and CONTRIBUTING promise is there."""

import re

import pytest

from course_lib.cli.parser import COMMANDS
from course_lib.paths import ROOT

TEXTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md", "notebooks/README.md", "bench/README.md")
TEXTS += (
    "TUTOR.md",
    "notebooks/teaching.md",
    "notebooks/usual_mistakes.md",
    "notebooks/a_class.md",
    "notebooks/when_something_goes_wrong.md",
)


@pytest.mark.parametrize("text", TEXTS)
def test_local_links_lead_somewhere(text):
    path = ROOT / text
    targets = re.findall(
        r"\]\((?!https?:|#|\.\./\.\./(?:tree|blob)/colab)([^)#]+)", path.read_text()
    )  # that branch is GitHub's
    assert not [target for target in targets if not (path.parent / target).exists()]


def anchors(path):
    """The anchors that GitHub gives the headings of a text: lower case, hyphens for spaces, no other signs."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", path.read_text(), flags=re.M | re.S), flags=re.M)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("text", TEXTS)
def test_local_anchors_lead_somewhere(text):
    path = ROOT / text
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#([^)]+)\)", path.read_text()):
        assert anchor in anchors(path.parent / target if target else path), f"{target}#{anchor}"


def test_anchors_are_githubs(tmp_path):
    (tmp_path / "text.md").write_text("# What is it?\n```sh\n# no heading\n```\n## Words, signs & `code`\n")
    assert anchors(tmp_path / "text.md") == {"what-is-it", "words-signs--code"}


@pytest.mark.parametrize("text", TEXTS)
def test_commands_exist(text):
    words = (ROOT / text).read_text()
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.M)
    assert set(re.findall(r"`?make ([a-z-]+)\b[`  ]", words)) <= {*targets, "an", "it"}  # words of a sentence
    commands = set(re.findall(r"python -m course_lib ([a-z-]+)", words))
    assert commands <= set(COMMANDS)


def test_every_figure_of_the_readme_has_words():
    assert all(len(alt) > 20 for alt in re.findall(r"!\[([^\]]*)\]", (ROOT / "README.md").read_text()))

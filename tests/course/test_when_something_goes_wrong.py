"""The page of symptoms quotes sentences that the library says."""

import ast
import re

import pytest

from course_lib.paths import LIBRARY, ROOT

PAGE = (ROOT / "notebooks" / "when_something_goes_wrong.md").read_text(encoding="utf-8")
QUOTED = [re.match(r"\| `([^`]+)` \|", line).group(1) for line in PAGE.splitlines() if line.startswith("| `")]


def texts_of(tree):
    """Every text of a program, with … where a value is put in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


TEXTS = {text for path in LIBRARY.rglob("*.py") for text in texts_of(ast.parse(path.read_text(encoding="utf-8")))}


def test_the_page_has_its_sentences():
    assert len(QUOTED) > 40
    assert len(set(QUOTED)) == len(QUOTED)
    assert all(re.search(r"` \| \w.*\. \|$", line) for line in PAGE.splitlines() if line.startswith("| `"))


@pytest.mark.parametrize("sentence", QUOTED)
def test_the_library_says_what_is_quoted(sentence):
    """Each part between two … stands in one of its texts, and it is no mere word."""
    parts = [part.strip() for part in sentence.split("…") if re.search(r"\w", part)]
    assert max(len(part.split()) for part in parts) >= 3
    for part in parts:
        assert [text for text in TEXTS if part in text], part

"""The tests themselves: what several share lies in tests/helpers."""

import re

import pytest

from course_lib.paths import ROOT

FILES = sorted((ROOT / "tests").rglob("*.py"))
OTHER_TEST = re.compile(r"^\s*(?:from|import)\s+(?:[\w.]+\.)?(?:test_\w+|conftest)\b", re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT / "tests").as_posix())
def test_no_test_imports_another(path):
    assert OTHER_TEST.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [f"{word} {name}" for word in ("from", "import") for name in ("test_store", "data.test_archives", "conftest")],
)
def test_such_an_import_is_seen(line):
    assert OTHER_TEST.search(line)

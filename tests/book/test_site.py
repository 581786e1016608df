"""What the book needs from elsewhere: said in a sentence where it is missing, and pinned."""

import json
import re

import pytest

from course_lib.book import site, site_source
from course_lib.errors import CourseProblem
from course_lib.machine import installation
from course_lib.paths import ROOT


def test_without_npm_a_sentence_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CourseProblem, match=r"Install Node\.js 20 or newer, which brings npm, and call the same again"):
        site.npm_parts(tmp_path / "npm")
    assert list(tmp_path.iterdir()) == []


def test_parts_that_were_fetched_are_not_fetched_again(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "npm").mkdir()
    (tmp_path / "npm" / "fetched.json").write_bytes((site.HERE / "package-lock.json").read_bytes())
    assert site.npm_parts(tmp_path / "npm") == tmp_path / "npm" / "node_modules"


def test_the_environment_of_the_book_depends_on_its_own_file_alone(tmp_path):
    (tmp_path / "requirements-book.txt").write_text("sphinx\n")
    before = installation.requirements_digest("book", tmp_path)
    (tmp_path / "requirements-book.txt").write_text("sphinx>=9\n")
    assert installation.requirements_digest("book", tmp_path) != before


def test_what_npm_fetches_is_pinned_with_its_hash_and_comes_from_wherever_npm_is_told():
    wanted = json.loads((site.HERE / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((site.HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert lock[f"node_modules/{name}"]["version"] == version
    assert all(part["integrity"].startswith("sha512-") for name, part in lock.items() if name)
    assert not any("resolved" in part for part in lock.values())


def test_a_lesson_without_a_run_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(site_source.kept_runs, "find", lambda name, root: None)
    with pytest.raises(ValueError, match="lesson: expected one with a run that fits its notebooks, got 00_start_here"):
        site_source.write_source(tmp_path / "source", ROOT)

"""What the course's variables may say: a table for each of them, and what the course then does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import paths, settings
from course_lib.errors import CourseProblem
from course_lib.exercises import progress_file
from course_lib.machine import environment
from course_lib.paths import ROOT

ON = ["1", "true", "TRUE", "True", "yes", "YES", "on", "On", " 1", "true ", "\tyes\n"]
OFF = ["", " ", "\n", "0", "false", "FALSE", "no", "No", "off", "OFF", " 0 "]
NONSENSE = ["2", "-1", "01", "1.0", "y", "n", "t", "ja", "none", "null", "enable", "true!", "1 1", "ein", "１", "/tmp"]
READERS = {  # what the course asks when it wants to know a path
    "COURSE_DATA": paths.data_folder,
    "COURSE_CACHE": paths.cache_folder,
    "COURSE_TRAINING": paths.training_folder,
    "COURSE_PROGRESS": progress_file.location,
}


@pytest.mark.parametrize("name", settings.SWITCHES)
def test_a_switch_is_on_or_off_or_refused(name, monkeypatch):
    monkeypatch.delenv(name, raising=False)
    assert settings.read_switch(name) is False
    for said in ON + OFF:
        monkeypatch.setenv(name, said)
        assert settings.read_switch(name) is (said in ON), repr(said)
    for said in NONSENSE:
        monkeypatch.setenv(name, said)
        with pytest.raises(CourseProblem) as caught:
            settings.read_switch(name)
        expected = f"{name}: expected one of 1, true, yes, on, or of 0, false, no, off, or nothing, got {said!r}"
        assert str(caught.value) == expected


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6))
def test_whatever_a_switch_says_is_on_off_or_refused(said):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_OFFLINE", said)
        word = said.strip().lower()
        if word in (*settings.ON, *settings.OFF, ""):
            assert settings.read_switch("COURSE_OFFLINE") is (word in settings.ON)
        else:
            with pytest.raises(CourseProblem, match=r"^COURSE_OFFLINE: expected one of "):
                settings.read_switch("COURSE_OFFLINE")


@pytest.mark.parametrize("name", settings.PATHS)
def test_a_path_is_read_or_refused(name, monkeypatch):
    monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("COURSE_CACHE", raising=False)
    unset = READERS[name]()
    for said in ("", " ", "\t\n"):
        monkeypatch.setenv(name, said)
        assert READERS[name]() == unset, repr(said)
    home = Path.home()
    for said, path in [
        ("/a b/c", "/a b/c"),
        ("~", home),
        ("~/x", home / "x"),
        ("rel/x", "rel/x"),
        ("pay$day", "pay$day"),
    ]:
        monkeypatch.setenv(name, said)
        assert READERS[name]() == Path(path)
    for said in (" /tmp/x", "/tmp/x ", "/tmp/x\n", "0", "1", "true", "TRUE", "no", "off", "~nobody-of-that-name/x"):
        monkeypatch.setenv(name, said)
        with pytest.raises(CourseProblem, match=rf"^{name}: expected a path.*got {re.escape(repr(said))}"):
            READERS[name]()


def test_a_relative_path_means_the_same_folder_in_every_process(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in settings.PATHS:
        monkeypatch.setenv(name, os.path.join("mine", name))
    monkeypatch.setenv("COURSE_TRAINING", " ")
    settings.anchor_paths()
    assert os.environ["COURSE_CACHE"] == str(tmp_path / "mine" / "COURSE_CACHE")
    assert os.environ["COURSE_TRAINING"] == " "
    monkeypatch.setenv("COURSE_DATA", "true")
    with pytest.raises(CourseProblem, match=r"^COURSE_DATA: expected a path"):
        settings.anchor_paths()


@pytest.mark.parametrize("said", [*ON, *OFF])
def test_the_environment_is_left_alone_as_the_switch_says(said, tmp_path, monkeypatch):
    """Off, it looks at the environment of the folder, which has no requirements to read."""
    monkeypatch.setenv("COURSE_NO_VENV", said)
    if said in ON:
        assert environment.ensure("lab", tmp_path) == Path(sys.executable)
    else:
        with pytest.raises(OSError, match=r"pyproject\.toml"):
            environment.ensure("lab", tmp_path)


def test_the_command_line_refuses_by_a_sentence():
    command = [sys.executable, "-m", "course_lib", "search", "--data", "catalogue", "--query", __file__]
    for name, said in (("COURSE_NO_VENV", "maybe"), ("COURSE_CACHE", "true")):
        done = subprocess.run(command, env={**os.environ, name: said}, cwd=ROOT, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (1, "")
        assert re.fullmatch(rf"{name}: expected .*, got '{said}'.*\n", done.stderr)


def test_every_variable_is_read_by_one_module_and_described_there():
    named, readers = set(), set()
    for path in paths.LIBRARY.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall("COURSE_[A-Z_]*[A-Z]", text))
        if re.search(r"environ(\.get\(|\[)\s*[\"']COURSE_(?!PAGE)", text) and "authoring" not in path.parts:
            readers.add(path.name)
    known = set(re.findall("^COURSE_[A-Z_]+", settings.__doc__, re.MULTILINE))
    assert named - known == {"COURSE_PAGE", "COURSE_PAGE_LOCAL"}, "which the server of the page tells its own children"
    assert known == {*settings.SWITCHES, *settings.PATHS, "COURSE_DATABASE", "COURSE_ANSWER_SECONDS"}
    assert readers <= {"steps.py"}, "it sets them for the tests that it starts"

"""Chromium is taken where it is, downloaded where it is not, and otherwise its absence is told, never skipped."""

import sys

import pytest

from course_lib.errors import CourseProblem
from course_lib.machine import chromium as module
from course_lib.machine.chromium import chromium, starts


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """No browser, no package manager, no download: what is really refused is a connection to a closed port."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")
    monkeypatch.setattr(module, "PLACES", {})
    monkeypatch.setattr(module, "OS_RELEASE", tmp_path / "os-release")
    return tmp_path


def test_the_one_named_by_the_environment_is_taken(bare_machine, monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert chromium() == sys.executable


def test_a_named_one_that_does_not_start_is_refused(bare_machine, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(bare_machine))
    with pytest.raises(CourseProblem, match="CHROMIUM: expected the path of a Chromium that starts"):
        chromium()


def test_an_installed_one_is_found_and_one_that_does_not_start_passed_over(bare_machine):
    for name, text in {"chromium": "exit 1", "google-chrome": "exit 0"}.items():
        script = bare_machine / name
        script.write_text(f"#!/bin/sh\n{text}\n")
        script.chmod(0o755)
    assert chromium() == str(bare_machine / "google-chrome")


def test_without_any_the_one_command_is_named(bare_machine):
    with pytest.raises(CourseProblem, match="-m playwright install --with-deps chromium"):
        chromium()


@pytest.mark.parametrize(
    ("system", "command"), [("debian", "apt-get install -y chromium"), ("ubuntu", "playwright install")]
)
def test_the_command_is_the_one_for_the_system(bare_machine, system, command):
    (bare_machine / "os-release").write_text(f'NAME="Any"\nID={system}\n')
    assert command in module.advice()


def test_what_is_no_program_does_not_start(tmp_path):
    assert not starts(str(tmp_path / "none"))
    assert not starts(str(tmp_path))

"""What Binder is told agrees with the rest of the repository: Python version, exact versions, paths."""

import os
import re
import subprocess

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from course_lib.machine import installation
from course_lib.machine.requirements_lock import locked_versions
from course_lib.paths import ROOT

BINDER = ROOT / "binder"


def lines(path):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def test_binder_installs_the_lock_and_nothing_without_a_hash_beside_it():
    assert lines(BINDER / "requirements.txt") == ["-r ../requirements.lock"]
    assert (BINDER / "../requirements.lock").is_file()


def test_binder_adds_the_course_and_pins_nothing_that_the_lock_pins():
    added = re.findall(
        r"^python -m pip install (.+)$", (BINDER / "postBuild").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert added[0].split() == ["--no-cache-dir", "--no-deps", "-e", "."]
    others = [Requirement(word.strip('"')) for line in added[1:] for word in line.split() if not word.startswith("-")]
    locked = locked_versions((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert not any("==" in str(other.specifier) or canonicalize_name(other.name) in locked for other in others)


def test_binders_python_is_supported_and_the_one_that_the_lock_was_made_with():
    minor = int(re.fullmatch(r"python-3\.(\d+)\n", (BINDER / "runtime.txt").read_text(encoding="utf-8"))[1])
    assert installation.OLDEST <= (3, minor) <= installation.NEWEST
    assert f": Python 3.{minor}." in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("name", ["start", "postBuild"])
def test_the_scripts_are_executable_and_read_by_bash(name):
    assert os.access(BINDER / name, os.X_OK)
    subprocess.run(["bash", "-n", str(BINDER / name)], check=True)


def test_start_hands_over_with_one_thread_and_no_environment_of_its_own():
    answer = subprocess.run([str(BINDER / "start"), "env"], capture_output=True, text=True, check=True)
    said = dict(line.split("=", 1) for line in answer.stdout.splitlines() if "=" in line)
    assert said["COURSE_NO_VENV"] == said["OMP_NUM_THREADS"] == said["TF_NUM_INTRAOP_THREADS"] == "1"
    assert said["TF_CPP_MIN_LOG_LEVEL"] == "3"

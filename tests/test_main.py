"""The program: an interpreter of its own runs a command and ends with its exit code."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.commands import call

from course_lib.cli import lock, parser
from course_lib.machine import environment
from course_lib.paths import ROOT


def test_the_program_lists_every_command():
    answer = subprocess.run(
        [sys.executable, "-m", "course_lib", "--help"],
        cwd=ROOT,
        env={**os.environ, "COURSE_NO_VENV": "1"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0
    assert set(re.findall(r"^    ([\w-]+)\s", answer.stdout, re.MULTILINE)) == set(parser.COMMANDS)


def test_the_program_ends_with_the_code_of_its_command():
    answer = subprocess.run(
        [sys.executable, "-m", "course_lib", "test-cluster"],
        cwd=ROOT,
        env={**os.environ, "COURSE_NO_VENV": "1", "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1
    assert "sudo apt install debootstrap; sudo make test-cluster" in answer.stderr


def test_an_unsupported_python_is_named_before_anything_else(monkeypatch, capsys):
    script = (
        "import sys\n"
        "from course_lib.machine import installation\n"
        "installation.OLDEST = (3, 99)\n"
        "from course_lib.__main__ import main\n"
        "code = main(['--help'])\n"
        "assert 'course_lib.cli' not in sys.modules\n"
        "sys.exit(code)\n"
    )
    answer = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 1
    assert "the course needs Python 3.99" not in answer.stdout
    assert answer.stderr.startswith("This is Python 3.")


def test_ctrl_c_is_answered_in_one_line(monkeypatch, capsys):
    def interrupted(options):
        raise KeyboardInterrupt

    monkeypatch.setattr(lock, "run", interrupted)
    code, _, said = call(monkeypatch, capsys, "lock")
    assert (code, said) == (130, "\nStopped. The same command can be given again.\n")


@pytest.mark.parametrize("name", sorted(parser.COMMANDS))
def test_every_command_says_what_it_does(monkeypatch, capsys, name):
    code, said, _ = call(monkeypatch, capsys, name, "--help")
    assert code == 0
    assert parser.COMMANDS[name].SUMMARY in " ".join(said.split())


def test_what_works_on_the_repository_says_so_where_there_is_none(monkeypatch, capsys):
    monkeypatch.setattr(environment, "checkout", lambda: None)
    code, _, said = call(monkeypatch, capsys, "lint")
    assert code == 1
    assert said.startswith("lint works on the files of the course's repository")


PRINTS = (
    "import sys\n"
    "from course_lib import __main__\n"
    "from course_lib.cli import lock\n"
    "def run(options):\n"
    "    print('word' * 10_000, flush=True)\n"
    "    return 0\n"
    "def fail(options):\n"
    "    open('/nowhere/at/all')\n"
    "lock.run = fail if sys.argv[1] == 'fail' else run\n"
    "sys.exit(__main__.main(['lock']))\n"
)


@pytest.mark.skipif(sys.platform != "linux", reason="these outputs are those of Linux")
@pytest.mark.parametrize(
    ("what", "redirection", "code", "sentence"),
    [
        ("print", "> /dev/null", 0, ""),
        ("print", "> /dev/full", 1, "The output cannot be written (No space left on device).\n"),
        ("print", "> /dev/full 2> /dev/full", 1, ""),
        ("print", ">&-", 0, ""),
        ("fail", "> /dev/null", 1, "No such file or directory: '/nowhere/at/all'\n"),
    ],
)
def test_a_command_whose_output_is_full_in_the_middle_says_so_and_other_errors_stay(what, redirection, code, sentence):
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -c "$PRINTS" {what} {redirection}'],
        env={**os.environ, "COURSE_NO_VENV": "1", "PRINTS": PRINTS},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == code
    assert done.stderr.endswith(sentence)
    assert what == "fail" or done.stderr == sentence


OLD = [path for minor in range(6, 10) for path in sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python"))]
OLD += [Path(found) for minor in range(6, 10) if (found := shutil.which(f"python3.{minor}")) and "shims" not in found]


@pytest.mark.skipif(not OLD, reason="no old Python on this machine")
@pytest.mark.parametrize("python", OLD, ids=lambda path: path.parts[-3])
def test_an_old_python_says_which_one_is_needed_and_nothing_else(python):
    answer = subprocess.run([python, "-m", "course_lib", "lab"], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 1
    assert re.fullmatch(
        r"This is Python 3\.\d; the course needs Python 3\.10 to 3\.13\. Call it with .+\n", answer.stderr
    )

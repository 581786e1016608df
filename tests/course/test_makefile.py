"""What calls the command line: Makefile, .ci/run, the pre-commit hooks."""

import os
import re
import subprocess

from course_lib.cli.parser import COMMANDS
from course_lib.paths import ROOT


def test_every_make_target_calls_a_command_that_exists():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE)) - {"help"}
    called = re.findall(r"^\t\$\(PYTHON\) -m course_lib ([\w-]+)", text, re.MULTILINE)
    assert targets == set(called) == set(COMMANDS)
    assert set(re.search(r"\.PHONY: (.*)", text)[1].split()) == targets | {"help"}


def test_ci_runs_make_test_and_names_where_the_data_lie(tmp_path):
    """The real script in a folder with a space, with a Makefile that only says what it was told."""
    folder = tmp_path / "a copy" / "course"
    (folder / ".ci").mkdir(parents=True)
    (folder / ".ci" / "run").write_bytes((ROOT / ".ci" / "run").read_bytes())
    (folder / "Makefile").write_text('test:\n\t@cd "$$COURSE_DATA" && pwd -P\n')
    beside, mine = tmp_path / "a copy" / "shared" / "datasets", tmp_path / "mine"
    mine.mkdir()
    environ = {
        name: value for name, value in os.environ.items() if name != "COURSE_DATA" and not name.startswith("MAKE")
    }
    run = lambda **more: subprocess.run(
        ["bash", str(folder / ".ci" / "run")], env={**environ, **more}, capture_output=True, text=True
    )
    assert "datasets" in run().stderr
    beside.mkdir(parents=True)
    assert run().stdout.splitlines() == [str(beside.resolve())]
    assert run(COURSE_DATA=str(mine)).stdout.splitlines() == [str(mine.resolve())]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_hooks_are_local_and_call_commands_that_exist():
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (\w+)", text) == ["local"]
    assert set(re.findall(r"-m course_lib ([\w-]+)", text)) <= set(COMMANDS)

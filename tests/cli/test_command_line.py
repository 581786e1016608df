"""The command line, its steps and what calls it: Makefile, .ci/run, the pre-commit hooks."""

import os
import re
import subprocess
import sys

import psutil
import pytest

from course_lib.cli import steps
from course_lib.cli.steps import Step
from course_lib.machine import processes
from course_lib.paths import ROOT

COMMANDS = {
    "lab",
    "test",
    "test-backends",
    "test-cluster",
    "notebooks",
    "one-shot",
    "search",
    "app",
    "measure",
    "bands",
    "weights",
    "pictures",
    "lint",
    "lock",
}


def call(*words, **environ):
    return subprocess.run(
        [sys.executable, "-m", "course_lib", *words],
        cwd=ROOT,
        env={**os.environ, "COURSE_NO_VENV": "1", **environ},
        capture_output=True,
        text=True,
    )


def test_help_lists_every_command():
    answer = call("--help")
    assert answer.returncode == 0
    assert set(re.findall(r"^    ([\w-]+)\s", answer.stdout, re.MULTILINE)) == COMMANDS


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "required: COMMAND"),
        (("fly",), "invalid choice: 'fly'"),
        (("lab", "--port", "http"), "--port: expected a whole number of at least 1, got 'http'"),
        (("test", "--only", "fly"), "--only: invalid choice: 'fly'"),
        (("test-backends", "--only", "numpy"), "--only: invalid choice: 'numpy'"),
        (("notebooks", "--check", "--missing"), "--missing: not allowed with argument --check"),
        (("app", "--data", "fly"), "--data: expected a folder or one of groceries"),
        (("app", "--ready", "0"), "--ready: expected a whole number of at least 1, got '0'"),
        (("search", "--data", "catalogue"), "required: --query"),
        (
            ("search", "--data", "groceries", "--query", ""),
            "--query: expected the picture to look for: make search QUERY=my_photo.jpg, got ''",
        ),
        (("search", "--data", "catalogue", "--query", "no.png"), "--query: expected an existing file, got 'no.png'"),
        (("search", "--data", "fly", "--query", "README.md"), "--data: expected a folder or one of groceries"),
        (
            ("search", "--data", "catalogue", "--query", "README.md", "--k", "0"),
            "--k: expected a whole number of at least 1",
        ),
        (
            ("search", "--data", "catalogue", "--query", "README.md", "--out", "a.jpg"),
            "--out: expected a name that ends in",
        ),
    ],
)
def test_wrong_words_end_with_2_and_say_what_was_expected(words, sentence):
    answer = call(*words)
    assert answer.returncode == 2
    assert sentence in answer.stderr


def test_a_home_folder_is_understood_where_make_passes_it_on(tmp_path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "photo.txt").write_text("no picture")
    answer = call("search", "--data", "~/shop", "--query", "~/shop/photo.txt", HOME=str(tmp_path))
    assert answer.returncode == 1
    assert "search: path: expected a picture file, got" in answer.stderr


def test_a_chromium_that_is_none_is_named_in_one_line(tmp_path):
    answer = call("test", "--only", "browser", CHROMIUM=str(tmp_path / "none"))
    assert answer.returncode == 1
    assert answer.stderr == f"CHROMIUM: expected the path of a Chromium that starts, got {tmp_path / 'none'}\n"


def test_a_cluster_without_its_tools_says_what_it_needs():
    answer = call("test-cluster", PATH="")
    assert answer.returncode == 1
    assert "sudo apt install debootstrap; sudo make test-cluster" in answer.stderr


def test_steps_run_in_order_and_stop_at_the_first_that_fails(monkeypatch, capfd):
    good = Step("Good", ("json.tool", "--help"), 1)
    bad = Step("Bad", ("unittest", "no_such_test"), 1)
    monkeypatch.setattr(steps, "STEPS", {"first": good, "second": bad, "third": good})
    assert steps.run_steps() == 1
    out, err = capfd.readouterr()
    assert re.findall(r"== (\w+) passed", out) == ["first"]
    assert "== second FAILED: exit code 1" in err
    assert steps.run_steps(only=["third", "first"]) == 0
    assert re.findall(r"== (\w+) passed", capfd.readouterr().out) == ["first", "third"]


def test_a_step_that_does_not_end_is_ended_with_all_that_it_started():
    sleep = [sys.executable, "-c", "import time; time.sleep(3600)"]
    code = f"import subprocess; p = subprocess.Popen({sleep!r}, start_new_session=True); print(p.pid); p.wait()"
    read, write = os.pipe()
    assert processes.run_limited([sys.executable, "-u", "-c", code], seconds=3, stdout=write) == 124
    os.close(write)
    with os.fdopen(read) as reader:
        text = reader.read()  # ends only when nobody holds the other side any more
    assert text.strip().isdigit()


def test_a_killed_run_ends_its_step_too(tmp_path):
    sleep = tmp_path / "sleepy.py"
    sleep.write_text("import time; print('asleep', flush=True); time.sleep(3600)")
    code = (
        "from course_lib.cli import steps; steps.STEPS = {'one': steps.Step('One', ('sleepy',), 60)}; steps.run_steps()"
    )
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    process = subprocess.Popen([sys.executable, "-c", code], env=environ, stdout=subprocess.PIPE, text=True)
    while "asleep" not in process.stdout.readline():
        pass
    step = psutil.Process(process.pid).children()[0]
    process.terminate()
    process.communicate()
    assert process.returncode == 143
    assert not step.is_running()


def test_every_step_names_a_limit_and_the_folders_of_the_brief():
    words = {name: " ".join(step.words) for name, step in steps.STEPS.items()}
    assert list(words) == ["lint", "fresh", "unit", "notebooks", "lessons", "browser"]
    assert "--nbval-lax" in words["notebooks"]
    for name in re.findall(r"tests/[\w./]+", " ".join(words.values())):
        assert (ROOT / name).exists(), name


def test_each_backend_gets_the_tests_of_the_parts_that_need_no_other():
    backends = steps.backend_steps()
    assert [step.environ["KERAS_BACKEND"] for step in backends.values()] == list(backends) == list(steps.BACKENDS)
    for step in backends.values():
        for room in steps.ON_ANY_BACKEND:
            assert {f"tests/{room}", f"course_lib/{room}"} <= set(step.words)
        assert all((ROOT / word).exists() for word in step.words if word.startswith(("tests/", "course_lib/")))


def test_a_step_sees_its_own_environment(monkeypatch, capfd, tmp_path):
    (tmp_path / "told.py").write_text("import os; print('backend', os.environ['KERAS_BACKEND'])")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    step = Step("Told", ("told",), 1, {"KERAS_BACKEND": "jax"})
    assert steps.run_steps(steps={"jax": step}) == 0
    assert "backend jax\n" in capfd.readouterr().out


def test_every_make_target_calls_a_command_that_exists():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE)) - {"help"}
    called = re.findall(r"^\t\$\(PYTHON\) -m course_lib ([\w-]+)", text, re.MULTILINE)
    assert targets == set(called) == COMMANDS
    assert set(re.search(r"\.PHONY: (.*)", text)[1].split()) == targets | {"help"}


def test_ci_runs_make_test_and_finds_the_archives_beside_the_repository(tmp_path):
    """The real script in a folder with a space, with a Makefile that only says what it was told."""
    folder = tmp_path / "a copy" / "course"
    (folder / ".ci").mkdir(parents=True)
    (folder / ".ci" / "run").write_bytes((ROOT / ".ci" / "run").read_bytes())
    (folder / "Makefile").write_text('test:\n\t@echo "data=$$COURSE_DATA"\n')
    environ = {
        name: value for name, value in os.environ.items() if name != "COURSE_DATA" and not name.startswith("MAKE")
    }
    run = lambda **more: (
        subprocess.run(
            ["bash", str(folder / ".ci" / "run")], env={**environ, **more}, capture_output=True, text=True, check=True
        ).stdout
    )
    assert "data=\n" in run()
    (tmp_path / "a copy" / "shared" / "datasets").mkdir(parents=True)
    assert f"data={tmp_path / 'a copy' / 'shared' / 'datasets'}\n" in run()
    assert "data=mine\n" in run(COURSE_DATA="mine")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_hooks_are_local_and_call_commands_that_exist():
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (\w+)", text) == ["local"]
    assert set(re.findall(r"-m course_lib ([\w-]+)", text)) <= COMMANDS

"""The workflows run the README's own commands, with the least they may do; changelog and citation name the version."""

import datetime
import itertools
import os
import re
import subprocess
import sys

import pytest
import yaml

from course_lib import data
from course_lib.cli import backend_tests, lint, test
from course_lib.cli.parser import parse
from course_lib.data.archives import ARCHIVES
from course_lib.machine import range_ends
from course_lib.paths import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = {path.stem: yaml.safe_load(path.read_text()) for path in sorted((GITHUB / "workflows").glob("*.yml"))}
ACTION = yaml.safe_load((GITHUB / "actions" / "prepare" / "action.yml").read_text())
JOBS = {f"{name}-{job}": rules for name, workflow in WORKFLOWS.items() for job, rules in workflow["jobs"].items()}
SCRIPT = JOBS["colab-publish"]["steps"][-1]["run"]
COMMAND = re.compile(r"python -m course_lib (.+)")


def choices(matrix):
    """The combinations of a job's matrix, as dictionaries."""
    include = matrix.get("include", [])
    axes = {name: values for name, values in matrix.items() if name != "include"}
    return include or [dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())]


def commands_of(job):
    """The lines `python -m course_lib ...` of a job, with each choice of its matrix put in."""
    lines = COMMAND.findall("\n".join(step.get("run", "") for step in job["steps"]))
    for line, choice in itertools.product(lines, choices(job.get("strategy", {}).get("matrix", {}))):
        yield re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda found, c=choice: c[found[1]], line)


@pytest.mark.parametrize("job", JOBS.values(), ids=JOBS)
def test_every_command_of_a_job_is_one_of_ours(job):
    for line in commands_of(job):
        assert parse(line.split()).command


def test_lint_units_lessons_backends_and_the_classroom_run_on_every_change():
    lines = {line for name in WORKFLOWS["test"]["jobs"] for line in commands_of(JOBS[f"test-{name}"])}
    named = {step for line in lines if line.startswith("test ") for step in re.findall(r"--only (\S+)", line)}
    assert named == set(test.STEPS) - {"twice", "otherwise"}
    assert "test --only twice" in set(commands_of(JOBS["weekly-beyond"]))
    assert set(commands_of(JOBS["weekly-colab"])) == {"test-colab"}
    ends = {f"test-{end} --only versions --only {step}" for end in range_ends.PYTHONS for step in ("unit", "lessons")}
    assert set(commands_of(JOBS["weekly-ends"])) == ends
    pythons = {(each["end"], each["python"]) for each in choices(JOBS["weekly-ends"]["strategy"]["matrix"])}
    assert pythons == {(end, f"{major}.{minor}") for end, (major, minor) in range_ends.PYTHONS.items()}
    assert {f"test-backends --only {name}" for name in backend_tests.BACKENDS} | {
        "test-classroom",
        "test-light",
    } <= lines
    systems = {choice["os"].partition("-")[0] for choice in choices(JOBS["test-unit"]["strategy"]["matrix"])}
    assert systems == {"ubuntu", "macos", "windows"}


def test_where_there_is_no_make_lessons_run_in_the_shell_of_the_system():
    job = JOBS["test-learner"]
    assert {each["os"].partition("-")[0] for each in choices(job["strategy"]["matrix"])} == {"macos", "windows"}
    (command,) = {step["run"] for step in job["steps"] if "run" in step}
    assert not any("shell" in step or "prepare" in step.get("uses", "") for step in job["steps"])
    names = re.findall(r"\b\d\d_\w+", command)
    assert len(names) == 3
    assert set(names) <= {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_a_workflow_may_only_read_and_has_an_end(workflow):
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"]
    assert all(job["timeout-minutes"] <= 120 for job in workflow["jobs"].values())


def test_only_the_jobs_that_publish_may_write_and_they_run_no_code_of_ours():
    more = {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job}
    assert more == {
        "book-publish": {"pages": "write", "id-token": "write"},
        "colab-publish": {"contents": "write"},
    }
    assert JOBS["colab-publish"]["if"] == "github.ref == 'refs/heads/main'"
    assert JOBS["colab-publish"]["needs"] == "make"
    assert {line.split()[0] for line in SCRIPT.splitlines()} == {"git", "cp"}
    (step,) = JOBS["book-publish"]["steps"]
    assert "run" not in step
    assert JOBS["book-publish"]["if"] == "github.ref == 'refs/heads/main'"
    assert JOBS["book-publish"]["needs"] == "build"
    assert "test-book" in set(commands_of(JOBS["book-build"]))


@pytest.mark.skipif(sys.platform == "win32", reason="cp")
def test_the_copies_become_the_only_commit_of_their_branch(tmp_path):
    """The script of the workflow, twice, in a clone of a repository that lies beside it."""
    run = lambda *words, where: subprocess.run(words, cwd=where, check=True, capture_output=True, text=True).stdout
    for folder in ("origin", "clone", "first", "second"):
        (tmp_path / folder).mkdir()
    run("git", "init", "--bare", "--quiet", ".", where=tmp_path / "origin")
    (tmp_path / "clone" / "library.py").write_text("x = 1\n")
    for words in (
        ("init", "--quiet", "--initial-branch=main"),
        ("remote", "add", "origin", str(tmp_path / "origin")),
        ("add", "library.py"),
        ("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "The course"),
        ("push", "--quiet", "origin", "main"),
    ):
        run("git", *words, where=tmp_path / "clone")
    for number, name in enumerate(("first", "second")):
        (tmp_path / name / "copies" / "solutions").mkdir(parents=True)
        (tmp_path / name / "copies" / "solutions" / f"{name}.ipynb").write_text("{}")
        environ = {**os.environ, "RUNNER_TEMP": str(tmp_path / name), "GITHUB_SHA": f"{number}abc"}
        run("git", "clone", "--quiet", "--branch=main", str(tmp_path / "origin"), name, where=tmp_path / "clone")
        subprocess.run(["bash", "-e", "-c", SCRIPT], cwd=tmp_path / "clone" / name, check=True, env=environ)
    log = run("git", "log", "--format=%s", "colab", where=tmp_path / "origin")
    assert log == "Copies of the lessons at 1abc\n"
    files = run("git", "ls-tree", "-r", "--name-only", "colab", where=tmp_path / "origin")
    assert files == "solutions/second.ipynb\n"


def test_actions_are_pinned_by_their_major_version():
    steps = [step for job in JOBS.values() for step in job["steps"]] + ACTION["runs"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert len(used) >= 5
    assert [name for name in used if not re.fullmatch(r"actions/[a-z-]+@v\d+|\./\.github/actions/prepare", name)] == []


def test_lint_validates_every_file_for_github():
    linted = {word for tool in lint.TOOLS if tool[0] == "check_jsonschema" for word in tool[3:]}
    assert linted == {path.relative_to(ROOT).as_posix() for path in GITHUB.rglob("*.yml")} | {"CITATION.cff"}


@pytest.mark.skipif(not all(data.find(name) for name in ARCHIVES), reason="fetches nothing in a test")
def test_the_action_finds_the_pictures():
    (step,) = [step for step in ACTION["runs"]["steps"] if "fetch" in step.get("run", "")]
    script = re.search(r'"\$course_python" -c "\n(.+)\n"', step["run"], re.DOTALL)[1]
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert len(answer.stdout.splitlines()) == len(ARCHIVES)


@pytest.mark.skipif(sys.platform == "win32", reason="sed")
def test_the_weekly_run_takes_every_requirement_without_its_range(tmp_path):
    (script,) = [step["run"] for step in JOBS["weekly-beyond"]["steps"] if "sed" in step.get("run", "")]
    environ = {"RUNNER_TEMP": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(["sh", "-c", script.splitlines()[0]], cwd=ROOT, check=True, env=environ)
    names = (tmp_path / "newest.txt").read_text().splitlines()
    wanted = [(ROOT / f"requirements{part}.txt").read_text().splitlines() for part in ("", "-lab", "-test")]
    wanted = [line for lines in wanted for line in lines if line and not line.startswith("#")]
    assert len(names) == len(wanted) > 20
    assert all(line.startswith(name) for name, line in zip(names, wanted, strict=True))
    assert [name for name in names if not re.fullmatch(r"[\w.-]+(\[\w+\])?", name)] == []


def test_changelog_citation_and_package_name_one_version():
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert citation["version"] == version == released[0][0]
    assert str(citation["date-released"]) == released[0][1]
    dates = [datetime.date.fromisoformat(day) for _, day in released]
    assert dates == sorted(dates, reverse=True)


def test_the_changelog_keeps_its_form():
    text = (ROOT / "CHANGELOG.md").read_text()
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert text.index("## [Unreleased]") < text.index("## [0.1.0]")
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= kinds

"""Words, lines of code and a learner's minutes of the lessons."""

import subprocess
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from course_lib.errors import CourseProblem
from course_lib.paths import ROOT

SUMMARY, PURPOSE = "count words, lines of code, numbers and a learner's minutes of each lesson", "test"
NEEDS_CHECKOUT = True
SOURCES = "notebooks/source"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the commit to count instead of the files at hand."""
    parser.add_argument(
        "--at", metavar="COMMIT", help="count the lessons of this commit (default: the files as they are)"
    )


def run(options: Namespace) -> int:
    """Print the table."""
    from course_lib.authoring import source, study_time

    if options.at is None:
        print(study_time.table(source.read_all(ROOT)), end="")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        _copy_sources(options.at, Path(folder))
        print(study_time.table(source.read_all(Path(folder))), end="")
    return 0


def _copy_sources(commit, folder):
    """Write notebooks/source of a commit below a folder."""
    (folder / SOURCES).mkdir(parents=True)
    for name in _git("ls-tree", "--name-only", f"{commit}:{SOURCES}").splitlines():
        if name.endswith(".py"):
            (folder / SOURCES / name).write_text(_git("show", f"{commit}:{SOURCES}/{name}"), encoding="utf-8")


def _git(*arguments):
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
        )
    except FileNotFoundError as error:
        raise CourseProblem("git was not found; --at reads the lessons of a commit with it") from error
    if done.returncode:
        raise CourseProblem(f"--at: expected a commit with a folder {SOURCES}; git says: {done.stderr.strip()}")
    return done.stdout

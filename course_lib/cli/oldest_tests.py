"""Unit tests and lessons with the lowest versions that the requirements allow, in an environment of their own."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from course_lib.cli import test
from course_lib.cli.steps import PARALLEL, Step, add_step_arguments, run_steps

SUMMARY, PURPOSE = "run unit tests and lessons with the lowest versions allowed, in .venv-oldest", "oldest"
NEEDS_CHECKOUT = True
HERE = {"MPLBACKEND": "Agg", "COURSE_NO_VENV": "1"}  # a command that a test starts stays in this environment


def end_steps(end: str) -> dict[str, Step]:
    """The steps at one end of all ranges, "oldest" or "newest"."""
    return {
        "versions": Step(f"The {end} versions that the requirements allow", ("course_lib.machine.range_ends", end)),
        "unit": replace(test.STEPS["unit"], environ=HERE),
        "lessons": Step(
            "Every lesson runs, solved and not solved, and holds its promises, without a browser",
            ("pytest", *PARALLEL, "tests/ends"),
            {"COURSE_NO_VENV": "1"},
        ),
    }


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and the words for pytest."""
    add_step_arguments(parser, end_steps(PURPOSE))


def run(options: Namespace) -> int:
    """Run the steps, or those named by --only."""
    return run_steps(end_steps(PURPOSE), options.only, options.extra)

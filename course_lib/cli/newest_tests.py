"""Unit tests and lessons with the highest versions that the requirements allow, in an environment of their own."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.oldest_tests import end_steps
from course_lib.cli.steps import add_step_arguments, run_steps

SUMMARY, PURPOSE = "run unit tests and lessons with the highest versions allowed, in .venv-newest", "newest"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and the words for pytest."""
    add_step_arguments(parser, end_steps(PURPOSE))


def run(options: Namespace) -> int:
    """Run the steps, or those named by --only."""
    return run_steps(end_steps(PURPOSE), options.only, options.extra)

"""The classroom's notebooks in the hands of nbgrader, in an environment of its own."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.steps import Step, add_step_arguments, run_steps

SUMMARY, PURPOSE = "run the classroom's notebooks through nbgrader", "classroom"
NEEDS_CHECKOUT = True
STEPS = {
    "nbgrader": Step(
        "nbgrader releases a lesson, and gives every submission what is right",
        ("pytest", "tests/classroom/test_nbgrader.py"),
    )
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and the words for pytest."""
    add_step_arguments(parser, STEPS)


def run(options: Namespace) -> int:
    """Run the tests."""
    return run_steps(STEPS, options.only, options.extra)

"""Lessons 01 to 05 with the library alone, in an environment of its own."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.steps import Step, add_step_arguments, run_steps

SUMMARY, PURPOSE = "run lessons 01 to 05 with the library alone, without TensorFlow", "light"
NEEDS_CHECKOUT = True
STEPS = {
    "lessons": Step(
        "Lessons 01 to 05 run without TensorFlow, but for the cells that compare with Keras",
        ("course_lib.authoring.light_run",),
    )
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and the words for pytest."""
    add_step_arguments(parser, STEPS)


def run(options: Namespace) -> int:
    """Run the lessons."""
    return run_steps(STEPS, options.only, options.extra)

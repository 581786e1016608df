"""The lessons with the versions of Google Colab, in an environment of their own."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from course_lib.cli.steps import Step, add_step_arguments, run_steps

SUMMARY, PURPOSE = "run all lessons with the versions of Google Colab, in .venv-colab, and note which run", "test"
NEEDS_CHECKOUT = True
RUN = "course_lib.authoring.colab_run"
STEPS = {
    "widgets": Step("The widgets work with ipywidgets 7", (RUN, "--widgets")),
    "lessons": Step("The first cell changes nothing that Colab has, and all lessons run after it", (RUN,)),
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and, after --, the names of lessons."""
    add_step_arguments(parser, STEPS)


def run(options: Namespace) -> int:
    """Run both steps, or the one named by --only; what is after -- names the lessons."""
    lessons = replace(STEPS["lessons"], words=(RUN, *options.extra))
    return run_steps({**STEPS, "lessons": lessons}, options.only)

"""The site of lessons that run in a browser is built, and Chromium runs lessons in it."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.steps import Step, add_step_arguments, run_steps

SUMMARY, PURPOSE = "build the site of lessons that run in a browser, and run them in Chromium", "test"
NEEDS_CHECKOUT = True
STEPS = {
    "build": Step("The site is built, with Pyodide's own files", ("course_lib", "lite", "--own-pyodide")),
    "lessons": Step(
        "Lessons run in Chromium, widgets move, exercises are solved, progress stays",
        ("pytest", "tests/in_browser"),
        needs_browser=True,
    ),
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and the words for pytest."""
    add_step_arguments(parser, STEPS)


def run(options: Namespace) -> int:
    """Run both steps, or the one named by --only."""
    return run_steps(STEPS, options.only, options.extra)

"""The book is built, and a browser reads every page of it."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.steps import Step, add_step_arguments, run_steps

SUMMARY, PURPOSE = "build the book, and read every page of it in a browser", "test"
NEEDS_CHECKOUT = True
STEPS = {
    "build": Step("The book is built from the lessons as they ran", ("course_lib", "book")),
    "pages": Step(
        "Links, formulas, pictures, search and accessibility of every page, in Chromium",
        ("pytest", "tests/site"),
        needs_browser=True,
    ),
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and the words for pytest."""
    add_step_arguments(parser, STEPS)


def run(options: Namespace) -> int:
    """Run both steps, or the one named by --only."""
    return run_steps(STEPS, options.only, options.extra)

"""The whole test: lint, fresh notebooks, unit tests, every lesson, the pages in a browser."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.steps import BY_FILE, PARALLEL, Step, add_step_arguments, run_steps

SUMMARY, PURPOSE = "run all tests; the first step that fails ends the run", "test"
NEEDS_CHECKOUT = True
# The learner's notebooks; the solutions run in the step after this one, where a dead kernel fails at once.
NBVAL = ("--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout", "3600")
SOURCES = ("--ignore", "notebooks/source", "--ignore", "notebooks/solutions")
APART = ("browser", "cluster", "test_lessons.py")  # in steps or commands of their own
STEPS = {
    "lint": Step("Style, format, types, workflows, spelling", ("course_lib", "lint")),
    "fresh": Step("Notebooks are what their sources say", ("course_lib", "notebooks", "--check")),
    "unit": Step(
        "Unit tests and examples in docstrings",
        ("pytest", *BY_FILE, "tests", "course_lib", *(f"--ignore=tests/{name}" for name in APART)),
        {"MPLBACKEND": "Agg"},  # a kernel chooses its own
    ),
    "notebooks": Step("Every learner's notebook runs (nbval)", ("pytest", *BY_FILE, *NBVAL, *SOURCES, "notebooks")),
    "lessons": Step(
        "Every solution runs and holds its promises (nbclient)", ("pytest", *PARALLEL, "tests/test_lessons.py")
    ),
    "browser": Step(
        "Lessons in JupyterLab and the search page, in Chromium", ("pytest", "tests/browser"), needs_browser=True
    ),
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and the words for pytest."""
    add_step_arguments(parser, STEPS)


def run(options: Namespace) -> int:
    """Run the steps, or those named by --only."""
    return run_steps(STEPS, options.only, options.extra)

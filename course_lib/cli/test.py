"""The whole test: lint, fresh notebooks, unit tests, every lesson, the pages in a browser.

The step "lessons" runs both notebooks of a lesson in one kernel. That each of them runs alone, which takes twice as
long again, is the step "notebooks", on request; so are "twice", in which a reader runs each cell once
more, and "otherwise", with other right answers than ours.
"""

import json
from argparse import ArgumentParser, Namespace

from course_lib.cli.steps import BY_FILE, PARALLEL, Step, add_step_arguments, run_steps
from course_lib.paths import ROOT

SUMMARY, PURPOSE = "run all tests; the first step that fails ends the run", "test"
NEEDS_CHECKOUT = True
NBVAL = ("--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout", "3600")
APART = ("browser", "cluster", "ends", "in_browser", "otherwise", "site", "twice")  # in steps or commands of their own
LESSONS = "tests/browser/test_lessons.py"


def notebooks() -> list[str]:
    """The paths of all notebooks under the repository, the longest lesson first, so that none ends alone."""
    folder = ROOT / "notebooks"
    costs = folder / "measured.json"
    minutes = json.loads(costs.read_text(encoding="utf-8")) if costs.exists() else {}
    page = ROOT / "course_lib" / "app" / "search_page.ipynb"
    paths = [*sorted(folder.glob("*.ipynb")), *sorted(folder.glob("solutions/*.ipynb")), page]
    paths.sort(key=lambda path: minutes.get(path.stem, {}).get("minutes", 0), reverse=True)
    return [path.relative_to(ROOT).as_posix() for path in paths]


STEPS = {
    "lint": Step("Style, format, types, workflows, spelling", ("course_lib", "lint")),
    "fresh": Step("Notebooks are what their sources say", ("course_lib", "notebooks", "--check")),
    "unit": Step(
        "Unit tests and examples in docstrings",
        ("pytest", *BY_FILE, "tests", "course_lib", *(f"--ignore=tests/{name}" for name in APART)),
        {"MPLBACKEND": "Agg"},  # a kernel chooses its own
    ),
    "lessons": Step(
        "Every lesson runs, solved and not solved, and holds its promises (nbclient); a browser moves its widgets",
        ("pytest", *PARALLEL, "--dist", "loadgroup", LESSONS),
        needs_browser=True,
    ),
    "browser": Step(
        "A learner in JupyterLab and a visitor of the search page, in Chromium",
        ("pytest", *BY_FILE, "tests/browser", f"--ignore={LESSONS}"),
        needs_browser=True,
    ),
    "notebooks": Step(
        "Every notebook, the learner's and the solutions, runs alone (nbval)",
        ("pytest", *BY_FILE, "--no-loadscope-reorder", *NBVAL, *notebooks()),
        on_request=True,
    ),
    "twice": Step(
        "Every lesson with each code cell run twice in a row, and from every heading that needs no other section",
        ("pytest", *PARALLEL, "tests/twice"),
        on_request=True,
    ),
    "otherwise": Step(
        "Every lesson goes on with right answers that are written otherwise than ours, and runs to its end",
        ("pytest", *PARALLEL, "tests/otherwise"),
        on_request=True,
    ),
}


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and the words for pytest."""
    add_step_arguments(parser, STEPS)


def run(options: Namespace) -> int:
    """Run the steps, or those named by --only."""
    return run_steps(STEPS, options.only, options.extra)

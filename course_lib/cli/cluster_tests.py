"""The store's tests on a PostgreSQL of several servers, which are set up in data/cache/cluster."""

import os
import shutil
from argparse import ArgumentParser, Namespace

from course_lib.cli.steps import Step, add_step_arguments, run_steps
from course_lib.errors import CourseProblem

SUMMARY, PURPOSE = "run the store's tests on four servers (as root)", "test"
NEEDS_CHECKOUT = True
STEPS = {"cluster": Step("The store on a coordinator with three shards", ("pytest", "tests/cluster"))}


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and the words for pytest."""
    add_step_arguments(parser, STEPS)


def run(options: Namespace) -> int:
    """Run the one step.

    Raises:
        CourseProblem: root or debootstrap are missing.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("debootstrap") is None:
        raise CourseProblem(
            "test-cluster sets up PostgreSQL 17 of Debian 13 in data/cache/cluster (700 MB, fetched once). That needs "
            "Linux, root and the package debootstrap: sudo apt install debootstrap; sudo make test-cluster"
        )
    return run_steps(STEPS, options.only, options.extra)

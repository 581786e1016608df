"""The lock file."""

from argparse import ArgumentParser, Namespace

from course_lib.paths import ROOT

SUMMARY, PURPOSE = "write requirements.lock from what is installed", "test"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """There are none."""


def run(options: Namespace) -> int:
    """Write requirements.lock: the versions that are installed, with hashes, for every system and Python."""
    from course_lib.machine.requirements_lock import write_lock

    return write_lock(ROOT)

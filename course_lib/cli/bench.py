"""The measurements that take longer than a lesson has, or need a clock: a table of each in bench/."""

from argparse import ArgumentParser, Namespace

SUMMARY, PURPOSE = "run the measurements of bench/, a table of each", "bench"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add the names of the parts."""
    parser.add_argument("names", nargs="*", metavar="PART", help="such as peer or index (default: all, for many hours)")
    parser.add_argument("--again", action="store_true", help="also those that were measured at this commit")


def run(options: Namespace) -> int:
    """Run them, and note beside which load."""
    from course_lib.authoring.bench_runs import measure

    return measure(options.names, options.again)

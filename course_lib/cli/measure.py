"""Minutes and memory of the lessons, on all cores and on a machine as small as Binder's."""

from argparse import ArgumentParser, Namespace

SUMMARY, PURPOSE = "run the lessons, on all cores and as on Binder, and write their minutes and memory", "test"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add the names of the lessons."""
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="such as 01_topology (default: all)")


def run(options: Namespace) -> int:
    """Run the lessons and write what they took."""
    from course_lib.authoring.cost_recorder import record_costs

    return record_costs(options.lessons)

"""The bands of the lessons' numbers."""

from argparse import ArgumentParser, Namespace

SUMMARY, PURPOSE = "run the lessons with five seeds, write their bands", "test"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add the names of the lessons."""
    parser.add_argument(
        "lessons", nargs="*", metavar="LESSON", help="such as 02_losses (default: all that have a SEED)"
    )


def run(options: Namespace) -> int:
    """Run the lessons with five seeds and write what their asserts compare."""
    from course_lib.authoring.band_tables import record_bands

    return record_bands(options.lessons)

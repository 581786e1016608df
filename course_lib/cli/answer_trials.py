"""What the checks of the exercises say to wrong answers and to right ones."""

from argparse import ArgumentParser, Namespace

SUMMARY, PURPOSE = "try the answers of notebooks/answers on the checks of the exercises, and count", "test"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add the names of the lessons."""
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="such as 02_losses (default: all)")
    parser.add_argument("--all", dest="every", action="store_true", help="print every answer and its sentence")


def run(options: Namespace) -> int:
    """Run the lessons, try their answers, print what was judged otherwise than it must be, and the counts."""
    from course_lib.authoring.answer_counts import count

    return count(options.lessons, options.every)

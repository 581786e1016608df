"""What teachers hand out."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

SUMMARY, PURPOSE = "write the notebooks for students, for the instructor and for nbgrader", "test"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add the lessons and the folder."""
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="such as 02_losses (default: all)")
    parser.add_argument("--out", type=Path, default=Path("build/classroom"), help="a folder (default: build/classroom)")


def run(options: Namespace) -> int:
    """Write the notebooks, and say where they are."""
    from course_lib.classroom import handouts

    graded = handouts.write_handouts(options.out, options.lessons)
    print(f"{options.out / handouts.STUDENT}: hand these out")
    print(f"{options.out / handouts.INSTRUCTOR}: the same lessons with our answers")
    if graded:
        count = "1 assignment" if len(graded) == 1 else f"{len(graded)} assignments"
        print(f"{options.out / handouts.NBGRADER}: {count} of nbgrader, our own answers among the submitted ones")
    return 0

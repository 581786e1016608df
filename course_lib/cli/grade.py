"""The marks of the notebooks that a class has handed in."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from course_lib.cli.argument_types import positive

SUMMARY, PURPOSE = "grade the notebooks of a class: a table of marks, and a page for each student", "test"
NEEDS_CHECKOUT = True


def add_arguments(parser: ArgumentParser) -> None:
    """Add the folder of the submissions, and the limits."""
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="holds STUDENT/LESSON.ipynb or, with --lesson, STUDENT.ipynb"
    )
    parser.add_argument("--lesson", help="grade this lesson alone, such as 02_losses")
    parser.add_argument("--out", type=Path, default=Path("build/marks"), help="a folder (default: build/marks)")
    parser.add_argument("--seconds", type=positive, metavar="N", help="for a cell (default: ten times what ours take)")
    parser.add_argument("--at-once", type=positive, metavar="N", help="submissions (default: half as many as cores)")


def run(options: Namespace) -> int:
    """Grade, write the table and the pages, and print a summary."""
    from course_lib.classroom import grading, marks

    at_once = options.at_once or grading.AT_ONCE
    rows = grading.grade(options.folder, options.out, options.lesson, options.seconds, at_once)
    print(marks.summary(rows, options.out))
    return 0

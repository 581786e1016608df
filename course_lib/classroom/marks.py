"""What all submissions got: a table for the teacher, and a page for each student."""

import csv
import io
import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2

from course_lib.classroom.marking import Verdict
from course_lib.errors import CourseProblem
from course_lib.machine.files import replace_bytes, replace_text

TABLE, PAGES = "marks.csv", "feedback"
ACTS_IN_A_SHEET = ("=", "+", "-", "@", "\t", "\r")  # with which a spreadsheet takes a text for a formula


@dataclass(frozen=True)
class Row:
    """What one student got in one lesson.

    Args:
        student: the name.
        lesson: its name.
        title: of its card.
        verdicts: {exercise: Verdict} of every exercise.
        remarks: sentences about the submission.
    """

    student: str
    lesson: str
    title: str
    verdicts: dict[str, Verdict]
    remarks: tuple[str, ...]

    @property
    def points(self) -> int:
        """One for each exercise that is solved."""
        return sum(verdict.points for verdict in self.verdicts.values())


def make_folder(out: Path) -> None:
    """Make the folder that marks are written to.

    Raises:
        CourseProblem: it cannot be made or written.
    """
    try:
        (out / PAGES).mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out / PAGES).close()
    except OSError as problem:
        raise CourseProblem(f"--out: {out} cannot be written ({problem.strerror or problem}).") from problem


def write(rows: Sequence[Row], out: Path) -> None:
    """Write the table, and for each student a page with the sentences of the checks; older ones are replaced."""
    replace_bytes(out / TABLE, table(rows).encode("utf-8-sig"))  # by its mark spreadsheets know UTF-8
    loader = jinja2.PackageLoader("course_lib.classroom")
    template = jinja2.Environment(loader=loader, autoescape=True).get_template("feedback.html.j2")
    for student, theirs in itertools.groupby(rows, key=lambda row: row.student):
        replace_text(out / PAGES / f"{student}.html", template.render(student=student, rows=list(theirs)))


def table(rows: Sequence[Row]) -> str:
    """The text of a CSV: student, lesson, a column for each exercise, total, remarks."""
    exercises = list(dict.fromkeys(name for row in sorted(rows, key=lambda row: row.lesson) for name in row.verdicts))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["student", "lesson", *exercises, "total", "remarks"])
    for row in rows:
        points = [row.verdicts[name].points if name in row.verdicts else "" for name in exercises]
        writer.writerow([_tame(row.student), row.lesson, *points, row.points, _tame(" ".join(row.remarks))])
    return text.getvalue()


def _tame(text):
    return f"'{text}" if text.startswith(ACTS_IN_A_SHEET) else text


def summary(rows: Sequence[Row], out: Path) -> str:
    """The lines that the command ends with."""
    solved = sum(row.points for row in rows)
    asked = sum(len(row.verdicts) for row in rows)
    count = "1 submission" if len(rows) == 1 else f"{len(rows)} submissions"
    lines = [f"{row.student} {row.lesson}: {remark}" for row in rows for remark in row.remarks]
    return "\n".join([*lines, f"{count}, {solved} of {asked} exercises solved. {out / TABLE}, {out / PAGES}"])

"""The command `grade`: our answers first, which must get all points, then everybody's."""

import asyncio
import tempfile
from pathlib import Path

from course_lib.classroom import handed_in, marks
from course_lib.classroom.allowance import limits_for_students, limits_for_us
from course_lib.classroom.homes import Homes
from course_lib.classroom.marking import Marked, Marker, Verdict
from course_lib.classroom.matching import Answers, match
from course_lib.classroom.release import lesson_names, read_release
from course_lib.errors import CourseProblem
from course_lib.exercises.verdicts import NOT_JUDGED
from course_lib.machine.cores import cores

AT_ONCE = max(1, cores() // 2)


def grade(
    folder: Path, out: Path, lesson: str | None = None, seconds: int | None = None, at_once: int = AT_ONCE
) -> list[marks.Row]:
    """Grade every submission in a folder, write the table and the pages, and say what each got.

    Args:
        folder: of the submissions, see `handed_in`.
        out: a folder for what is written.
        lesson: the only one that is graded; None for all.
        seconds: for a cell; None for some times as long as ours take.
        at_once: how many submissions run at the same time.

    Returns:
        A row for each submission.

    Raises:
        CourseProblem: nothing to grade, nowhere to write to, or our own answers do not get all points.
    """
    if lesson is not None:
        read_release(lesson)
    found, left_out = handed_in.find_all(folder, lesson, lesson_names())
    marks.make_folder(out)
    for name in left_out:
        print(f"Left out, for it is no notebook of a lesson: {name}")
    rows = []
    for each in sorted({one.lesson for one in found}):
        theirs = [one for one in found if one.lesson == each]
        rows += asyncio.run(_grade_lesson(read_release(each), theirs, seconds, at_once))
    rows.sort(key=lambda row: (row.student, row.lesson))
    marks.write(rows, out)
    return rows


async def _grade_lesson(release, theirs, seconds, at_once):
    with tempfile.TemporaryDirectory(prefix="course-grading-", ignore_cleanup_errors=True) as folder:
        homes = Homes(Path(folder))
        print(f"{release.lesson}: our own answers first", flush=True)
        ours = await Marker(release, Answers(release.solutions), limits_for_us()).mark(homes, ours=True)
        _require_all_points(release, ours)
        limits = limits_for_students(ours.slowest, ours.seconds, len(release.exercises), seconds)
        turn = asyncio.Semaphore(at_once)
        return await asyncio.gather(*(_grade_one(release, each, limits, homes, turn) for each in theirs))


def _require_all_points(release, ours):
    for exercise, verdict in ours.verdicts.items():
        if not verdict.points:
            raise CourseProblem(
                f"{release.lesson}: our own answer to {exercise} is {verdict.state}. {verdict.sentence} "
                f"{' '.join(ours.remarks)}\nNobody was graded, for the same would happen to right answers: run "
                "`python -m course_lib test --only lessons` and mend what it says."
            )


def _nothing(release, why):
    return Marked(dict.fromkeys(release.exercises, Verdict(NOT_JUDGED)), (f"Nothing was graded: {why}.",))


async def _grade_one(release, one, limits, homes, turn):
    async with turn:
        try:
            if one.path is None:
                raise CourseProblem(one.missing)
            answers = match(handed_in.read_cells(one.path), release)
            marked = await Marker(release, answers, limits).mark(homes)
        except CourseProblem as problem:
            marked = _nothing(release, str(problem))
        except Exception as error:  # whatever one submission does, the others are graded
            marked = _nothing(release, f"the grading itself failed with {type(error).__name__}: {error}")
        row = marks.Row(one.student, release.lesson, release.title, marked.verdicts, marked.remarks)
        print(f"  {row.student}: {row.points} of {len(row.verdicts)}", flush=True)
        return row

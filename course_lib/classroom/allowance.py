"""How long a submission may run, and how much memory, disk and output it may take."""

from dataclasses import dataclass

GIGABYTE = 10**9
MOST_MEMORY = 6 * GIGABYTE  # of all processes of a submission; the hungriest lesson takes 1.7 GB
MOST_DISK = 10 * GIGABYTE  # in the home of a submission, with what was there before
MOST_OUTPUT = GIGABYTE // 4  # letters that a submission may print and show in all; none of them is kept
PATIENCE = 10  # seconds that a cell has beyond its limit, and in which one that was interrupted has to stop
LONGEST_MODEL_CELL = 900  # seconds for a cell with our own answers
AT_LEAST, TIMES = 30, 10  # seconds for a cell, and how often the slowest one with our own answers


@dataclass(frozen=True)
class Limits:
    """The limits of one submission.

    Args:
        cell: seconds for a cell.
        whole: seconds for the submission, with all cells that are run again.
        memory: bytes of all its processes.
        disk: bytes of all files in its home.
        output: letters that it shows.
    """

    cell: float
    whole: float
    memory: int = MOST_MEMORY
    disk: int = MOST_DISK
    output: int = MOST_OUTPUT


def limits_for_us() -> Limits:
    """The limits of our own answers, by which those of the students are measured."""
    return Limits(LONGEST_MODEL_CELL, 4 * LONGEST_MODEL_CELL)


def limits_for_students(slowest: float, whole: float, exercises: int, seconds: int | None = None) -> Limits:
    """The limits of a student: every exercise may stand still once, and the lesson be run again each time.

    Args:
        slowest: seconds that the slowest cell took with our own answers.
        whole: seconds that the lesson took with them.
        exercises: how many there are.
        seconds: for a cell, where the teacher says so.

    >>> limits_for_students(slowest=2.5, whole=20, exercises=3).cell
    30
    """
    cell = seconds or max(AT_LEAST, round(TIMES * slowest))
    return Limits(cell, (exercises + 1) * (cell + 2 * PATIENCE + TIMES * whole))

"""What the course's environment variables say: one reader for switches, one for paths. Standard library only.

A variable that is unset, empty or blank says nothing. One that says what it cannot mean is refused, by its name.

COURSE_OFFLINE       a switch: nothing is fetched from the network
COURSE_NO_VENV       a switch: the command line uses the Python that runs it, and installs nothing
COURSE_DATA          a folder of ready archives, which is only read
COURSE_CACHE         the folder of downloads and of what is computed from them
COURSE_TRAINING      the folder in which lessons keep their trainings
COURSE_PROGRESS      the file of the learner's progress
COURSE_ANSWER_SECONDS  how long the check of an exercise may take
COURSE_DATABASE      the address of a PostgreSQL, see `course_lib.store`
"""

import os
from pathlib import Path

from course_lib.errors import CourseProblem

SWITCHES = ("COURSE_OFFLINE", "COURSE_NO_VENV")
PATHS = ("COURSE_DATA", "COURSE_CACHE", "COURSE_TRAINING", "COURSE_PROGRESS")
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def read_setting(name: str) -> str:
    """What the variable says, without blanks around it; empty when it says nothing."""
    return os.environ.get(name, "").strip()


def read_switch(name: str) -> bool:
    """Whether the variable is one of ON, in capitals or not; what says nothing is off.

    Raises:
        CourseProblem: it is none of ON and OFF.
    """
    said = read_setting(name)
    if said.lower() in ON:
        return True
    if said and said.lower() not in OFF:
        raise CourseProblem(
            f"{name}: expected one of {', '.join(ON)}, or of {', '.join(OFF)}, or nothing, got {said!r}"
        )
    return False


def read_path(name: str) -> "Path | None":
    """The path that the variable names, ~ put in, or None when it says nothing.

    Raises:
        CourseProblem: blanks around the path, a word for a switch, or the home of somebody who has none.
    """
    said = os.environ.get(name, "")
    if not said.strip():
        return None
    if said != said.strip():
        raise CourseProblem(f"{name}: expected a path without blanks around it, got {said!r}")
    if said.lower() in ON + OFF:
        raise CourseProblem(
            f"{name}: expected a path, got {said!r}; a folder of that name is {os.path.join('.', said)}"
        )
    try:
        return Path(said).expanduser()
    except RuntimeError as problem:
        raise CourseProblem(f"{name}: expected a path, got {said!r}: nobody of that name has a home here") from problem


def anchor_paths() -> None:
    """Make relative paths in the variables absolute, so that notebooks and other children mean the same folder.

    Raises:
        CourseProblem: as from `read_path`.
    """
    for name in PATHS:
        path = read_path(name)
        if path is not None:
            os.environ[name] = os.path.abspath(path)

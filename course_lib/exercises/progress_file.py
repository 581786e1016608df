"""The learner's progress on disk: which exercises were tried and which are solved.

The file is COURSE_PROGRESS, or progress.json in the `user_folder`, data/ of a checkout:
{"01-2": {"solved": true, "tries": 3, "solved_on": "2026-05-01"}}. Two notebooks may write at once. A file of an older
version has no days; what a newer one keeps besides is left as it is.
"""

import datetime
import json
from pathlib import Path
from typing import TypedDict

from course_lib.errors import CourseProblem
from course_lib.machine.files import file_lock, replace_text, set_aside
from course_lib.paths import user_folder
from course_lib.settings import read_path

ADVICE = "Set COURSE_PROGRESS to a file of your own."


class Tried(TypedDict):
    """What is kept of every exercise that was tried."""

    solved: bool
    tries: int


class Entry(Tried, total=False):
    """What is kept of one exercise: the day, such as 2026-05-01, is that on which it was solved first."""

    solved_on: str


def location() -> Path:
    """Path of the progress file."""
    return read_path("COURSE_PROGRESS") or user_folder() / "progress.json"


def load() -> tuple[dict[str, Entry], str]:
    """Entries by exercise name and a sentence, empty unless a damaged file had to be moved aside.

    Raises:
        CourseProblem: as from `record`.
        OSError: the file cannot be read.
    """
    with file_lock(location(), ADVICE):
        return _read(location())


def record(name: str, solved: bool, tried: bool) -> str:
    """Note one attempt at an exercise; what was solved stays solved.

    Args:
        name: of the exercise, such as "01-2".
        solved: whether this attempt solves it.
        tried: False for an untouched stub.

    Returns:
        The same sentence as `load`.

    Raises:
        CourseProblem: the lock beside the file cannot be made, or where the file should be is a folder.
        OSError: the file itself cannot be written.
    """
    path = location()
    with file_lock(path, ADVICE):
        entries, sentence = _read(path)
        entry = entries.setdefault(name, {"solved": False, "tries": 0})
        if solved and not entry["solved"]:
            entry["solved_on"] = datetime.date.today().isoformat()
        entry["solved"] |= solved
        entry["tries"] += tried
        replace_text(path, json.dumps(entries, indent=1, sort_keys=True) + "\n")
    return sentence


def _read(path):
    if path.is_dir():
        raise CourseProblem(f"{path} is a folder, and your progress is kept in a file. {ADVICE}")
    if not path.exists():
        return {}, ""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        if _well_formed(entries):
            return entries, ""
    except ValueError:
        pass  # not JSON, or not UTF-8
    damaged = set_aside(path)
    return {}, f"The progress file was damaged. It is kept as {damaged.name}, and a new one was begun."


def _well_formed(entries):
    return isinstance(entries, dict) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("solved"), bool)
        and isinstance(entry.get("tries"), int)
        and isinstance(entry.get("solved_on", ""), str)
        for entry in entries.values()
    )

"""Which exercises each lesson has, and which of them a learner has solved."""

import functools
import json
from collections.abc import Mapping
from typing import NamedTuple

from course_lib.exercises.progress_file import Entry
from course_lib.paths import LIBRARY

LIST = LIBRARY / "exercises" / "all_exercises.json"  # written by `make notebooks`


class LessonProgress(NamedTuple):
    """One lesson: its title, its exercises, and those that were solved, with the day, empty where none was kept."""

    title: str
    exercises: list[str]
    tried: list[str]
    solved: dict[str, str]

    @property
    def still_open(self) -> list[str]:
        """The exercises that are not solved yet."""
        return [name for name in self.exercises if name not in self.solved]


def by_lesson(entries: Mapping[str, Entry]) -> list[LessonProgress]:
    """The progress of every lesson that has exercises, in their order; of no lesson is what no lesson has.

    Args:
        entries: by the name of the exercise, as `progress_file.load` gives them.
    """
    return [_of_lesson(title, names, entries) for title, names in _all_exercises().items()]


def _of_lesson(title, names, entries):
    solved = {name: entries[name].get("solved_on", "") for name in names if name in entries and entries[name]["solved"]}
    return LessonProgress(title, names, [name for name in names if name in entries], solved)


@functools.cache
def _all_exercises():
    return json.loads(LIST.read_text(encoding="utf-8"))

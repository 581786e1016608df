"""A file with arrays that is kept anew, and what it then holds: the old ones or the new ones."""

import numpy as np

from course_lib.machine.array_file import read_arrays, write_arrays
from course_lib.machine.keeping import keep_if_possible, turn_if_possible

OLD, NEW = {"numbers": np.arange(7)}, {"numbers": np.arange(40), "names": np.array(["ä", "b"])}
FILES = ("machine/files.py", "machine/array_file.py", "machine/keeping.py")


def write(path, arrays):
    write_arrays(path, "test", 1, {"facts": "some"}, arrays)


def state(path):
    """Which of the two the file holds; anything else is an error. Nothing half-written lies beside it."""
    found = read_arrays(path, "test", 1)[1]["numbers"].tolist()
    return {7: "old", 40: "new"}[len(found)]


def keep(path):
    """One turn to keep NEW, as the caches take it. Whether it was kept."""
    with turn_if_possible(path, "A test") as held:
        return held and keep_if_possible(path, "A test", lambda: write(path, NEW))

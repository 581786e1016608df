"""Where the commands of the search write a file that they make: nothing is overwritten without being told."""

import os
from pathlib import Path

from course_lib.errors import expect
from course_lib.machine.files import replace_bytes
from course_lib.machine.new_files import write_at_first_free_name, write_new


def check_out(out: str | os.PathLike | None, replace: bool, kind: str) -> None:
    """Raise ValueError unless a file may be written there.

    Args:
        out: its path, or None for the first free name.
        replace: may it take the place of one that is there?
        kind: what is written, such as "a PNG file".
    """
    if out is None:
        return
    expect(not Path(out).is_dir(), "out", f"the folder {out}", f"the name of {kind}")
    free = replace or not os.path.lexists(out)
    expect(free, "out", f"{out}, which is there already", "a new file, or --replace to overwrite it")


def write_out(content: bytes, out: str | os.PathLike | None, usual: str, replace: bool) -> Path:
    """Write a file in one step and return its path.

    Args:
        content: of the file.
        out: its path; None: `usual`, or with -2, -3 and so on where that is there.
        usual: the name where none is given.
        replace: may it take the place of one that is there?

    Raises:
        OSError: it cannot be written; its `filename` is the path.
    """
    path = Path(usual if out is None else out)
    try:
        if replace:
            replace_bytes(path, content)
        elif out is None:
            path = write_at_first_free_name(path, lambda part: part.write_bytes(content))
        else:
            write_new(path, lambda part: part.write_bytes(content))
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror or str(problem), str(path)) from problem
    return path

"""The pictures that `python -m course_lib search` is asked to look for: files, and folders of them."""

import os
from collections.abc import Sequence
from pathlib import Path

from course_lib.data.folder import picture_files, printable
from course_lib.data.reading import bombs_refused, head_problem, size_problem, squares_or_reason
from course_lib.errors import expect

CHECKED_AT = 8  # pixels of a side; what a query shows matters only later


def query_files(queries: str | os.PathLike | Sequence[str | os.PathLike]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The picture files to look for, in order, and (file, reason) of what in their folders is no picture.

    A file that is named is decoded at once, so that nothing is prepared in vain; of a folder's files only the heads are
    read.

    Args:
        queries: a file, a folder, or several of both.

    Raises:
        ValueError: a file that is named cannot be looked for, a folder holds no picture, or there is nothing at all.
    """
    given = [queries] if isinstance(queries, str | os.PathLike) else list(queries)
    expect(given, "queries", "none", "at least one picture file or folder")
    files: list[Path] = []
    left_out: list[tuple[Path, str]] = []
    with bombs_refused():
        for query in given:
            expect(os.fspath(query), "query", repr(query), "a picture file or a folder of them")
            found, unusable = _in_folder(query) if os.path.isdir(_path(query)) else ([_checked(query)], [])
            files += found
            left_out += unusable
    return files, left_out


def _path(query):
    return Path(query).expanduser()


def _checked(query):
    path = _path(query)
    found = squares_or_reason(path, (CHECKED_AT,))
    reason = found if isinstance(found, str) else size_problem(path)
    expect(not reason, "query", f"{printable(path)}: {reason}", "a picture file")
    return path


def _in_folder(query):
    files, left_out = picture_files(_path(query), classes=False)
    reasons = {file: head_problem(file) or size_problem(file) for file in files}
    usable = [file for file, reason in reasons.items() if not reason]
    left_out = left_out + [(file, reason) for file, reason in reasons.items() if reason]
    words = f"{printable(_path(query))} with {len(left_out)} unusable files"
    expect(usable, "query", words, "a folder with pictures in it")
    return usable, left_out

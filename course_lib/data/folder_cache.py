"""Pictures of a folder, kept for the next call: only files whose size or time has changed are read again."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from course_lib.data.cache import load_arrays, store_arrays

READING = 2  # raise it when the same files of a folder would be decoded differently


def read_changed_files(
    folder: Path, size: int, files: list[Path], read: Callable[[list[Path]], list[np.ndarray | str]]
) -> list[np.ndarray | str]:
    """What `read` gives for each of the files: a picture (size, size, 3) uint8, or in words why there is none.

    Pictures of files that had the same name, size and times of change in the last call for this folder come from
    COURSE_CACHE. A file is looked at before it is read: one that changes meanwhile is read again in the next call.
    Reasons are not kept: what could not be read is tried again. Where nothing can be kept, everything is read, and
    a warning says so.

    Args:
        folder: which holds the files, at any depth.
        size: pixels of a side.
        files: those to read.
        read: a function from a list of files to the list of their pictures or reasons.
    """
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    stamps = [file_stamp(folder, file) for file in files]
    before = _load(name, size)
    new = [file for file, stamp in zip(files, stamps, strict=True) if stamp not in before]
    results = dict(zip(new, read(new), strict=True))
    results |= {file: before[stamp] for file, stamp in zip(files, stamps, strict=True) if stamp in before}
    pictures = {stamp: results[file] for file, stamp in zip(files, stamps, strict=True)}
    pictures = {stamp: result for stamp, result in pictures.items() if stamp and isinstance(result, np.ndarray)}
    if pictures.keys() != before.keys():
        _store(name, size, pictures)
    return [results[file] for file in files]


def file_stamp(folder: Path, file: Path) -> str:
    """A text that is another one when the file has changed; empty when it cannot be looked at.

    A copy with `cp -p` over a file of the same size leaves size and st_mtime as they were, but not st_ctime.
    """
    try:
        status = file.stat()
    except OSError:
        return ""
    times = f"{status.st_mtime_ns} {status.st_ctime_ns}"
    return f"{status.st_size} {times} {file.relative_to(folder).as_posix()}"


def _key(name, size):
    return f"folder-{size}-{name}-r{READING}"


def _load(name, size):
    arrays = load_arrays(_key(name, size)) or {}
    return dict(zip(arrays.get("stamps", np.array([])).tolist(), arrays.get("pictures", ()), strict=True))


def _store(name, size, pictures):
    stacked = np.stack(list(pictures.values())) if pictures else np.empty((0, size, size, 3), np.uint8)
    store_arrays(_key(name, size), {"stamps": np.array(list(pictures)), "pictures": stacked})

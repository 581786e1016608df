"""Files that take no other file's place: written in one step, only where nothing lies yet. Standard library only."""

import contextlib
import itertools
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path


def names_in_turn(path: str | os.PathLike) -> Iterator[Path]:
    """The path itself, then the same with -2, -3 and so on before its ending.

    >>> [str(name) for name, _ in zip(names_in_turn("found.png"), range(3))]
    ['found.png', 'found-2.png', 'found-3.png']
    """
    path = Path(path)
    yield path
    for number in itertools.count(2):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def write_new(path: str | os.PathLike, write: Callable[[Path], object]) -> None:
    """Put a new file at `path` in one step: killed at any moment, it is whole or not there.

    Args:
        path: where nothing may lie yet; its folder exists.
        write: writes the file that it is given the path of.

    Raises:
        FileExistsError: something lies there, or came while the file was written.
        OSError: it cannot be written.
    """
    path = Path(path)
    if os.path.lexists(path):
        raise FileExistsError(f"{path} is there already")
    part = path.with_name(f".part-{uuid.uuid4().hex}")
    try:
        write(part)
        _move_to_free_place(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_at_first_free_name(path: str | os.PathLike, write: Callable[[Path], object]) -> Path:
    """Put a new file at the first free one of `names_in_turn`, as `write_new` does. Returns its path."""
    for name in names_in_turn(path):
        with contextlib.suppress(FileExistsError):
            write_new(name, write)
            return name
    raise AssertionError("names in turn never end")


def _move_to_free_place(part, path):
    """A link fails where something lies; Windows' rename does; file systems without links get an empty file first."""
    if os.name == "nt":
        os.rename(part, path)
        return
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # FAT, some network drives
        path.open("xb").close()
        os.replace(part, path)

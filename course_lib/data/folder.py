"""Pictures of the learner's own: a folder, or one file."""

import os
import re
from pathlib import Path

import numpy as np

from course_lib.data.folder_cache import read_changed_files
from course_lib.data.reading import is_picture, squares_of_files
from course_lib.data.record import PictureSet, check_size
from course_lib.data.splits import split_by_picture
from course_lib.errors import expect

# What systems, programs and archives keep among a person's files, in lower case: previews, lists, what was deleted.
SYSTEM_FOLDERS = {
    "__macosx",
    "$recycle.bin",
    "#recycle",
    "@eadir",
    ".git",
    ".ipynb_checkpoints",
    ".thumbnails",
    ".trash",
    ".trashes",
    "__pycache__",
    "lost+found",
    "node_modules",
    "system volume information",
}
SYSTEM_FILES = {"thumbs.db", "ehthumbs.db", "desktop.ini"}
FILE_OF_A_SYSTEM = "a file that a system keeps for itself"


def folder(path: str | os.PathLike, size: int = 48) -> PictureSet:
    """Pictures of your own as a PictureSet, RGB (n, size, size, 3), in the order of their names.

    With sub-folders each one is a class, with all pictures anywhere below it; a flat folder, and one whose sub-folders
    hold no picture, is the one class "all".
    The kinds of `course_lib.data.formats`, turned upright as the camera noted, over white where transparent, the first
    frame of an animation and the first page of a TIFF; the middle square of each. What cannot be used is in `skipped`
    as (file, reason), and so are folders that a system or a program keeps for itself. Hidden files are ignored. A name
    that is no UTF-8 is told with its bytes as \\xff. The split is that of `split_by_picture`. Decoded pictures are
    kept: the next call reads only what is new or has changed.

    Raises:
        ValueError: `path` is no folder, or holds no picture.
    """
    check_size(size)
    files, left_out = picture_files(path)
    path = Path(path).expanduser()
    results = read_changed_files(
        path, size, files, lambda some: [_first(found) for found in squares_of_files(some, size)]
    )
    read = [(file, result) for file, result in zip(files, results, strict=True) if isinstance(result, np.ndarray)]
    unread = [(file, result) for file, result in zip(files, results, strict=True) if isinstance(result, str)]
    skipped = tuple((printable(file.relative_to(path)), reason) for file, reason in sorted(left_out + unread))
    expect(read, "path", f"{path} with {len(skipped)} unusable files {skipped[:3]}", "a folder with pictures in it")
    return _as_set(path, read, skipped)


def picture(path: str | os.PathLike, size: int = 48) -> np.ndarray:
    """One picture file, RGB (size, size, 3) uint8, read as `folder` reads them.

    Raises:
        ValueError: with the reason, when it cannot be read.
    """
    check_size(size)
    (result,) = squares_of_files([Path(path).expanduser()], size)
    expect(not isinstance(result, str), "path", f"{path}: {result}", "a picture file")
    return _first(result)


def picture_files(path: str | os.PathLike, *, classes: bool = True) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The files below a folder that `folder` tries to read, in order, and the (file, reason) of what it leaves out.

    Args:
        path: of the folder.
        classes: whether each sub-folder is a class, so that a file beside them belongs to none and is left out. Beside
            such loose files, those in sub-folders are looked at until one is a picture.

    Raises:
        ValueError: `path` is no folder.
    """
    expect(os.fspath(path), "path", repr(path), "a folder that exists")  # else it would be the one at hand
    path = Path(path).expanduser()
    expect(os.path.isdir(path), "path", path, "a folder that exists")
    files, skipped = _files_below(path)
    files, strays = _without_strays(path, files) if classes else (files, [])
    return files, skipped + strays


def class_name(path: Path, file: Path) -> str:
    """The class of a file below the folder `path`: its first sub-folder, or "all" for a file in the folder itself."""
    return printable(file.relative_to(path).parts[0]) if file.parent != path else "all"


def _first(found):
    return found if isinstance(found, str) else found[0]


def _files_below(path):
    """All files below `path` in the order of their names, and the (folder, reason) that were not entered."""
    files: list[Path] = []
    links: list[Path] = []
    errors: list[OSError] = []
    skipped: list[tuple[Path, str]] = []
    for here, folders, names in os.walk(path, onerror=errors.append):
        strange = {name: _not_the_users(name) for name in sorted(folders)}
        skipped += [(Path(here, name), reason) for name, reason in strange.items() if reason]
        folders[:] = [name for name, reason in strange.items() if not reason]
        links += [Path(here, name) for name in folders if Path(here, name).is_symlink()]
        files += [Path(here, name) for name in names if not name.startswith(".")]
    skipped += [(file, FILE_OF_A_SYSTEM) for file in files if file.name.lower() in SYSTEM_FILES]
    files = [file for file in files if file.name.lower() not in SYSTEM_FILES]
    skipped += [(link, "a link to a folder is not followed") for link in links]
    return sorted(files), skipped + [(Path(error.filename), error.strerror) for error in errors]


def _not_the_users(name):
    """In words why a folder of this name is not entered, or nothing."""
    if name.lower() in SYSTEM_FOLDERS:
        return "a folder of a system or a program, not entered"
    return "a hidden folder, not entered" if name.startswith(".") else ""


def _without_strays(path, files):
    """Where there are classes, a file beside the sub-folders belongs to none; without a picture they are no classes."""
    loose, inside = [file for file in files if file.parent == path], [file for file in files if file.parent != path]
    if not loose or not any(is_picture(file) for file in inside):
        return files, []
    return inside, [(file, "lies beside the class folders, not in one") for file in loose]


def printable(path: str | os.PathLike) -> str:
    r"""A path as text that can be printed and kept: Linux takes any bytes for a name, and \xff stands for odd ones.

    Different paths stay different: what looks so already gets a second backslash.

    >>> printable(Path("photos") / "ä.jpg")
    'photos/ä.jpg'
    """
    text = os.fsencode(Path(path).as_posix()).decode("utf-8", "surrogateescape")
    text = re.sub(r"\\+(?=x|[\udc80-\udcff])", lambda found: 2 * found[0], text)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _as_set(path, read, skipped):
    classes = [class_name(path, file) for file, _ in read]
    names, labels = np.unique(classes, return_inverse=True)
    everything = PictureSet(
        pictures=np.stack([picture for _, picture in read]),
        labels=labels.astype(np.int64),
        names=tuple(names.tolist()),
        split=np.full(len(read), "train"),
        source=f"Pictures from the folder {printable(path.resolve().name)}.",
        files=tuple(printable(file.relative_to(path)) for file, _ in read),
        skipped=skipped,
    )
    return split_by_picture(everything)

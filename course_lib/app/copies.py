"""Copies of found pictures in a folder of their own, numbered from the nearest on; no file is ever overwritten."""

import os
import re
import shutil
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from course_lib import data
from course_lib.app.answer_lines import Answer
from course_lib.app.case_pictures import TITLES, member_of
from course_lib.app.collection import Collection
from course_lib.app.folder_pictures import file_paths
from course_lib.app.known_pictures import file_digest
from course_lib.errors import expect
from course_lib.machine.new_files import names_in_turn, write_at_first_free_name
from course_lib.machine.output import on_one_line

LONGEST = 150  # bytes of the name of a copy, its number aside; file systems take 255
NOT_EVERYWHERE = re.compile(r'[\\/:*?"<>|]')  # signs that Windows takes in no name


def check_target(target: str | os.PathLike, data_name: str) -> Path:
    """The folder for copies.

    Raises:
        ValueError: it is a file, or in the folder that is searched, or what is searched has no files.
    """
    folder = Path(target).expanduser()
    expect(os.fspath(target), "copy_to", repr(target), "the path of a folder")
    expect(not folder.exists() or folder.is_dir(), "copy_to", f"the file {folder}", "a folder, which need not exist")
    expect(data_name != "catalogue", "copy_to", str(folder), "none: the drawn catalogue has no files")
    if data_name not in TITLES:
        searched = Path(data_name).expanduser().resolve()
        outside = searched != folder.resolve() and searched not in folder.resolve().parents
        expect(outside, "copy_to", f"{folder}, which the next search would search too", f"a folder outside {searched}")
    return folder


def copy_hits(folder: Path, collection: Collection, answers: Sequence[Answer], data_name: str) -> str:
    """Copy the files that were found, as "01 name.jpg", "02 name.jpg" and so on.

    With several queries each has a folder of its own, named by its file. Where a name is taken, the copy gets another
    one, such as "01 name-2.jpg"; where the same file lies there already, it stays and is not copied again.

    Args:
        folder: where to; it is made when it is missing.
        collection: what was searched.
        answers: what was found.
        data_name: its name, or the path of the folder.

    Returns:
        What was copied, in a sentence.

    Raises:
        OSError: a file cannot be read, or a copy not be written.
    """
    write = _from_archive(collection) if data_name in TITLES else _from_folder(data_name, collection)
    copied = already = 0
    taken: set[Path] = set()
    for answer in answers:
        here = _own_folder(folder, answer, taken) if len(answers) > 1 else folder
        here.mkdir(parents=True, exist_ok=True)
        for rank, hit in enumerate(answer.hits, start=1):
            name = f"{rank:0{len(str(max(10, len(answer.hits))))}} {safe_name(hit.file)}"
            is_new = _copy(here / name, partial(write, hit.place))
            copied, already = copied + is_new, already + (not is_new)
    there = f"; {already} lay there already" if already else ""
    return f"{copied} of the files that were found are copied to {folder}{there}."


def safe_name(file: str) -> str:
    """The last part of a path as a name that every system takes and every terminal shows.

    >>> safe_name('shop/what?.jpg')
    'what_.jpg'
    """
    name = NOT_EVERYWHERE.sub("_", on_one_line(file.rpartition("/")[2])).strip(" .") or "_"
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, dot + ending) if stem and len(ending) < 10 else (name, "")
    return stem.encode()[: LONGEST - len(ending)].decode(errors="ignore").strip() + ending


def _own_folder(folder, answer, taken):
    """A folder for the copies of one query among several; two queries of one name get two."""
    name = safe_name(Path(answer.path).name).rpartition(".")[0] or safe_name(Path(answer.path).name)
    here = next(path for path in names_in_turn(folder / name) if path not in taken)
    taken.add(here)
    return here


def _copy(path: Path, write: Callable[[Path], object]) -> bool:
    """Whether a new copy was made: not where the same content lies at the path, or at one of its other names."""
    copy = write_at_first_free_name(path, write)
    digest = file_digest(copy)
    for name in names_in_turn(path):
        if name == copy:
            return True
        if name.is_file() and name.stat().st_size == copy.stat().st_size and file_digest(name) == digest:
            copy.unlink()
            return False
    raise AssertionError("the copy is one of the names")


def _from_folder(data_name, collection):
    paths = file_paths(Path(data_name).expanduser(), collection.facts.stamps)
    return lambda place, part: shutil.copy2(paths[place], part)


def _from_archive(collection):
    archive = data.find("groceries")
    if archive is None:
        raise FileNotFoundError("the archive of the groceries is not on this machine any more, so nothing is copied")

    def write(place, part):
        with zipfile.ZipFile(archive) as file:
            part.write_bytes(file.read(member_of(file, collection.facts.files[place])))

    return write

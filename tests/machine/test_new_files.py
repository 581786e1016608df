"""Nothing takes another file's place, whatever happens meanwhile."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from course_lib.machine.new_files import write_at_first_free_name, write_new


@pytest.fixture(params=["links", "no links"])
def file_system(request, monkeypatch):
    """This machine's file system, and one without hard links, as on a memory stick."""

    def refuse(*_):
        raise OSError(errno.EPERM, "no links here")

    if request.param == "no links":
        monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("file_system")
def test_what_lies_there_stays(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a.txt", lambda part: part.write_text("new"))
    (tmp_path / "dead").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "dead", lambda part: part.write_text("new"))
    write_new(tmp_path / "b.txt", lambda part: part.write_text("new"))
    assert {path.name: path.read_text() for path in tmp_path.glob("*.txt")} == {"a.txt": "old", "b.txt": "new"}


@pytest.mark.usefixtures("file_system")
def test_a_file_that_comes_while_the_new_one_is_written_stays_too(tmp_path):
    path = tmp_path / "a.txt"
    with pytest.raises(FileExistsError):
        write_new(path, lambda part: (part.write_text("new"), path.write_text("theirs")))
    assert [entry.read_text() for entry in tmp_path.iterdir()] == ["theirs"]


@pytest.mark.usefixtures("file_system")
def test_many_at_once_get_names_of_their_own(tmp_path):
    write = lambda i: write_at_first_free_name(tmp_path / "a.txt", lambda part: part.write_text(str(i)))
    with ThreadPoolExecutor(8) as workers:
        names = list(workers.map(write, range(40)))
    assert sorted(path.read_text() for path in tmp_path.iterdir()) == sorted(map(str, range(40)))
    assert all(path.read_text() == str(i) for i, path in enumerate(names))
    assert tmp_path / "a-40.txt" in names


def test_what_was_half_written_is_removed(tmp_path):
    def fail(part):
        part.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_new(tmp_path / "a.txt", fail)
    assert list(tmp_path.iterdir()) == []

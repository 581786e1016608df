"""Files and folders that are replaced whole or not at all, and the lock under which programs take turns."""

import os
import subprocess
import sys
import time

import pytest

from course_lib import errors
from course_lib.machine import files
from course_lib.machine.files import file_lock, replace_atomically, replace_bytes, replace_text, set_aside

HOLD = (
    "import sys\nfrom course_lib.machine.files import file_lock\n"
    "with file_lock(sys.argv[1]):\n    print('held', flush=True)\n    sys.stdin.readline()\n"
)


def names(folder):
    """What lies in a folder, locks left out."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def leftover(path, age):
    """A half-written folder beside `path`, as a kill leaves it, last touched `age` seconds ago."""
    left = path.with_name(f".part-{'0' * 32}-{path.name}")
    left.mkdir(parents=True)
    (left / "half").write_text("half")
    os.utime(left, (time.time() - age,) * 2)
    return left


class Broken(Exception):
    """What goes wrong in a block."""


def write_half(path, inner=".", **options):
    """Begin a new file `path`, or a folder with one inside, and break off."""
    with replace_atomically(path, **options) as part:
        if inner != ".":
            (part / inner).mkdir(parents=True)
        (part / inner / "half" if inner != "." else part).write_text("half")
        raise Broken


def hold(path):
    """Another program that holds the lock of `path` until it gets a line or is killed."""
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout.readline() == "held\n"
    return program


def test_a_file_is_made_with_its_folder_and_replaced(tmp_path):
    path = tmp_path / "new" / "word.txt"
    for text in ("süß\n", "sauer\r\n"):
        replace_text(path, text)
        assert path.read_bytes() == text.encode("utf-8")
    replace_bytes(path, b"one", b"", b"two")
    assert path.read_bytes() == b"onetwo"
    assert names(path.parent) == ["word.txt"]


def test_the_path_to_write_to_ends_like_the_true_one(tmp_path):
    """np.savez and Keras look at the ending of a name, and add theirs or refuse."""
    with replace_atomically(tmp_path / "net.weights.h5") as part:
        assert part.name.endswith("net.weights.h5")
        assert part.parent == tmp_path
        part.write_text("weights")
    assert names(tmp_path) == ["net.weights.h5"]


def test_after_an_error_the_old_file_is_there_and_nothing_else(tmp_path):
    path = tmp_path / "word.txt"
    replace_text(path, "old")
    with pytest.raises(Broken):
        write_half(path)
    assert path.read_text() == "old"
    assert names(tmp_path) == ["word.txt"]


def test_a_block_that_writes_nothing_is_an_error(tmp_path):
    replace_text(tmp_path / "word.txt", "old")
    with pytest.raises(FileNotFoundError), replace_atomically(tmp_path / "word.txt"):
        pass
    assert (tmp_path / "word.txt").read_text() == "old"


def test_a_folder_comes_whole_or_not_at_all(tmp_path):
    path = tmp_path / "data"
    with pytest.raises(Broken):
        write_half(path, inner="inner")
    assert names(tmp_path) == []
    with replace_atomically(path) as part:
        (part / "inner").mkdir(parents=True)
        (part / "inner" / "whole").write_text("whole")
        assert not path.exists()
    assert names(tmp_path) == ["data"]
    assert (path / "inner" / "whole").read_text() == "whole"


def test_the_bytes_are_on_disk_before_the_old_file_gives_way(tmp_path, monkeypatch):
    """Both are asked of the system in this order, for a file and for each file of a folder."""
    calls, fsync, replace = [], os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda number: (calls.append("fsync"), fsync(number)))
    monkeypatch.setattr(os, "replace", lambda *paths: (calls.append("replace"), replace(*paths)))
    replace_text(tmp_path / "word.txt", "new")
    assert calls == ["fsync", "replace"]
    calls.clear()
    with replace_atomically(tmp_path / "data") as part:
        part.mkdir()
        (part / "a").touch()
        (part / "b").touch()
    assert calls == ["fsync", "fsync", "replace"]


def test_a_kill_while_writing_leaves_the_old_file(tmp_path):
    path = tmp_path / "word.txt"
    replace_text(path, "old")
    code = (
        "import os, sys\nfrom course_lib.machine.files import replace_atomically\n"
        "with replace_atomically(sys.argv[1]) as part:\n"
        "    part.write_text('half')\n    os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode != 0
    assert path.read_text() == "old"
    assert len(names(tmp_path)) == 2
    left = next(part for part in tmp_path.iterdir() if part.name.startswith(".part-"))
    os.utime(left, (time.time() - files.HOUR - 60,) * 2)
    replace_text(path, "new")
    assert path.read_text() == "new"
    assert names(tmp_path) == ["word.txt"]


def test_only_what_a_kill_left_long_ago_of_this_very_file_is_removed(tmp_path):
    path = tmp_path / "data"
    young, other = leftover(path, age=60), leftover(tmp_path / "other", age=2 * files.HOUR)
    old = leftover(tmp_path / "elsewhere" / "data", age=2 * files.HOUR)
    for target in (path, tmp_path / "elsewhere" / "data"):
        with replace_atomically(target) as part:
            part.mkdir()
    assert young.exists()
    assert other.exists()
    assert not old.exists()


def test_what_is_to_be_resumed_stays_after_an_error_and_is_gone_after_success(tmp_path):
    path = tmp_path / "photos.zip"
    with pytest.raises(Broken):
        write_half(path, resume=True)
    assert names(tmp_path) == ["photos.zip.part"]
    with replace_atomically(path, resume=True) as part:
        assert part == tmp_path / "photos.zip.part"
        part.write_text(part.read_text() + " and the rest")
    assert names(tmp_path) == ["photos.zip"]
    assert path.read_text() == "half and the rest"


def test_damaged_files_are_kept_under_free_names(tmp_path):
    for number in (1, 2):
        replace_text(tmp_path / "progress.json", str(number))
        assert set_aside(tmp_path / "progress.json") == tmp_path / f"progress.damaged-{number}.json"
    assert [(tmp_path / name).read_text() for name in names(tmp_path)] == ["1", "2"]


def test_a_second_program_waits_and_says_so(tmp_path, capfd):
    program = hold(tmp_path / "new" / "archive.zip")
    waiting = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "new" / "archive.zip")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert waiting.stdout.readline() == "Another program is at work on archive.zip; waiting for it.\n"
    program.communicate("\n")
    assert waiting.stdout.readline() == "held\n"
    waiting.communicate("\n")
    assert [program.returncode, waiting.returncode] == [0, 0]


def test_a_killed_holder_holds_nothing(tmp_path):
    program = hold(tmp_path / "archive.zip")
    program.kill()
    program.communicate()
    with file_lock(tmp_path / "archive.zip") as lock:
        assert not lock.closed
    assert lock.closed


@pytest.mark.skipif(os.name == "nt", reason="files are handed to children by number on POSIX only")
def test_a_child_that_got_the_open_lock_holds_it_when_its_parent_is_killed(tmp_path):
    code = (
        "import os, subprocess, sys\nfrom course_lib.machine.files import file_lock\n"
        "with file_lock(sys.argv[1]) as lock:\n"
        "    child = subprocess.Popen([sys.executable, '-c', 'input()'], pass_fds=(lock.fileno(),))\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    path, (end, child_end) = tmp_path / "venv", os.pipe()[::-1]
    parent = subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=child_end)
    parent.wait()
    waiting = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert "waiting" in waiting.stdout.readline()
    os.write(end, b"\n")
    assert waiting.stdout.readline() == "held\n"
    waiting.communicate("\n")
    os.close(end)
    os.close(child_end)


def test_a_place_that_cannot_be_written_is_explained_with_the_advice(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(errors.CourseProblem, match=r"file cannot be written \(.+\)\. Set COURSE_CACHE to"),
        file_lock(tmp_path / "file" / "archive.zip"),
    ):
        pass
    with pytest.raises(errors.CourseProblem, match="Go away"), file_lock(tmp_path / "file" / "x", advice="Go away."):
        pass


def test_an_error_in_the_block_is_not_taken_for_one_of_the_lock(tmp_path):
    with pytest.raises(PermissionError, match="of the block"), file_lock(tmp_path / "archive.zip"):
        raise PermissionError("of the block")
    with file_lock(tmp_path / "archive.zip"):  # free again
        pass

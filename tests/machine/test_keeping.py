"""What cannot be kept is used all the same, what was kept before is whole: no room, no place, a signal at any step."""

import os
import subprocess
import sys
import warnings

import pytest
from helpers.full_disk import files_end_at
from helpers.interrupts import interrupted_everywhere
from helpers.kept_file import FILES, NEW, OLD, keep, state, write

from course_lib.errors import CourseProblem
from course_lib.machine.array_file import write_arrays
from course_lib.machine.keeping import keep_if_possible, turn_if_possible
from course_lib.paths import ROOT

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither the limit nor the signals")


def left_beside(path):
    return [name for name in os.listdir(path.parent) if name != path.name and not name.endswith(".lock")]


@posix
def test_a_write_that_fails_at_every_byte_leaves_the_old_file_and_one_warning(tmp_path):
    path = tmp_path / "kept.arrays"
    write(path, NEW)
    size = path.stat().st_size
    write(path, OLD)
    for room in range(size):
        with warnings.catch_warnings(record=True) as said, files_end_at(room):
            warnings.simplefilter("always")
            assert keep(path) is False
        (sentence,) = (str(warning.message) for warning in said)
        assert sentence.startswith(f"A test cannot be kept in {tmp_path} (File too large). The work goes on")
        assert state(path) == "old"
    assert left_beside(path) == []
    with files_end_at(size):
        assert keep(path) is True
    assert state(path) == "new"


def in_a_file(tmp_path):
    (tmp_path / "file").write_text("in the way")
    return tmp_path / "file" / "kept"


def folder_for_the_file(tmp_path):
    (tmp_path / "kept" / "inside").mkdir(parents=True)
    return tmp_path / "kept"


def folder_for_the_lock(tmp_path):
    (tmp_path / "kept.lock").mkdir()
    return tmp_path / "kept"


def below_a_device(tmp_path):
    return tmp_path.__class__(os.devnull) / "kept"


def too_long(tmp_path):
    return tmp_path / ("x" * 300) / "kept"


def round_a_loop(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    return tmp_path / "loop" / "kept"


@posix
@pytest.mark.parametrize(
    "place", [in_a_file, folder_for_the_file, folder_for_the_lock, below_a_device, too_long, round_a_loop]
)
def test_a_place_that_cannot_be_written_is_named_once(tmp_path, place):
    path = place(tmp_path)
    with pytest.warns(UserWarning, match=r"A test cannot be kept in .* \(.+\)\. .* Set COURSE_CACHE to") as said:
        assert keep(path) is False
    assert len(said) == 1
    assert str(path.parent) in str(said[0].message)


def test_a_fault_of_the_work_itself_is_not_taken_for_one_of_the_place(tmp_path):
    def fail(problem):
        with turn_if_possible(tmp_path / "kept", "A test") as held:
            assert held
            raise problem

    for kind in (CourseProblem, OSError, ValueError):
        with pytest.raises(kind, match="of the work"):
            fail(kind("of the work"))
    with pytest.raises(ValueError, match="facts: expected what JSON can say"):
        keep_if_possible(tmp_path / "a", "A test", lambda: write_arrays(tmp_path / "a", "test", 1, {"a": {1}}, {}))


@posix
def test_control_c_before_any_line_leaves_the_old_or_the_new_file(tmp_path):
    path = tmp_path / "kept.arrays"
    states = set()

    def check():
        states.add(state(path))
        assert keep(path) is True, "the lock was let go"
        write(path, OLD)

    write(path, OLD)
    steps = interrupted_everywhere(FILES, lambda: keep(path), check)
    assert steps > 60
    assert states == {"old", "new"}


KILLED = """
import sys
from pathlib import Path
sys.path.insert(0, "tests")
from helpers.interrupts import killed_everywhere
from helpers.kept_file import FILES, OLD, keep, state, write
path, states = Path(sys.argv[1]), []
write(path, OLD)
def check():
    states.append(state(path))
    write(path, OLD)
steps = killed_everywhere(FILES[:1], lambda: keep(path), check)
assert set(states) == {"old", "new"}, states
print(steps)
"""


@posix
def test_killed_before_any_line_the_old_or_the_new_file_is_there(tmp_path):
    """In a process of its own, which has no threads that a fork could leave behind."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "kept.arrays")], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert int(done.stdout) > 30

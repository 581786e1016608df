"""Memory and cores where a container has less than the computer, by files as Linux writes them and by a real group."""

import subprocess
import sys

import pytest

from course_lib.machine import confined, cores, memory

LIMIT = 300_000_000
LOOK = "from course_lib.machine import memory as m; print(m.total(), m.available())"


def group(root, kind, limit, used, files):
    """Write what the kernel shows of a group."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "cgroup.procs").write_text("")
    (root / kind.limit).write_text(f"{limit}\n")
    (root / kind.used).write_text(f"{used}\n")
    (root / "memory.stat").write_text(f"anon 1\n{kind.files} {files}\n")


@pytest.fixture(params=[0, 1], ids=["old", "new"])
def kind(request, tmp_path, monkeypatch):
    """A kind of groups whose root is in a folder."""
    given = memory.KINDS[request.param]
    made = memory.Kind(tmp_path / "root", given.limit, given.used, given.files)
    monkeypatch.setattr(memory, "KINDS", tuple(made if each is given else each for each in memory.KINDS))
    monkeypatch.setattr(memory, "TOLD", tmp_path / "told")
    (tmp_path / "told").write_text("3:cpu:/\n" + ("5:memory:/a/b\n0::/\n", "0::/a/b\n")[request.param])
    return made


def test_the_smallest_limit_around_a_program_counts_and_pages_of_files_do_not(kind):
    group(kind.root, kind, "max", 0, 0)
    group(kind.root / "a", kind, LIMIT, 200_000_000, 50_000_000)
    group(kind.root / "a" / "b", kind, 2 * LIMIT, 10, 0)
    assert memory.own_group() == (kind, kind.root / "a" / "b")
    assert (memory.total(), memory.available()) == (LIMIT, 150_000_000)


def test_a_container_sees_its_own_group_as_the_root(kind):
    group(kind.root, kind, LIMIT, LIMIT + 5, 0)
    assert (memory.total(), memory.available()) == (LIMIT, 0)


def test_without_a_limit_it_is_the_computer(kind):
    group(kind.root, kind, "max", 0, 0)
    assert memory.total() == memory._measured().total
    assert memory.available() > LIMIT


def test_where_no_groups_are_told_there_are_none(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "TOLD", tmp_path / "nowhere")
    assert memory.own_group() is None
    assert memory.total() == memory._measured().total


def test_in_a_real_group_its_limit_is_told():
    with confined.memory_group("course-memory", LIMIT) as folder:
        if folder is None:
            pytest.skip("nobody may make a group of memory here")
        words = confined.command([sys.executable, "-c", LOOK], 1, folder)
        total, available = map(int, subprocess.run(words, capture_output=True, check=True).stdout.split())
    assert LIMIT - 5000 < total <= LIMIT
    assert 0 < available < total


@pytest.mark.parametrize(
    ("files", "expected"), [({"a": "150000 100000"}, 2), ({"a": "max 100000"}, 64), ({"a": "50000", "b": "100000"}, 1)]
)
def test_a_share_of_the_time_counts_as_so_many_cores(tmp_path, monkeypatch, files, expected):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(cores, "SHARES", (tuple(tmp_path / name for name in files), (tmp_path / "nowhere",)))
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda _: range(64), raising=False)
    assert cores.cores() == expected

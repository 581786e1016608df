"""Start a program as a small machine would: on some of the cores, within so much memory. On Linux alone.

python -m course_lib.machine.confined --cores 1 --group /sys/fs/cgroup/small -- python -c "print(1)"
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from course_lib.errors import expect
from course_lib.machine import memory
from course_lib.machine.processes import replace_process


@contextlib.contextmanager
def memory_group(name: str, limit: float) -> Iterator[Path | None]:
    """A group of processes that have `limit` bytes together, and the folder by which it is known.

    None stands for the folder where this computer lets nobody make one: without Linux, without the rights, or in a
    container that was given none. Above its limit the kernel ends a process of the group.

    Args:
        name: of the folder, which must not exist yet.
        limit: bytes.
    """
    found, folder, limited = memory.own_group(), None, False
    if found is not None:
        kind, around = found
        with contextlib.suppress(OSError, ValueError):
            (around / name).mkdir()
            folder = around / name
            (folder / kind.limit).write_text(str(int(limit)), encoding="utf-8")
            # The kernel rounds down to whole pages.
            limited = int((folder / kind.limit).read_text(encoding="utf-8")) <= limit
    try:
        yield folder if limited else None
    finally:
        if folder is not None:
            with contextlib.suppress(OSError):  # a process that has not ended yet keeps it
                folder.rmdir()


def command(words: list[str], cores: int, group: Path | None = None) -> list[str]:
    """The words that start the program `words` on `cores` cores, in the memory group at `group` if there is one.

    Raises:
        OSError: this system can't hold a program to some of the cores; Linux can.
        ValueError: there are fewer cores, or none is asked for.
    """
    expect(hasattr(os, "sched_setaffinity"), "cores", f"{cores} on {sys.platform}", "Linux", OSError)
    there = len(os.sched_getaffinity(0))
    expect(1 <= cores <= there, "cores", cores, f"1 to {there}, which this process may use")
    joined = ["--group", str(group)] if group else []
    return [sys.executable, "-m", "course_lib.machine.confined", "--cores", str(cores), *joined, "--", *words]


def main() -> int:
    """Confine this process, and go on as the program that was named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cores", type=int, required=True)
    parser.add_argument("--group", type=Path)
    parser.add_argument("words", nargs="+")
    asked = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-asked.cores :])
    if asked.group:
        (asked.group / "cgroup.procs").write_text(str(os.getpid()), encoding="utf-8")
    return replace_process(asked.words)


if __name__ == "__main__":
    raise SystemExit(main())

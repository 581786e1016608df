"""How many processor cores this program may use, which in a container are fewer than the computer has."""

import contextlib
import math
import os
from collections.abc import Iterator
from pathlib import Path

# The share of processor time that Linux gives a container, as two numbers of microseconds: in a file, or in two.
SHARES = (
    (Path("/sys/fs/cgroup/cpu.max"),),
    (Path("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"), Path("/sys/fs/cgroup/cpu/cpu.cfs_period_us")),
)


def cores() -> int:
    """At least 1: those that this process may run on, or as many as its share of their time comes to.

    >>> 1 <= cores() <= (os.cpu_count() or 1)
    True
    """
    may_use = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min([may_use, *_by_share()]))


def _by_share() -> Iterator[int]:
    for files in SHARES:
        with contextlib.suppress(OSError, ValueError):
            words = (word for file in files for word in file.read_text(encoding="utf-8").split())
            quota, period = map(int, words)  # "max" is no number
            if quota > 0 and period > 0:
                yield math.ceil(quota / period)

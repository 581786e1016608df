"""How much memory there is, in bytes: on the computer, or in the container that this program runs in.

In a browser nobody tells; Python there has addresses of 32 bits. Linux holds the programs of a container, such as a
session of Binder, to a limit by a group of processes; what the computer as a whole has is not theirs.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

IN_A_BROWSER = 2**32
TOLD = Path("/proc/self/cgroup")  # which groups this program is in


@dataclass(frozen=True)
class Kind:
    """How one version of the kernel's groups is read: its folder, the files of limit and use, and of what can go."""

    root: Path
    limit: str
    used: str
    files: str  # the line of memory.stat that counts pages of files, which the kernel drops when memory is short


KINDS = (
    Kind(Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    Kind(Path("/sys/fs/cgroup"), "memory.max", "memory.current", "inactive_file"),
)


def total() -> int:
    """What this program and its neighbours may have together.

    >>> total() >= available() > 0
    True
    """
    whole = getattr(_measured(), "total", IN_A_BROWSER)
    return min([whole, *(limit for limit, _ in _groups())])


def available() -> int:
    """What nobody uses now."""
    free = getattr(_measured(), "available", IN_A_BROWSER)
    return max(0, min([free, *(limit - used for limit, used in _groups())]))


def own_group() -> tuple[Kind, Path] | None:
    """The group of processes whose memory is counted together with ours: how it is read, and its folder."""
    with contextlib.suppress(OSError):
        for line in TOLD.read_text(encoding="utf-8").splitlines():
            _, names, path = line.split(":", 2)
            for kind in KINDS[:1] if "memory" in names.split(",") else KINDS[1:] if not names else ():
                inside = kind.root / path.lstrip("/")  # a container sees its own group as the root
                folder = inside if inside.is_dir() else kind.root
                if (folder / "cgroup.procs").is_file():
                    return kind, folder
    return None


def _groups() -> Iterator[tuple[int, int]]:
    """(limit, bytes used that can't be dropped) of our group, and of those around it, where they have a limit."""
    found = own_group()
    if found is None:
        return
    kind, folder = found
    while folder.is_relative_to(kind.root):
        with contextlib.suppress(OSError, ValueError, KeyError):
            stat = dict(line.split() for line in (folder / "memory.stat").read_text(encoding="utf-8").splitlines())
            # A limit of "max" is no number.
            limit, used = (int((folder / name).read_text(encoding="utf-8")) for name in (kind.limit, kind.used))
            yield limit, used - int(stat[kind.files])
        folder = folder.parent


def _measured():
    try:
        import psutil
    except ModuleNotFoundError:
        return None
    return psutil.virtual_memory()

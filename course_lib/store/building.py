"""How an index is built: the memory and the processes that the database may take for it."""

import math
import os
import shutil
from collections.abc import Callable

import psycopg

from course_lib.errors import check_whole
from course_lib.machine.cores import cores
from course_lib.machine.memory import available
from course_lib.store.tables import Tables

SMALLEST = 64  # MB
# Bytes of a picture in the graph beside its numbers: 715 with 16, 64 and 256 numbers, by pgvector's notice of where a
# graph outgrew its memory. Several processes take all of the memory at once, so it is not much more.
PER_PICTURE, SPARE = 720, 1.25
PARALLEL_SINCE = (0, 8, 2)  # pgvector; before, several processes could overflow a buffer (CVE-2026-3172)
SHARED = "/dev/shm"  # where Linux keeps what processes share; small in many containers


def check_building(memory: int | None, processes: int | None) -> None:
    """Raise ValueError unless `memory` is None or MB, `processes` None or how many beside the first."""
    if memory is not None:
        check_whole("memory", memory, 1, 2**21)
    if processes is not None:
        check_whole("processes", processes, 0, 1024)


def means_of(
    tables: Tables, memory: int | None, processes: int | None, is_here: bool, pictures: int, dimension: int
) -> tuple[int, int]:
    """(MB, processes beside the first) with which an index is built.

    Args:
        tables: of the collection.
        memory: MB as asked, None: what the graph needs, but a quarter of what is free at most, where the server runs on
            this machine; of another server what its administrator set (maintenance_work_mem); SMALLEST at least.
        processes: as asked, None: as many as there are further cores where the server runs here, else what its
            administrator set; none where the memory that they share is not there, or pgvector is too old.
        is_here: does the server run on this machine?
        pictures: how many the graph will hold.
        dimension: how many numbers an embedding has.
    """
    if memory is None:
        needed = math.ceil(SPARE * pictures * (4 * dimension + PER_PICTURE) / 1e6)
        memory = max(SMALLEST, min(needed, available() // 4_000_000) if is_here else _megabytes(tables))
    if processes is None:
        processes = cores() - 1 if is_here else _setting(tables, "max_parallel_maintenance_workers")
        if _version(tables) < PARALLEL_SINCE or (is_here and not _can_share(memory)):
            processes = 0
    return int(memory), processes


def _can_share(memory):
    return not os.path.isdir(SHARED) or shutil.disk_usage(SHARED).free > 1.25e6 * memory


def _megabytes(tables):
    return tables.run("select pg_size_bytes(current_setting('maintenance_work_mem')) / 1000000").fetchone()[0]


def _setting(tables, name):
    return int(tables.run("select current_setting(%s)", [name]).fetchone()[0])


def _version(tables):
    text = tables.run("select extversion from pg_extension where extname = 'vector'").fetchone()[0]
    return tuple(int(part) for part in text.split("."))


class Hints:
    """While it is open, what the database advises is told as sentences; other notices are not.

    Args:
        connection: whose notices are heard.
        tell: takes each sentence.
    """

    def __init__(self, connection: psycopg.Connection, tell: Callable[[str], object]) -> None:
        self._connection, self._tell = connection, tell

    def __enter__(self) -> None:
        self._connection.add_notice_handler(self._hear)

    def __exit__(self, *_: object) -> None:
        self._connection.remove_notice_handler(self._hear)

    def _hear(self, notice: psycopg.errors.Diagnostic) -> None:
        if notice.message_hint:
            parts = (notice.message_primary, notice.message_detail, notice.message_hint)
            self._tell(" ".join(f"{part.rstrip('.')}." for part in parts if part))

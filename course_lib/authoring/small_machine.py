"""A machine as Binder lends it: one core, two gigabytes, and JupyterLab's server beside the lesson's kernel."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from course_lib.errors import expect
from course_lib.machine import confined, processes
from course_lib.paths import ROOT

CORES, MEMORY = 1, 2_000_000_000  # bytes; what mybinder.org gives a session, https://mybinder.readthedocs.io
SECONDS_TO_START = 300
START = ROOT / "binder" / "start"  # sets the threads of a session, and hands over
TOKEN = "course"  # of a server that listens on this computer alone


@dataclass(frozen=True)
class SmallMachine:
    """What runs on it, and within what."""

    server: psutil.Process
    group: Path | None

    def command(self, words: list[str]) -> list[str]:
        """The words that start the program `words` on it."""
        return [str(START), *confined.command(words, CORES, self.group)]

    @property
    def limit_gb(self) -> float | None:
        """Gigabytes that all its programs had together; None where this computer could not hold them to that."""
        return MEMORY / 1e9 if self.group else None


def offered() -> bool:
    """Whether this system can hold a program to one core."""
    return hasattr(os, "sched_setaffinity")


@contextlib.contextmanager
def with_notebook(path: str | os.PathLike) -> Iterator[SmallMachine]:
    """Start it, with a server that has read the notebook `path`; everything ends with the block.

    Raises:
        OSError: this system can't hold a program to one core, or the server did not start.
    """
    path = Path(path).resolve()
    with confined.memory_group(f"course-{os.getpid()}", MEMORY) as group, tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
        words += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={path.parent}"]
        environ = os.environ | {"JUPYTER_RUNTIME_DIR": folder}
        with open(Path(folder) / "log", "wb") as log:
            started = subprocess.Popen(
                [str(START), *confined.command(words, CORES, group)], env=environ, stdout=log, stderr=log
            )
        try:
            _read_there(_address(Path(folder), started), path.name)
            yield SmallMachine(psutil.Process(started.pid), group)
        finally:
            processes.end_tree(started.pid)
            started.wait()


def _address(folder, started):
    """Where the server listens, as soon as it does."""
    over = time.monotonic() + SECONDS_TO_START
    while not (notes := list(folder.glob("jpserver-*.json"))):
        alive = started.poll() is None and time.monotonic() < over
        log = (folder / "log").read_text(encoding="utf-8", errors="replace") if not alive else ""
        expect(alive, "JupyterLab", f"no server: {log[-1000:]}", "a server that starts", OSError)
        time.sleep(0.1)
    while not (text := notes[0].read_text(encoding="utf-8")).strip():
        time.sleep(0.1)
    return json.loads(text)["url"]


def _read_there(address, name):
    """The page of JupyterLab and the notebook, as a browser asks for them."""
    for part in ("lab", f"api/contents/{name}"):
        asked = urllib.request.Request(address + part, headers={"Authorization": f"token {TOKEN}"})
        with urllib.request.urlopen(asked, timeout=SECONDS_TO_START) as answer:
            answer.read()

"""How much of the machine other programs take while one of ours runs."""

import contextlib
import os
import threading
import time

import psutil

LOOK = 2.0  # seconds between two looks


class OtherLoad:
    """The share of all cores that other programs take while a process runs: `with OtherLoad(pid) as load: ...`."""

    def __init__(self, pid: int):
        self.pid, self.others, self.ended = pid, 0.0, threading.Event()

    def __enter__(self) -> "OtherLoad":
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def _watch(self):
        begin, work = time.monotonic(), busy_seconds()
        own: dict[tuple[int, float], float] = {}
        while not self.ended.wait(LOOK):
            own |= seconds_of(self.pid)
            took = time.monotonic() - begin
            others = busy_seconds() - work - sum(own.values())
            self.others = min(1.0, max(0.0, others / took / (os.cpu_count() or 1)))


def busy_seconds() -> float:
    """Processor seconds that all programs of the machine have taken so far."""
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0)


def seconds_of(pid: int) -> dict[tuple[int, float], float]:
    """{(pid, start): processor seconds} of a process and of all that it started and that still lives."""
    found = {}
    with contextlib.suppress(psutil.NoSuchProcess):
        for each in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            times = each.cpu_times()
            found[each.pid, each.create_time()] = times.user + times.system
    return found

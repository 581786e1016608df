"""Cells run one by one in one kernel, whatever they do: raise, hang, print without end, end the kernel."""

import asyncio
import contextlib
import re
import secrets
import subprocess
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.authoring import kernel
from course_lib.classroom.allowance import PATIENCE, Limits
from course_lib.classroom.homes import environ_of, place_of
from course_lib.classroom.listening import Listener
from course_lib.classroom.watching_over import end_group, end_who_live_in, printed_too_much, too_much

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SECONDS_TO_SHOW = 60  # in which a verdict comes after its cell has ended, on a machine that is busy with others
# An expression that is evaluated beside a cell stands in no history, so an answer cannot read the key there.
BEGIN = "__import__('course_lib.exercises.seal', fromlist=['']).begin('{}')"
LONGEST = 300  # letters of what an error says


@dataclass(frozen=True)
class Outcome:
    """What became of a cell.

    Args:
        error: a sentence about what went wrong, empty where nothing did.
        gone: whether the kernel has ended.
        verdicts: {exercise: (state, sentence)} that it showed.
        forged: whether it showed a verdict that is not ours.
    """

    error: str = ""
    gone: bool = False
    verdicts: dict[str, tuple[str, str]] = field(default_factory=dict)
    forged: bool = False


class Sitting:
    """A kernel that takes cells."""

    def __init__(self, client: Listener, manager: Any, limits: Limits) -> None:
        self.client, self.manager, self.limits = client, manager, limits
        self.slowest = 0.0
        self.took_too_much = ""

    async def watch(self, home: Path, deadline: float) -> None:
        """End the kernel when it takes too much, or when the time of the whole submission is over."""
        pid = self.manager.provisioner.pid
        self.took_too_much = await too_much(pid, home, self.limits, deadline, lambda: self.client.received)
        await asyncio.to_thread(end_group, pid)

    async def run(self, code: str) -> Outcome:
        """Run one cell, for so long as the limits allow."""
        self.client.verdicts, self.client.forged = {}, False
        begin = time.monotonic()
        outcome = replace(await self._run(code), forged=self.client.forged)
        self.slowest = max(self.slowest, time.monotonic() - begin)
        return outcome

    async def _run(self, code):
        cell = new_code_cell(code)
        self.client.nb.cells[:] = [cell]
        running = asyncio.ensure_future(self.client.async_execute_cell(cell, 0))
        try:
            late = await self._ended_late(running)
            await running
        except CellExecutionError as error:
            return Outcome(late or _said(error), verdicts=self.client.verdicts)
        except DeadKernelError:
            loud = printed_too_much(self.limits) if self.client.received > self.limits.output else ""
            return Outcome(late or self.took_too_much or loud or "it ends Python", gone=True)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        return Outcome(late, verdicts=self.client.verdicts)

    async def _ended_late(self, running):
        """Wait for a cell. A sentence where it had to be interrupted or, where it takes no notice, lost its kernel."""
        # A check ends its answer itself, and earlier. The time limit of nbclient leaves a task behind that takes the
        # messages of later cells.
        if (await asyncio.wait({running}, timeout=self.limits.cell + PATIENCE))[0]:
            return ""
        await self.manager.interrupt_kernel()
        if not (await asyncio.wait({running}, timeout=PATIENCE))[0]:
            await asyncio.to_thread(end_group, self.manager.provisioner.pid)
            await asyncio.wait({running})
        return f"it did not come to an end within {self.limits.cell:.0f} seconds"


@contextlib.asynccontextmanager
async def sitting(home: Path, limits: Limits, deadline: float) -> AsyncIterator[Sitting]:
    """A Sitting in a home, in a process group of its own; at the end nothing of it runs any more.

    Args:
        home: from `Homes`.
        limits: of the submission.
        deadline: by time.monotonic, when all is over.
    """
    path = place_of(home) / "lesson.ipynb"
    client: Any = kernel.client(path, new_notebook(), kind=Listener)
    client.shutdown_kernel, client.timeout, client.iopub_timeout = "immediate", None, SECONDS_TO_SHOW
    client.km = manager = client.create_kernel_manager()
    watch = None
    try:
        nowhere = subprocess.DEVNULL
        await client.async_start_new_kernel(env=environ_of(home, limits.cell), stdout=nowhere, stderr=nowhere)
        pid = manager.provisioner.pid
        client.most, client.end = limits.output, lambda: end_group(pid)
        made = Sitting(client, manager, limits)
        watch = asyncio.ensure_future(made.watch(home, deadline))
        await client.async_start_new_kernel_client()
        client.key = secrets.token_hex(16)
        client.kc.execute("", silent=True, user_expressions={"": BEGIN.format(client.key)})
        yield made
    finally:
        if watch is not None:
            watch.cancel()
            await asyncio.to_thread(end_group, pid)
        if client.km is not None:  # a kernel that did not start is cleaned up already
            await client._async_cleanup_kernel()
        await asyncio.to_thread(end_who_live_in, home)


def _said(error: CellExecutionError) -> str:
    """An error in one line that is not too long."""
    words = " ".join(COLOUR.sub("", f"{error.ename}: {error.evalue}").split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 3]}..."

"""The visitors' processes: started one after the other, ended when the visitors have left, never too many.

A browser that closes or reloads the page says so (Voila's beacon, for which the template sets a cookie), and the
process ends at once. Without that word it ends AWAY seconds after the connection has broken, that of a page which was
fetched and never connected after UNCLAIMED, that of an open page on which nothing happens after LONGEST_IDLE.
"""

import asyncio
import time
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Integer, default

from course_lib.machine.cores import cores

PAUSE = 1 / cores()  # seconds; a process needs about one second of one core until it can answer
AWAY, UNCLAIMED, LONGEST_IDLE = 30, 60, 4 * 3600  # seconds
LOOK = 5  # seconds between two looks at who is there


class VisitorKernels(AsyncMappingKernelManager):
    """Starts processes PAUSE seconds apart, for twenty at once would take as long, and stall every answer meanwhile.

    Never are there more than `most`: who comes then waits until another visitor leaves.
    """

    most = Integer(24, config=True, help="Processes at most, those that wait for visitors among them.")

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.turn, self.starting = asyncio.Lock(), 0
        self.alone: dict[str, float] = {}  # since when a process has had no connection
        self.claimed: set[str] = set()  # those that have had one

    @default("cull_interval")
    def _default_interval(self):
        """jupyter_server looks for idle processes so often; Voila leaves those aside that wait for visitors."""
        return LOOK

    @default("cull_idle_timeout")
    def _default_idle(self):
        return LONGEST_IDLE

    @default("cull_connected")
    def _default_connected(self):
        return True

    # The base class of both is synchronous, and jupyter_server's own method overrides it in the same way.
    async def start_kernel(self, **options: Any) -> str:  # type: ignore[override]
        """Wait for its turn and for room, start a process, return its id."""
        async with self.turn:
            while len(self) + self.starting >= self.most:
                await asyncio.sleep(PAUSE / 4)
            self.starting += 1
            started = asyncio.ensure_future(super().start_kernel(**options))
            started.add_done_callback(self._has_started)
            await asyncio.sleep(PAUSE)
        return await started

    def notify_connect(self, kernel_id: str) -> None:
        """A page has connected to its process."""
        super().notify_connect(kernel_id)
        self.claimed.add(kernel_id)
        self.alone.pop(kernel_id, None)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a process if its visitor has been away, or idle, for too long."""
        if self._kernel_connections.get(kernel_id):
            self.alone.pop(kernel_id, None)
            await super().cull_kernel_if_idle(kernel_id)
            return
        since = self.alone.setdefault(kernel_id, time.monotonic())
        if time.monotonic() - since > (AWAY if kernel_id in self.claimed else UNCLAIMED):
            self.alone.pop(kernel_id, None)
            self.claimed.discard(kernel_id)
            await self.shutdown_kernel(kernel_id, now=True)

    def _has_started(self, _started):
        self.starting -= 1

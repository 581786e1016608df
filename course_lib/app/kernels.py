"""How the server starts its visitors' processes: one after the other, so that nobody who is there has to wait."""

import asyncio
import os
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

PAUSE = 1 / (os.cpu_count() or 1)  # seconds; a process needs about one second of one core until it can answer


class OneAfterAnother(AsyncMappingKernelManager):
    """Starts processes PAUSE seconds apart. Twenty at once would take as long, and stall every answer meanwhile."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.turn = asyncio.Lock()

    # The base class of both is synchronous, and jupyter_server's own method overrides it in the same way.
    async def start_kernel(self, **options: Any) -> str:  # type: ignore[override]
        """Wait for its turn, start a process, return its id."""
        await self.turn.acquire()
        asyncio.get_running_loop().call_later(PAUSE, self.turn.release)
        return await super().start_kernel(**options)

"""How the server starts its visitors' processes."""

import asyncio
import time

from course_lib.app import kernels


def test_processes_are_started_one_after_the_other(tmp_path):
    """Real processes, as small as they come."""

    async def three():
        manager = kernels.OneAfterAnother(connection_dir=str(tmp_path))
        begin, ends = time.monotonic(), []

        async def one():
            await manager.start_kernel(kernel_name="python3")
            ends.append(time.monotonic() - begin)

        await asyncio.gather(*(one() for _ in range(3)))
        found = len(manager)
        await manager.shutdown_all(now=True)
        return found, ends

    found, ends = asyncio.run(three())
    assert found == 3
    assert all(end >= place * kernels.PAUSE - 0.01 for place, end in enumerate(ends))

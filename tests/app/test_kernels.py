"""How the server starts its visitors' processes, and ends them."""

import asyncio
import time

import pytest

from course_lib.app import kernels


def run(tmp_path, visit, **settings):
    """What a coroutine of a manager of real processes gives; all that is left ends."""

    async def begin():
        manager = kernels.VisitorKernels(connection_dir=str(tmp_path), **settings)
        try:
            return await visit(manager)
        finally:
            await manager.shutdown_all(now=True)

    return asyncio.run(begin())


async def gone(manager, kernel, seconds=30):
    for _ in range(10 * seconds):
        if kernel not in manager:
            return True
        await asyncio.sleep(0.1)
    return False


def test_processes_are_started_one_after_the_other(tmp_path):
    async def three(manager):
        begin, ends = time.monotonic(), []

        async def one():
            await manager.start_kernel(kernel_name="python3")
            ends.append(time.monotonic() - begin)

        await asyncio.gather(*(one() for _ in range(3)))
        return len(manager), ends

    found, ends = run(tmp_path, three)
    assert found == 3
    assert all(end >= place * kernels.PAUSE - 0.01 for place, end in enumerate(ends))


def test_there_are_never_more_than_there_is_room_for(tmp_path):
    async def crowd(manager):
        first, second = [await manager.start_kernel(kernel_name="python3") for _ in range(2)]
        third = asyncio.ensure_future(manager.start_kernel(kernel_name="python3"))
        await asyncio.sleep(4 * kernels.PAUSE)
        assert not third.done()
        assert len(manager) == 2
        await manager.shutdown_kernel(first, now=True)
        await asyncio.wait_for(third, 60)
        return set(manager.list_kernel_ids()) == {second, third.result()}

    assert run(tmp_path, crowd, most=2)


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(kernels, "LOOK", 0.2)
    monkeypatch.setattr(kernels, "AWAY", 1)
    monkeypatch.setattr(kernels, "UNCLAIMED", 4)


def test_a_process_without_a_visitor_ends_and_the_others_stay(tmp_path, hasty):
    async def visit(manager):
        stays, leaves, never = [await manager.start_kernel(kernel_name="python3") for _ in range(3)]
        manager.notify_connect(stays)
        manager.notify_connect(leaves)
        manager.notify_disconnect(leaves)
        assert await gone(manager, leaves)
        begin = time.monotonic()
        assert await gone(manager, never)
        return stays in manager, time.monotonic() - begin

    stayed, seconds = run(tmp_path, visit, cull_interval=1)
    assert stayed
    assert seconds < 20


def test_who_comes_back_in_time_finds_the_process(tmp_path, hasty):
    async def visit(manager):
        kernel = await manager.start_kernel(kernel_name="python3")
        manager.notify_connect(kernel)
        manager.notify_disconnect(kernel)
        await manager.cull_kernel_if_idle(kernel)
        manager.notify_connect(kernel)
        await asyncio.sleep(2)
        await manager.cull_kernel_if_idle(kernel)
        return kernel in manager

    assert run(tmp_path, visit, cull_interval=60)


def test_an_open_page_on_which_nothing_happens_ends_after_hours(tmp_path, monkeypatch):
    monkeypatch.setattr(kernels, "LONGEST_IDLE", 1)

    async def visit(manager):
        kernel = await manager.start_kernel(kernel_name="python3")
        manager.notify_connect(kernel)
        for _ in range(60):
            await asyncio.sleep(1)
            if kernel not in manager:
                return True
            await manager.cull_kernel_if_idle(kernel)
        return False

    assert run(tmp_path, visit, cull_interval=60)

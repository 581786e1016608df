"""Runs a notebook in a fresh kernel, by default of the Python that runs this, in the notebook's own folder."""

import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty
from typing import TypeAlias

import nbformat
from ipykernel.kernelspec import make_ipkernel_cmd
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from traitlets import Type, default

from course_lib.errors import expect

StartedBy: TypeAlias = Callable[[list[str]], list[str]]
SECONDS_TO_START = 600
SECONDS_FOR_A_CELL = 3600  # only a cell that hangs takes so long, however busy the machine


def _as_it_is(words: list[str]) -> list[str]:
    return words


class _OnePythonOnly(KernelSpecManager):
    """A kernelspec installed on this machine may belong to another Python."""

    python = sys.executable
    started_by = staticmethod(_as_it_is)

    def get_kernel_spec(self, kernel_name):
        words = self.started_by(make_ipkernel_cmd(executable=self.python))
        return KernelSpec(argv=words, display_name=kernel_name, language="python")


class _WakefulChannel(AsyncZMQSocketChannel):
    """Looks for a message once a second. An Output widget makes nbclient write to the channel on which it waits for the
    reply; what arrives in that moment wakes nobody, and the cell would seem to run until its time is over."""

    # The base class is synchronous, and jupyter_client's own AsyncZMQSocketChannel overrides it in the same way.
    async def get_msg(self, timeout=None):  # type: ignore[override]
        over = math.inf if timeout is None else time.monotonic() + timeout
        while True:
            try:
                return await super().get_msg(timeout=min(1, max(0, over - time.monotonic())))
            except Empty:
                if time.monotonic() >= over:
                    raise


class _Client(AsyncKernelClient):
    shell_channel_class = Type(_WakefulChannel)


class _KernelManager(AsyncKernelManager):
    python = sys.executable
    started_by = staticmethod(_as_it_is)

    @default("kernel_spec_manager")
    def _one_python_only(self):
        specs = _OnePythonOnly(parent=self)
        specs.python, specs.started_by = self.python, self.started_by
        return specs

    @default("client_factory")
    def _wakeful_client(self):
        return _Client


def client(
    path: str | os.PathLike,
    notebook: nbformat.NotebookNode | None = None,
    timeout: int = SECONDS_FOR_A_CELL,
    kind: type[NotebookClient] = NotebookClient,
    python: str | os.PathLike = sys.executable,
    started_by: StartedBy = _as_it_is,
) -> NotebookClient:
    """A client for a notebook.

    Args:
        path: of the notebook, in whose folder it runs.
        notebook: what is run in place of the file's content.
        timeout: seconds for a cell.
        kind: its class.
        python: the Python of the kernel, which has ipykernel.
        started_by: makes of the words of a command those that start it in another way, as on a smaller machine.

    Raises:
        FileNotFoundError: there is no such notebook.
        ValueError: it is damaged.
    """
    manager = type("_Manager", (_KernelManager,), {"python": os.fspath(python), "started_by": staticmethod(started_by)})
    return kind(
        _read(path) if notebook is None else notebook,
        kernel_manager_class=manager,
        kernel_name="python3",
        startup_timeout=SECONDS_TO_START,
        resources={"metadata": {"path": str(Path(path).parent)}},
        timeout=timeout,
    )


def _read(path: str | os.PathLike) -> nbformat.NotebookNode:
    expect(Path(path).is_file(), "path", f"{path}, where there is no file", "a notebook", FileNotFoundError)
    try:
        return nbformat.read(path, as_version=4)
    except Exception as problem:  # nbformat raises many kinds on damaged files
        raise ValueError(f"path: expected a notebook, got {path}, which is damaged ({problem})") from problem


def execute(notebook_client: NotebookClient, stays: bool = False, **environment: str) -> nbformat.NotebookNode:
    """Run all cells, their asserts too, whatever PYTHONOPTIMIZE says; the learner's progress is left alone.

    Args:
        notebook_client: from `client`.
        stays: leave the kernel running, for `end` to end.
        environment: variables that the kernel gets on top of those of this process.

    Returns:
        The notebook, with its outputs.

    Raises:
        CellExecutionError: a cell raised an error.
        CellTimeoutError: a cell ran for too long.
        DeadKernelError: the kernel died.
    """
    with tempfile.TemporaryDirectory() as folder:
        progress = str(Path(folder) / "progress.json")
        environ = os.environ | {"COURSE_PROGRESS": progress, "PYTHONOPTIMIZE": ""} | environment  # asserts stay
        return notebook_client.execute(env=environ, **({"cleanup_kc": False} if stays else {}))


def end(notebook_client: NotebookClient) -> None:
    """End the kernel of a client that stayed; nothing happens where there is none."""
    if notebook_client.km is not None:
        notebook_client._cleanup_kernel()

"""`python -m course_lib app`: the search page on this machine's own address, by Voila."""

import os
import sys
from pathlib import Path

from course_lib.app.prepare import kept_collection
from course_lib.app.this_machine import LOCAL, is_this_machine
from course_lib.data import DataNotFound
from course_lib.errors import check_whole
from course_lib.machine.output import print_error
from course_lib.machine.processes import replace_process

NOTEBOOK = Path(__file__).with_name("search_page.ipynb")
JUPYTER = Path(__file__).with_name("jupyter")  # the settings and the template of the page

MOST = 24  # processes at once, those of visitors and those that wait for one


def app_command(
    data: str, network: str | None, address: str, port: int, browser: bool, ready: int, most: int = MOST
) -> int:
    """Make what the page needs, then become its server.

    Args:
        data: catalogue, groceries or a folder of pictures.
        network: as `course_lib.app.prepare_collection` takes it.
        address: whom to serve, such as 127.0.0.1 for this machine.
        port: to listen on.
        browser: whether to open one.
        ready: how many visitors find a process that is already started.
        most: how many processes there may be at once, more than `ready`.

    Returns:
        The exit code, where the page cannot be served.
    """
    try:
        check_whole("most", most, ready + 1)
        path = kept_collection(data, network)
    except (OSError, ValueError, DataNotFound) as problem:
        print_error(f"app: {problem}")
        return 1
    print(f"The search page is at http://{address}:{port}/ (Ctrl-C ends it).", flush=True)
    return replace_process(
        [sys.executable, "-m", "course_lib.app.page_server", *options(address, port, browser, ready, most)],
        environ(path, address),
    )


def options(address: str, port: int, browser: bool, ready: int, most: int = MOST) -> list[str]:
    """The words after `python -m course_lib.app.page_server`; what never changes is in jupyter/voila.json."""
    words = [str(NOTEBOOK), f"--Voila.config_file_paths={JUPYTER}", f"--Voila.ip={address}", f"--port={port}"]
    words += [f"--pool_size={ready}", f"--VisitorKernels.most={most}", *([] if browser else ["--no-browser"])]
    return words + ["--KernelManager.transport=ipc"] * (os.name == "posix")  # no port that others could reach


def environ(path: str | os.PathLike, address: str = "") -> dict[str, str]:
    """The environment of the server and of its visitors' processes: one thread each, and the file that they load."""
    paths = [str(JUPYTER), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    local = {LOCAL: "1" if is_this_machine(address) else ""}
    return {**os.environ, **threads, **local, "COURSE_PAGE": str(path), "JUPYTER_PATH": os.pathsep.join(paths)}

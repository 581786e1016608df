"""What the command line does with other processes: hand over, wait, end a whole tree. Standard library only."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping


def replace_process(command: "list[str]", environ: "Mapping[str, str] | None" = None) -> int:
    """Go on as `command` (list of words): signals reach it directly and its exit code becomes ours."""
    for stream in filter(None, (sys.stdout, sys.stderr)):  # None where the stream is closed
        stream.flush()
    if os.name == "posix":
        os.execve(command[0], command, os.environ if environ is None else environ)
    process = subprocess.Popen(command, env=environ)
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # the child got the same Ctrl-C and decides what it means
            return process.wait()


def end_tree(pid: int) -> None:
    """End process `pid` and all that it started (Jupyter's kernels live in process groups of their own)."""
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for process in [*parent.children(recursive=True), parent]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        parent.wait(20)


def python_version(python: "str | os.PathLike") -> "str | None":
    """The version of the interpreter `python` as "3.11.7", or None when it or its pip does not start."""
    question = "import sys, pip; print('.'.join(map(str, sys.version_info[:3])))"
    try:
        answer = subprocess.run([str(python), "-I", "-c", question], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None

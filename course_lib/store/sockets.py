"""Where an embedded server listens: on a socket in its folder, in a temporary one where that has no name for it."""

import contextlib
import os
import re
import shlex
import socket
import tempfile
from pathlib import Path

from course_lib.errors import CourseProblem
from course_lib.store.server_account import give

PORT = 5432  # on a socket a number in its name only
TEMPORARY = "course-postgres-"


def listening(data: Path) -> str:
    """The options, for a shell, that tell the server of the folder `data` where to listen.

    Raises:
        CourseProblem: no temporary folder takes a socket.
    """
    if os.name == "nt":
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            return f"-h 127.0.0.1 -p {free.getsockname()[1]}"
    folder = data if takes_socket(data) else _temporary_folder()
    if folder != data:
        give(folder, data)
    return f"-h '' -p {PORT} -k {shlex.quote(str(folder))} -c unix_socket_permissions=0700"


def takes_socket(folder: Path) -> bool:
    """Whether server and client can name a socket in the folder: both know lists and quotes, and 107 letters at most.

    >>> takes_socket(Path("/home/me/data")), takes_socket(Path("/home/me/a,b"))
    (True, False)
    """
    return re.fullmatch(r"[\w./ -]{1,88}", str(folder), re.ASCII) is not None


def _temporary_folder():
    """A new folder that takes a socket, wherever TMPDIR says that temporary ones belong."""
    for place in map(Path, (tempfile.gettempdir(), "/tmp", "/var/tmp")):
        if place.is_dir() and takes_socket(place.resolve() / f"{TEMPORARY}01234567"):
            return Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=place.resolve()))
    raise CourseProblem("No temporary folder has a name that a socket can have. Set TMPDIR to one with a short name.")

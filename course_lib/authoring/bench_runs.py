"""Runs of the measurements in bench/: how busy the machine was, and that a busy one replaces no quiet one."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path

import psutil

from course_lib.errors import CourseProblem
from course_lib.machine.files import replace_text
from course_lib.machine.other_load import LOOK, OtherLoad
from course_lib.paths import ROOT

PART = re.compile(r"^\| `make bench ARGS=\"?(\w+)\"?`", re.MULTILINE)
QUIET = 0.1  # of all cores: as much may other programs take
START, END = "<!-- measured -->", "<!-- measured: end -->"
HEAD = "| part | date | cores | others before | others during | seconds | |\n|---|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Run:
    """One run of a part. Loads are shares of all cores that other programs took, 0 to 1."""

    date: str
    commit: str
    cores: int
    before: float
    during: float
    seconds: float

    @property
    def quiet(self) -> bool:
        return max(self.before, self.during) <= QUIET


def parts(root: Path = ROOT) -> dict[str, Path]:
    """{name: script} of all measurements that have a table beside them, in the order of bench/README.md."""
    names = PART.findall((root / "bench" / "README.md").read_text(encoding="utf-8"))
    return {name: root / "bench" / f"{name}.py" for name in names}


def measure(names: Iterable[str] = (), again: bool = False, root: Path = ROOT) -> int:
    """Run parts one after the other, each in a process of its own; the first that fails ends it.

    A part that was run at this commit on a quiet machine is not run again, so a call that was interrupted goes on.

    Args:
        names: of parts; by default all.
        again: run what was run, too.
        root: of the checkout.

    Returns:
        The first bad exit code, or 0.

    Raises:
        CourseProblem: no such part.
    """
    known = parts(root)
    chosen = list(names) or list(known)
    if unknown := [name for name in chosen if name not in known]:
        raise CourseProblem(f"names: expected some of {', '.join(known)}, got {', '.join(unknown)}")
    for number, name in enumerate(chosen, start=1):
        last = read_runs(root).get(name)
        if last and last.quiet and last.commit == commit(root) and not again:
            print(f"== {number} of {len(chosen)}: {name} was measured at this commit", flush=True)
            continue
        print(f"== {number} of {len(chosen)}: {name}", flush=True)
        if code := _run(name, known[name], root):
            print(f"== {name} FAILED with exit code {code}", file=sys.stderr, flush=True)
            return code
    return 0


def _run(name, script, root):
    before, kept = psutil.cpu_percent(interval=LOOK) / 100, _files(root)
    begin = time.monotonic()
    environ = {**os.environ, "PYTHONPATH": str(root), "TF_CPP_MIN_LOG_LEVEL": "3"}
    process = subprocess.Popen([sys.executable, str(script)], cwd=root, env=environ)
    with OtherLoad(process.pid) as load:
        code = process.wait()
    if code:
        return code
    today, cores = datetime.now(timezone.utc).date().isoformat(), os.cpu_count() or 1
    run = Run(today, commit(root), cores, round(before, 2), round(load.others, 2), round(time.monotonic() - begin))
    runs = read_runs(root)
    if name in runs and runs[name].quiet and not run.quiet:
        place = _put_aside(kept, root)
        print(f"The machine was busy: {place} holds the new tables, those of the quiet machine stay.", flush=True)
        return 0
    write_runs({**runs, name: run}, root)
    return 0


def _files(root):
    """{path: bytes} of all tables and of the numbers behind them."""
    folders = (root / "bench", root / "course_lib" / "recipes" / "measured")
    return {
        path: path.read_bytes() for folder in folders for kind in ("md", "json") for path in folder.glob(f"*.{kind}")
    }


def _put_aside(kept, root):
    """Move what a run wrote to build/bench, and bring back what was there before."""
    place = root / "build" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    for path, after in _files(root).items():
        if kept.get(path) != after:
            shutil.move(path, place / path.name)
            if path in kept:
                path.write_bytes(kept[path])
    return place


def commit(root: Path = ROOT) -> str:
    """The first letters of the commit that is checked out; empty where git does not tell."""
    words = ["git", "-C", str(root), "rev-parse", "--short=7", "HEAD"]
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def read_runs(root: Path = ROOT) -> dict[str, Run]:
    """The last run of each part, from bench/runs.json."""
    path = root / "bench" / "runs.json"
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {name: Run(**run) for name, run in found.items()}


def write_runs(runs: dict[str, Run], root: Path = ROOT) -> None:
    """Write bench/runs.json, and the table of runs in bench/README.md."""
    text = json.dumps({name: asdict(run) for name, run in sorted(runs.items())}, indent=1)
    replace_text(root / "bench" / "runs.json", text + "\n")
    readme = root / "bench" / "README.md"
    head, _, rest = readme.read_text(encoding="utf-8").partition(START)
    replace_text(readme, f"{head}{START}\n{table(runs)}\n{END}{rest.partition(END)[2]}")


def table(runs: dict[str, Run]) -> str:
    """When each part was measured, and beside which load."""
    lines = [HEAD]
    for name, run in sorted(runs.items()):
        note = "" if run.quiet else "**busy: read the ratios, not the times**"
        numbers = f"{run.cores} | {run.before:.0%} | {run.during:.0%} | {run.seconds:.0f}"
        lines.append(f"| [{name}]({name}.md) | {run.date} | {numbers} | {note} |")
    return "\n".join(lines)

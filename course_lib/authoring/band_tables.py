"""The bands of a lesson: what its asserts compare, over five seeds, by running the lesson itself.

A lesson draws all its random numbers from the constant SEED of its first cells. Here it runs with SEED = 0 to 4, every
run in a process of its own, and the smallest and the largest value of each comparison go to bench/bands/NN_name.md.
"""

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from course_lib.authoring.band_recorder import Recorded, sets_seed
from course_lib.authoring.source import Lesson, read_all
from course_lib.machine.files import replace_text
from course_lib.paths import ROOT

SEEDS = range(5)


def record_bands(names: Sequence[str] = (), root: Path = ROOT) -> int:
    """Measure lessons with five seeds and write their tables.

    Args:
        names: of the lessons, such as "02_losses"; all that have a SEED where none is given.
        root: of the checkout.

    Returns:
        0, or 1 after naming what is wrong: an unknown name, a lesson that stops, an assert that fails for a seed.
    """
    seeded = {lesson.name: lesson for lesson in read_all(root) if any(map(sets_seed, lesson.cells))}
    unknown = [name for name in names if name not in seeded]
    if unknown:
        print(f"no lesson with a SEED: {', '.join(unknown)}; there are {', '.join(seeded)}", file=sys.stderr)
        return 1
    faults = [fault for name in names or seeded for fault in record_lesson(seeded[name], root)]
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


def record_lesson(lesson: Lesson, root: Path) -> list[str]:
    """Run a Lesson with every seed and write its table. Returns sentences about what failed."""
    faults, runs = [], []
    for seed in SEEDS:
        noted = run_in_its_own_process(lesson, seed)
        faults += [f"{lesson.name}, SEED = {seed}: {fault}" for fault in noted["faults"]]
        runs.append(noted["values"])
        print(f"{lesson.name}, SEED = {seed}: {len(noted['values'])} comparisons", flush=True)
    folder = root / "bench" / "bands"
    folder.mkdir(parents=True, exist_ok=True)
    replace_text(folder / f"{lesson.name}.md", table(lesson, runs))
    return faults


def table(lesson: Lesson, runs: Sequence[Mapping[str, Sequence[float]]]) -> str:
    """Markdown table of the values noted in several runs, each {"cell|what|band": [values]}."""
    rows = [f"# Bands of lesson {lesson.number}", ""]
    rows += [f"Made by `python -m course_lib bands {lesson.name}`: the lesson run with SEED = 0 to {len(runs) - 1};"]
    rows += ["the smallest and the largest value of what its asserts compare.", ""]
    rows += ["| cell | what | smallest | largest | asserted |", "|---|---|---|---|---|"]
    for key in dict.fromkeys(key for run in runs for key in run):
        cell, what, band = json.loads(key)
        values = [value for run in runs for value in run.get(key, [])]
        code = [f"`{text}`".replace("|", r"\|") for text in (what, band)]
        rows.append(f"| {cell} | {code[0]} | {min(values):.4g} | {max(values):.4g} | {code[1]} |")
    return "\n".join(rows) + "\n"


def run_in_its_own_process(lesson: Lesson, seed: int) -> Recorded:
    """What `band_recorder.run` records about a Lesson, run by a fresh Python in the lessons' folder."""
    with tempfile.TemporaryDirectory() as folder:
        cells, out = Path(folder) / "lesson.pickle", Path(folder) / "recorded.json"
        cells.write_bytes(pickle.dumps(lesson))
        environ = {**os.environ, "COURSE_PROGRESS": str(Path(folder) / "progress.json"), "MPLBACKEND": "Agg"}
        environ["PYTHONOPTIMIZE"] = ""  # checks are made of asserts
        words = [sys.executable, "-m", "course_lib.authoring.band_recorder", str(cells), str(seed), str(out)]
        done = subprocess.run(words, cwd=lesson.path.parent.parent, env=environ, stdout=subprocess.DEVNULL)
        if done.returncode:
            return {"values": {}, "faults": [f"the lesson ended with exit code {done.returncode}"]}
        return json.loads(out.read_text(encoding="utf-8"))

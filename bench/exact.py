"""What it costs that exact search sums distances from differences, and what the former way found.

    python bench/exact.py            all sizes; 1 GB of memory
    python bench/exact.py 5000       only galleries of so many

Writes exact.json and exact.md beside it. Each gallery is searched for its own rows, in one call, as FAISS does it by
default (above its limit |q|^2 + |g|^2 - 2 q.g in float32) and as `Index` does. The two take turns, and of each the
shortest of several rounds counts.
"""

import json
import os
import sys
import time
from pathlib import Path

import faiss
import numpy as np

DEFAULT = faiss.cvar.distance_compute_blas_threshold  # before course_lib sets it

from course_lib.machine.files import replace_text  # noqa: E402
from course_lib.search import Index  # noqa: E402
from course_lib.search.engine import BY_DIFFERENCES  # noqa: E402

SIZES = ((5_000, 64), (20_000, 64), (5_000, 512), (64_000, 2), (64_000, 64))
K, ROUNDS, MOST = 10, 3, 5_000  # MOST: queries at once
HEAD = """# Exact search

`{command}`

{cores} processor cores, FAISS {version}, whose limit is {default:,} by default. The {k} nearest of each
row of the gallery, at most {most:,} rows in one call. *Not at 0*: rows whose nearest is at a distance, or another
one; *centre*: around which number all numbers lie.

| gallery | centre | by default, s | not at 0 | by differences, s | not at 0 | ratio |
|---|---|---|---|---|---|---|
"""


def searched(index, queries, limit):
    """Seconds of one search, and how many pictures do not find themselves at distance 0."""
    faiss.cvar.distance_compute_blas_threshold = limit
    begin = time.perf_counter()
    distances, ids = index.search(queries, K)
    seconds = time.perf_counter() - begin
    return round(seconds, 2), int(((distances[:, 0] != 0) | (ids[:, 0] != np.arange(len(queries)))).sum())


def measured(n, d, centre):
    """The numbers of one line of the table."""
    gallery = (centre + np.random.default_rng(0).normal(size=(n, d))).astype("float32")
    index, queries = Index(gallery), gallery[:MOST]
    rounds = [[searched(index, queries, limit) for limit in (DEFAULT, BY_DIFFERENCES)] for _ in range(ROUNDS)]
    usual, ours = (min(results) for results in zip(*rounds, strict=True))
    return {"n": n, "d": d, "centre": centre, "default": usual, "differences": ours}


def page(found):
    """exact.md."""
    text = HEAD.format(**found["machine"])
    for line in found["lines"]:
        (usual, wrong), (ours, left) = line["default"], line["differences"]
        cells = [f"{line['n']:,} x {line['d']}", f"{line['centre']:,}", f"{usual:.2f}", f"{wrong:,}", f"{ours:.2f}"]
        text += f"| {' | '.join([*cells, f'{left:,}', f'{ours / usual:.1f}'])} |\n"
    return text


def main(sizes):
    """Measure and write both files."""
    command = " ".join(["python bench/exact.py", *map(str, sizes)])
    machine = {"command": command, "cores": os.cpu_count(), "version": faiss.__version__, "default": DEFAULT}
    shapes = [(n, d) for n, d in SIZES if n in sizes or not sizes]
    lines = [measured(n, d, centre) for n, d in shapes for centre in (0, 1000)]
    found = {"machine": machine | {"k": K, "most": MOST}, "lines": lines}
    replace_text(Path(__file__).with_suffix(".json"), json.dumps(found, indent=1) + "\n")
    replace_text(Path(__file__).with_suffix(".md"), page(found))


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]])

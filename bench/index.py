"""The index of the course beside bare FAISS, NumPy and scikit-learn: recall, queries per second, bytes, overhead.

    python bench/index.py            10,000 and 100,000 embeddings
    python bench/index.py 1000000    one million too; 3 GB of memory

Embeddings as a trained network makes them: unit length, 64 numbers, around many centres (80 pictures a class).
"""

import os
import sys
import time
from pathlib import Path

import faiss
import numpy as np

from course_lib.distances import distance_matrix, unit_length
from course_lib.files import replace_text
from course_lib.search import KINDS, Index

D, K, QUERIES, BATCH = 64, 10, 1024, 64


def embeddings(n, rng, centres):
    """n unit vectors around the centres, in float32."""
    noise = rng.normal(size=(n, D), scale=0.6 / np.sqrt(D)).astype("float32")
    return unit_length(centres[rng.integers(len(centres), size=n)] + noise).astype("float32")


def seconds(*calls, rounds=7):
    """The shortest time of each call; they take turns, so that a busy moment meets all of them."""
    best = [np.inf] * len(calls)
    for _ in range(rounds):
        for i, call in enumerate(calls):
            begin = time.perf_counter()
            call()
            best[i] = min(best[i], time.perf_counter() - begin)
    return best


def in_batches(search, queries, size):
    """Ids found by a search that gets `size` queries at a time."""
    return np.concatenate([search(queries[i : i + size])[1] for i in range(0, len(queries), size)])


def bare(index, queries, size):
    """What a program without our class would call: FAISS on the same core."""
    core, kind = index._engine.core, index.kind
    prepared = index._engine.stored(queries) if kind == "binary" else queries
    return in_batches(lambda part: core.search(part, K), prepared, size)


def measured(n):
    """One row of the table per kind."""
    rng = np.random.default_rng(0)
    centres = unit_length(rng.normal(size=(max(50, n // 80), D))).astype("float32")
    gallery, queries = embeddings(n, rng, centres), embeddings(QUERIES, rng, centres)
    truth = Index(gallery).search(queries, K)[1]  # (QUERIES, K)
    peer = seconds(lambda: np.argpartition(distance_matrix(queries[:BATCH], gallery), K), rounds=2)[0]
    rows = [f"| {n:,} | NumPy, `distance_matrix` | 1.000 | {BATCH / peer:,.0f} | | {gallery.nbytes / n:.0f} | | |"]
    for kind in KINDS:
        begin = time.perf_counter()
        index = Index(gallery, kind=kind)
        build = time.perf_counter() - begin
        found = in_batches(lambda part, index=index: index.search(part, K), queries, BATCH)
        recall = np.mean([len(set(a) & set(b)) / K for a, b in zip(found, truth, strict=True)])
        some = queries if n < 500_000 or kind in ("approximate", "compressed") else queries[:128]
        times = {}
        for size in (BATCH, 1):
            part = some if size > 1 else some[:200]
            ours = lambda index=index, part=part, size=size: in_batches(lambda q: index.search(q, K), part, size)
            theirs = lambda index=index, part=part, size=size: bare(index, part, size)
            times[size] = (len(part), *seconds(ours, theirs))
        rates = [count / ours for count, ours, _ in times.values()]
        overheads = [f"{ours / theirs - 1:+.1%}" for _, ours, theirs in times.values()]
        size = len(index._engine.to_arrays()["core"]) / n
        rows.append(
            f"| {n:,} | {kind} | {recall:.3f} | {rates[0]:,.0f} | {rates[1]:,.0f} | {size:.0f} "
            f"| {build:.1f} | {overheads[0]}, {overheads[1]} |"
        )
        print(rows[-1], flush=True)
    return rows


def main(sizes):
    """Measure and write the table."""
    lines = [
        "# Index",
        "",
        f"`{' '.join(['python bench/index.py', *map(str, sizes[2:])])}`",
        "",
        f"{os.cpu_count()} processor cores, FAISS {faiss.__version__}. Recall@{K} of the true nearest {K}; queries per "
        f"second in batches of {BATCH} and one at a time; overhead of `Index.search` over bare FAISS on one index, "
        "batched and single, both taking turns, the best of seven rounds.",
        "",
        "| embeddings | kind | recall@10 | queries/s, batch | queries/s, single | bytes each | build, s | overhead |",
        "|---|---|---|---|---|---|---|---|",
        *(row for n in sizes for row in measured(n)),
    ]
    replace_text(Path(__file__).with_suffix(".md"), "\n".join(lines) + "\n")


if __name__ == "__main__":
    main([10_000, 100_000, *map(int, sys.argv[1:])])

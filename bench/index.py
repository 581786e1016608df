"""The index of the course beside bare FAISS and NumPy: recall, queries per second, bytes, overhead.

    python bench/index.py            10,000, 100,000 and 1,000,000 embeddings; 3 GB of memory
    python bench/index.py 10000      only so many

Writes index.md beside it, from its numbers, at the end of each size: an interrupted run keeps what it has.

The gallery: real embeddings of the shipped network (training photos of the groceries), each moved by what another crop
in another light did to the embedding of some photo (`grown`). The queries: real embeddings of test photos. Needs the
photos, 124 MB, downloaded once.
"""

import functools
import json
import os
import sys
import time
from pathlib import Path

import faiss
import numpy as np

from course_lib.distances import distance_matrix
from course_lib.evaluation.growth import grown
from course_lib.machine.files import replace_text
from course_lib.models import augmentation, embed
from course_lib.recipes.measurements import file_of
from course_lib.recipes.products import shipped_encoder, shipped_pictures
from course_lib.search import KINDS, Index

SIZES = (10_000, 100_000, 1_000_000)
K, QUERIES, BATCH = 10, 1024, 64
PROBES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
ROUNDS, PATIENCE = 9, 8  # rounds at most; seconds after which no further one begins, once there were three


def real_embeddings():
    """Embeddings of the training photos (m, d), moves (l, d), and QUERIES embeddings of test photos."""
    pictures, network = shipped_pictures("groceries"), shipped_encoder("groceries")
    photos, asked = pictures.where(split="train").pictures, pictures.where(split="test").pictures
    some = photos[::5]
    moves = embed(network, np.array(augmentation(0)(some, training=True))) - embed(network, some)
    asked = np.random.default_rng(0).permutation(asked)[:QUERIES]
    return embed(network, photos), moves, embed(network, asked)


def seconds(searches, rounds=ROUNDS):
    """How long each search takes for all its parts, (searches,): of each part the shortest time counts.

    A search is a list of parts, functions without arguments. The searches take turns part by part, so that a busy
    moment of the machine meets all alike, and each goes first as often: the second finds its data in the cache.
    """
    best, end = np.full(np.shape(searches), np.inf), time.perf_counter() + PATIENCE
    for done in range(rounds):
        if done >= 3 and time.perf_counter() > end:
            break
        for place in range(best.shape[1]):
            for i in sorted(range(len(searches)), reverse=done % 2):
                begin = time.perf_counter()
                searches[i][place]()
                best[i, place] = min(best[i, place], time.perf_counter() - begin)
    return best.sum(axis=1)


def parts(search, queries, size):
    """Searches for `size` queries at a time, in parts of at least 50 queries, for `seconds`."""

    def part(first, last):
        for i in range(first, last, size):
            search(queries[i : min(i + size, last)], K)

    step = size * -(-50 // size)
    return [functools.partial(part, i, min(i + step, len(queries))) for i in range(0, len(queries), step)]


def recall(index, queries, truth):
    """Share of the true nearest K that the index finds, asked in batches."""
    found = np.concatenate([index.search(queries[i : i + BATCH], K)[1] for i in range(0, len(queries), BATCH)])
    return float(np.mean([len(set(a) & set(b)) / K for a, b in zip(found, truth, strict=False)]))


def timed(index, queries, size):
    """Queries per second in parts of `size`, and the overhead over bare FAISS on the same core and the same arrays."""
    # What a program without our class would call; it has its binary codes ready.
    bare = parts(index._engine.core.search, index._engine.stored(queries), size)
    ours, theirs = seconds([parts(index.search, queries, size), bare])
    return float(len(queries) / ours), float(ours / theirs - 1)


def curve(index, queries, truth):
    """What the number of lists that are looked into does: recall and queries per second for each."""
    usual, points = index.nprobe, []
    for index.nprobe in [lists for lists in PROBES if lists <= index.nlist]:
        rate = float(len(queries) / seconds([parts(index.search, queries, BATCH)], rounds=3)[0])
        points.append({"nprobe": index.nprobe, "recall": recall(index, queries, truth), "rate": rate})
    index.nprobe = usual
    return points


def measured_kind(kind, gallery, queries, truth):
    """All numbers of one kind of index."""
    begin = time.perf_counter()
    index = Index(gallery, kind=kind)
    result = {"build": time.perf_counter() - begin}
    some = queries if len(gallery) < 500_000 or index.nlist else queries[: 2 * BATCH]
    result["recall"] = recall(index, some, truth)
    result["rate"], result["overhead"] = timed(index, some, BATCH)
    result["rate_single"], result["overhead_single"] = timed(index, some[:200], 1)
    result["bytes"] = index._engine.to_arrays()["core"].nbytes / len(gallery)
    return result | ({"curve": curve(index, queries, truth)} if index.nlist else {})


def measured(n, real, moves, queries):
    """All numbers at one size: {"NumPy" or kind: {name: number}}."""
    gallery = grown(real, moves, n, seed=0)  # (n, d)
    truth = faiss.knn(queries, gallery, K)[1]  # (QUERIES, K)
    numpy = seconds([[lambda: np.argpartition(distance_matrix(queries[:BATCH], gallery), K)]], rounds=3)[0]
    results = {"NumPy": {"recall": 1.0, "rate": float(BATCH / numpy), "bytes": gallery.nbytes / n}}
    for kind in KINDS:
        results[kind] = measured_kind(kind, gallery, queries, truth)
        print(f"{n:,} {kind}", {name: round(x, 3) for name, x in results[kind].items() if name != "curve"}, flush=True)
    return results


def row(n, kind, numbers):
    """One line of the table."""
    cells = [f"{n:,}", kind, f"{numbers['recall']:.3f}", f"{numbers['rate']:,.0f}"]
    if kind == "NumPy":
        cells += ["", f"{numbers['bytes']:.0f}", "", ""]
        return f"| {' | '.join(cells)} |"
    overhead = f"{numbers['overhead']:+.1%}, {numbers['overhead_single']:+.1%}"
    cells += [f"{numbers['rate_single']:,.0f}", f"{numbers['bytes']:.0f}", f"{numbers['build']:.1f}", overhead]
    return f"| {' | '.join(cells)} |"


def write(results, command):
    """Both files, for the sizes measured so far."""
    machine = {"cores": os.cpu_count(), "faiss": faiss.__version__, "command": command}
    found = {"machine": machine, "sizes": results}
    replace_text(file_of("index"), json.dumps(found, indent=1) + "\n")
    replace_text(Path(__file__).with_suffix(".md"), page(found))


def page(found):
    """index.md."""
    machine, results = found["machine"], {int(n): kinds for n, kinds in found["sizes"].items()}
    lines = [
        "# Index",
        "",
        f"`{machine['command']}`",
        "",
        "Gallery: embeddings of real photos moved as new views move them; queries: embeddings of other real photos.",
        "",
        f"{machine['cores']} processor cores, FAISS {machine['faiss']}. Recall@{K} of the true nearest {K}; "
        f"queries per second in batches of {BATCH} and one at a time; overhead of `Index.search` over bare FAISS "
        "on one index, batched and single; the two take turns, and of each part the shortest time of several "
        "rounds counts.",
        "",
        f"| embeddings | kind | recall@{K} | queries/s, batch | queries/s, single | bytes each | build, s | overhead |",
        "|---|---|---|---|---|---|---|---|",
        *(row(n, kind, numbers) for n, kinds in results.items() for kind, numbers in kinds.items()),
        "",
        "How many lists are looked into (`nprobe`), batches:",
        "",
        f"| embeddings | kind | nprobe | recall@{K} | queries/s |",
        "|---|---|---|---|---|",
        *(
            f"| {n:,} | {kind} | {point['nprobe']} | {point['recall']:.3f} | {point['rate']:,.0f} |"
            for n, kinds in results.items()
            for kind, numbers in kinds.items()
            for point in numbers.get("curve", ())
        ),
    ]
    return "\n".join(lines) + "\n"


def main(sizes):
    """Measure size after size, writing after each."""
    command, results = " ".join(["python bench/index.py", *map(str, sizes)]), {}
    real = real_embeddings()
    for n in sizes or SIZES:
        results[n] = measured(n, *real)
        write(results, command)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]])

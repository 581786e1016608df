"""The index of the course beside bare FAISS and NumPy: recall, queries per second, bytes, overhead.

    python bench/index.py                    10,000, 100,000 and 1,000,000 embeddings; 3 GB of memory
    python bench/index.py 10000              only so many
    python bench/index.py 10000 hnsw pq      and only these rows; "rerank" stands for those of the second look

Writes index.md beside it, from its numbers, at the end of each size. What a run does not measure stays as it was, and
an interrupted run keeps what it has. How many times as fast as the exact search a kind is, is measured by turns with an
exact search, so that rows of several runs can be compared.

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
from course_lib.recipes.measurements import file_of, read
from course_lib.recipes.products import shipped_encoder, shipped_pictures
from course_lib.search import KINDS, Index

SIZES = (10_000, 100_000, 1_000_000)
K, QUERIES, BATCH = 10, 1024, 64
PROBES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
CANDIDATES = (16, 32, 64, 128, 256)  # of a graph
RERANKED = {"compressed": (2,), "pq": (4, 16), "binary": (16, 100)}  # by how many times k candidates
ROWS = ("NumPy", *KINDS, "rerank")
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


def curve(index, dial, values, queries, truth):
    """What a dial of the index does: recall and queries per second for each of its values."""
    usual, points = getattr(index, dial), []
    for value in values:
        setattr(index, dial, value)
        rate = float(len(queries) / seconds([parts(index.search, queries, BATCH)], rounds=3)[0])
        points.append({dial: value, "recall": recall(index, queries, truth), "rate": rate})
    setattr(index, dial, usual)
    return points


def measured_index(index, queries, truth, exact):
    """Recall, rates, overheads and bytes of one index, and its rate by that of the exact one."""
    some = queries if len(index) < 500_000 or index.nlist or index.ef_search else queries[: 2 * BATCH]
    result = {"recall": recall(index, some, truth)}
    result["rate"], result["overhead"] = timed(index, some, BATCH)
    result["rate_single"], result["overhead_single"] = timed(index, some[:200], 1)
    ours, theirs = seconds([parts(each.search, some[: 4 * BATCH], BATCH) for each in (index, exact)])
    result["times_exact"] = float(theirs / ours)
    result["bytes"] = index._engine.to_arrays()["core"].nbytes / len(index)
    return result


def built(gallery, **made):
    """An index, and the seconds that it took."""
    begin = time.perf_counter()
    return Index(gallery, **made), time.perf_counter() - begin


def measured_kind(kind, gallery, queries, truth, exact):
    """All numbers of one kind of index."""
    index, took = built(gallery, kind=kind)
    result = {"build": took} | measured_index(index, queries, truth, exact)
    if index.nlist:
        lists = [lists for lists in PROBES if lists <= index.nlist]
        result["curve"] = curve(index, "nprobe", lists, queries, truth)
    if index.ef_search:
        result["graph curve"] = curve(index, "ef_search", CANDIDATES, queries, truth)
    return result


def measured_reranked(kind, gallery, queries, truth, exact):
    """{name of the row: all numbers} of one kind with its second look, for each number of candidates."""
    index, took = built(gallery, kind=kind, rerank=1)
    found = {}
    for index.rerank in RERANKED[kind]:
        found[f"{kind}, rerank {index.rerank}"] = {"build": took} | measured_index(index, queries, truth, exact)
    return found


def measured(n, wanted, real, moves, queries):
    """All numbers of the wanted rows at one size: {"NumPy" or kind: {name: number}}."""
    gallery = grown(real, moves, n, seed=0)  # (n, d)
    truth = faiss.knn(queries, gallery, K)[1]  # (QUERIES, K)
    results, exact = {}, Index(gallery)
    if "NumPy" in wanted:
        ours = [lambda: np.argpartition(distance_matrix(queries[:BATCH], gallery), K)]
        numpy, theirs = seconds([ours, [lambda: exact.search(queries[:BATCH], K)]], rounds=3)
        results["NumPy"] = {"recall": 1.0, "rate": float(BATCH / numpy), "bytes": gallery.nbytes / n}
        results["NumPy"]["times_exact"] = float(theirs / numpy)
    for kind in [kind for kind in KINDS if kind in wanted]:
        results[kind] = measured_kind(kind, gallery, queries, truth, exact)
        tell(n, kind, results[kind])
    for kind in RERANKED if "rerank" in wanted else ():
        results |= measured_reranked(kind, gallery, queries, truth, exact)
        tell(n, *list(results.items())[-1])
    return results


def tell(n, kind, numbers):
    """One line of progress."""
    single = {name: round(x, 3) for name, x in numbers.items() if isinstance(x, float)}
    print(f"{n:,} {kind}", single, flush=True)


def row(n, kind, numbers, kinds):
    """One line of the table; `kinds` are all rows of this size."""
    times = numbers["times_exact"] if "times_exact" in numbers else numbers["rate"] / kinds["exact"]["rate"]
    cells = [f"{n:,}", kind, f"{numbers['recall']:.3f}", f"{numbers['rate']:,.0f}"]
    if kind == "NumPy":
        cells += ["", f"{times:.1f}", f"{numbers['bytes']:.0f}", "", ""]
        return f"| {' | '.join(cells)} |"
    overhead = "" if "rerank" in kind else f"{numbers['overhead']:+.1%}, {numbers['overhead_single']:+.1%}"
    cells += [f"{numbers['rate_single']:,.0f}", f"{times:.1f}"]
    cells += [f"{numbers['bytes']:.0f}", f"{numbers['build']:.1f}", overhead]
    return f"| {' | '.join(cells)} |"


def merged(before, n, rows, command, anew):
    """The content of the file with new rows at one size; what was not measured stays.

    Args:
        before: The content so far, None for none.
        n: The size.
        rows: {name of a row: numbers}.
        command: That measured it.
        anew: Does the command measure everything, so that it stands for the whole file?
    """
    machine = {"cores": os.cpu_count(), "faiss": faiss.__version__, "command": command}
    sizes = {int(size): dict(kinds) for size, kinds in before["sizes"].items()} if before else {}
    if before and not anew:
        earlier = before["machine"]
        others = [each for each in earlier.get("later", []) if each["command"] != command]
        machine = earlier | {"later": [*others, {"command": command, "load": os.getloadavg()[0]}]}
    every = sizes.get(n, {}) | rows
    order = ["NumPy", *KINDS, *(f"{kind}, rerank {times}" for kind in RERANKED for times in RERANKED[kind])]
    sizes[n] = {name: every[name] for name in order if name in every}
    return {"machine": machine, "sizes": dict(sorted(sizes.items()))}


def write(found):
    """Both files."""
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
        *(
            f"Then `{each['command']}`, at whose end the load of the system was {each['load']:.1f}. Where that is more "
            "than the cores, other programs ran too: of its rows compare recall, bytes and times exact alone."
            for each in machine.get("later", ())
        ),
        "",
        "Gallery: embeddings of real photos moved as new views move them; queries: embeddings of other real photos.",
        "",
        f"{machine['cores']} processor cores, FAISS {machine['faiss']}. Recall@{K} of the true nearest {K}; "
        f"queries per second in batches of {BATCH} and one at a time; overhead of `Index.search` over bare FAISS "
        "on one index, batched and single; the two take turns, and of each part the shortest time of several "
        "rounds counts. Times exact: queries per second in batches by those of the exact index in the same run.",
        "",
        "rerank: so many times as many candidates, put in order by the whole embeddings, which may stay on disk and "
        "are not among the bytes.",
        "",
        f"| embeddings | kind | recall@{K} | queries/s, batch | queries/s, single | times exact | bytes each "
        "| build, s | overhead |",
        "|---|---|---|---|---|---|---|---|---|",
        *(row(n, kind, numbers, kinds) for n, kinds in results.items() for kind, numbers in kinds.items()),
        *dial_lines("How many lists are looked into", "nprobe", "curve", results),
        *dial_lines("How many candidates a walk through the graph keeps", "ef_search", "graph curve", results),
    ]
    return "\n".join(lines) + "\n"


def dial_lines(words, dial, name, results):
    """The table of what a dial does; no lines where nothing was measured."""
    rows = [
        f"| {n:,} | {kind} | {point[dial]} | {point['recall']:.3f} | {point['rate']:,.0f} |"
        for n, kinds in results.items()
        for kind, numbers in kinds.items()
        for point in numbers.get(name, ())
    ]
    head = f"| embeddings | kind | {dial} | recall@{K} | queries/s |"
    return ["", f"{words} (`{dial}`), batches:", "", head, "|---|---|---|---|---|", *rows] if rows else []


def main(words):
    """Measure size after size, writing after each; words: sizes, and names of rows."""
    sizes, wanted = [int(word) for word in words if word.isdecimal()], [word for word in words if not word.isdecimal()]
    unknown = set(wanted) - set(ROWS)
    if unknown:
        sys.exit(f"rows: expected some of {', '.join(ROWS)}, got {', '.join(sorted(unknown))}")
    command, real = " ".join(["python bench/index.py", *words]), real_embeddings()
    for n in sizes or SIZES:
        rows = measured(n, wanted or ROWS, *real)
        before = read("index") if file_of("index").exists() else None
        write(merged(before, n, rows, command, anew=not words))


if __name__ == "__main__":
    main(sys.argv[1:])

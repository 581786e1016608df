"""The store against exact search in NumPy: pictures added and found per second, and how many neighbours are right.

python bench/store.py     writes store.md beside it, about 2 minutes on 2 cores
"""

import json
import os
import tempfile
import time
from pathlib import Path

import numpy as np

from course_lib.distances import unit_length
from course_lib.machine.files import replace_text
from course_lib.recipes.measurements import file_of
from course_lib.search import Index
from course_lib.store import Store

HERE = Path(__file__).parent
SIZES = (10_000, 100_000)
D, K, BATCH, PER_CLASS, FAMILIES, QUERIES = 128, 10, 5_000, 20, 50, 200


def embeddings_like_those_of_a_network(n, rng):
    """Unit vectors (n + QUERIES, D) and labels: classes in families, with most variance in few directions."""
    scale = 1 / np.sqrt(1 + np.arange(D))  # (D,)
    family = rng.normal(size=(FAMILIES, D)) * scale
    centre = family[rng.integers(0, FAMILIES, n // PER_CLASS)] + 0.6 * rng.normal(size=(n // PER_CLASS, D)) * scale
    labels = rng.integers(0, n // PER_CLASS, n + QUERIES)
    points = centre[labels] + 0.3 * rng.normal(size=(n + QUERIES, D)) * scale
    return unit_length(points.astype(np.float32)), labels


def per_second(count, work):
    """The result of work() and how many of its `count` parts it did per second."""
    start = time.perf_counter()
    result = work()
    return result, count / (time.perf_counter() - start)


def recall(found, right):
    """The share of the right neighbours (q, k) that were found (q, k)."""
    return float(np.mean([np.isin(a, b).mean() for a, b in zip(right, found, strict=True)]))


def product_and_partition(gallery, query):
    """The K nearest of a unit-length query (1, D) with the least that NumPy can do, as (None, ids (1, K))."""
    similarity = gallery @ query[0]  # (n,); the nearest unit vector is the one with the largest product
    nearest = np.argpartition(-similarity, K)[:K]
    return None, nearest[np.argsort(-similarity[nearest])][None]


def one_by_one(search, queries):
    return np.concatenate([search(query[None], K)[1] for query in queries])


def measure(n, folder):
    """What one size gives, as {quantity: number}."""
    everything, labels = embeddings_like_those_of_a_network(n, np.random.default_rng(n))
    gallery, queries, labels = everything[:n], everything[n:], labels[:n]
    index, least = Index(gallery), lambda query, _: product_and_partition(gallery, query)
    _, rate = per_second(QUERIES, lambda: one_by_one(least, queries))
    (_, right), batch_rate = per_second(QUERIES, lambda: index.search(queries, K))
    with Store(f"of_{n}", folder=folder) as store:
        return {
            "pictures": n,
            "NumPy, product and partition: queries/s": rate,
            "`course_lib.search.Index`, one batch: queries/s": batch_rate,
            **measure_without_index(store, gallery, labels, queries, right),
            **measure_with_index(store, labels, queries, right),
        }


def measure_without_index(store, gallery, labels, queries, right):
    _, added = per_second(len(gallery), lambda: add_all(store, gallery, labels))
    found, rate = per_second(50, lambda: one_by_one(store.search, queries[:50]))
    return {"store: added/s": added, "store: queries/s": rate, f"store: recall@{K}": recall(found, right[:50])}


def measure_with_index(store, labels, queries, right):
    _, builds = per_second(1, store.build_index)
    found, rate = per_second(QUERIES, lambda: one_by_one(store.search, queries))
    lengths, filtered = per_second(
        QUERIES, lambda: [store.search(query[None], K, filter={"label": 3})[1].shape[1] for query in queries]
    )
    _, added = per_second(
        QUERIES, lambda: store.add(queries, {"name": ["new"] * QUERIES, "label": np.full(QUERIES, -1)})
    )
    return {
        "index: seconds to build": 1 / builds,
        "index: queries/s": rate,
        f"index: recall@{K}": recall(found, right),
        "index, one label: queries/s": filtered,
        "index, one label: pictures with it": int((labels == 3).sum()),
        "index, one label: shortest list": min(lengths),
        "index: added/s": added,
    }


def add_all(store, gallery, labels):
    for start in range(0, len(gallery), BATCH):
        part = slice(start, start + BATCH)
        store.add(gallery[part], {"name": [f"{i}.png" for i in range(len(gallery))[part]], "label": labels[part]})


def table(results):
    """The results as a Markdown table, a column per size."""
    sizes = " | ".join(f"{each['pictures']:,} pictures" for each in results)
    rows = [f"| | {sizes} |", "|---|" + "---|" * len(results)]
    for quantity in list(results[0])[1:]:
        form = ".3f" if "recall" in quantity else ",.0f"
        rows.append(f"| {quantity} | " + " | ".join(format(each[quantity], form) for each in results) + " |")
    return "\n".join(rows)


def page(found):
    """store.md."""
    load = "not known" if found["load"] is None else found["load"]
    return (
        "# The store against exact search in NumPy\n\n"
        f"Made by `python bench/store.py`: {D} numbers per embedding, k = {K}, unit vectors in classes of {PER_CLASS}\n"
        f"in {FAMILIES} families. One client, one query per call, on the embedded server; adding in "
        f"batches of {BATCH:,},\n"
        f"with an index in one batch of {QUERIES}. NumPy uses one thread. Recall is against NumPy.\n\n"
        f"{table(found['sizes'])}\n\nThe machine's load, of this run and of other programs, was {load}.\n"
    )


def main():
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        results = [measure(n, Path(folder) / "postgres") for n in SIZES]
    load = round(os.getloadavg()[1]) if hasattr(os, "getloadavg") else None  # mean of 5 minutes
    found = {"load": load, "sizes": results}
    replace_text(file_of("store"), json.dumps(found, indent=1) + "\n")
    replace_text(HERE / "store.md", page(found))


if __name__ == "__main__":
    main()

"""The store against exact search in NumPy: pictures added and found per second, and how many neighbours are right.

python bench/store.py     writes bench/store.json and bench/store.md, about 2 minutes on 2 cores
"""

import json
import tempfile
import time
from pathlib import Path

import numpy as np

from course_lib.distances import unit_length
from course_lib.files import replace_text
from course_lib.search import Index
from course_lib.store import Store

HERE = Path(__file__).parent
SIZES = (10_000, 100_000)
D, K, BATCH, PER_CLASS, QUERIES = 128, 10, 5_000, 20, 200


def embeddings_like_those_of_a_network(n, rng):
    """Unit vectors (n + QUERIES, D) and labels: classes of 20 in 50 families, with most variance in few directions."""
    scale = 1 / np.sqrt(1 + np.arange(D))  # (D,)
    family = rng.normal(size=(50, D)) * scale
    centre = family[rng.integers(0, 50, n // PER_CLASS)] + 0.6 * rng.normal(size=(n // PER_CLASS, D)) * scale
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


def one_by_one(search, queries):
    return np.concatenate([search(query[None], K)[1] for query in queries])


def measure(n, folder):
    """What one size gives, as {quantity: number}."""
    everything, labels = embeddings_like_those_of_a_network(n, np.random.default_rng(n))
    gallery, queries = everything[:n], everything[n:]
    index, result = Index(gallery), {"pictures": n}
    right, result["NumPy: queries/s, one by one"] = per_second(QUERIES, lambda: one_by_one(index.search, queries))
    _, result["NumPy: queries/s, in one batch"] = per_second(QUERIES, lambda: index.search(queries, K))
    with Store(f"of_{n}", folder=folder) as store:
        _, result["store: added/s, no index"] = per_second(n, lambda: add_all(store, gallery, labels[:n]))
        found, result["store: queries/s, no index"] = per_second(50, lambda: one_by_one(store.search, queries[:50]))
        result["store: recall@10, no index"] = recall(found, right[:50])
        _, rate = per_second(1, store.build_index)
        result["store: seconds to build the index"] = 1 / rate
        found, result["store: queries/s, index"] = per_second(QUERIES, lambda: one_by_one(store.search, queries))
        result["store: recall@10, index"] = recall(found, right)
        filtered = lambda: [store.search(query[None], K, label=3)[1].shape[1] for query in queries]
        lengths, result["store: queries/s, index and one label"] = per_second(QUERIES, filtered)
        result["store: shortest list with one label"] = min(lengths)
        result["pictures with that label"] = int((labels[:n] == 3).sum())
        added = lambda: store.add(queries, ["new"] * QUERIES)
        _, result["store: added/s, index"] = per_second(QUERIES, added)
    return result


def add_all(store, gallery, labels):
    for start in range(0, len(gallery), BATCH):
        part = slice(start, start + BATCH)
        store.add(gallery[part], [f"{i}.png" for i in range(len(gallery))[part]], labels[part])


def table(results):
    """The results as a Markdown table, a column per size."""
    sizes = " | ".join(f"{each['pictures']:,} pictures" for each in results)
    rows = [f"| | {sizes} |", "|---|" + "---|" * len(results)]
    for quantity in list(results[0])[1:]:
        form = ".3f" if "recall" in quantity else ",.0f"
        rows.append(f"| {quantity} | " + " | ".join(format(each[quantity], form) for each in results) + " |")
    return "\n".join(rows)


def main():
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        results = [measure(n, Path(folder) / "postgres") for n in SIZES]
    replace_text(HERE / "store.json", json.dumps(results, indent=1) + "\n")
    replace_text(
        HERE / "store.md",
        "# The store against exact search in NumPy\n\n"
        f"Made by `python bench/store.py`: {D} numbers per embedding, k = {K}, unit vectors in classes of {PER_CLASS}\n"
        f"in 50 families. One client, one query per call, on the embedded server; adding in batches of {BATCH:,},\n"
        f"with an index in one batch of {QUERIES}. NumPy uses one thread. Recall is against NumPy.\n\n"
        f"{table(results)}\n",
    )


if __name__ == "__main__":
    main()

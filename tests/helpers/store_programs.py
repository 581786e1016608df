"""Pictures for a store, exact search among them, and a program that adds until it is killed."""

import numpy as np

BATCH = 20
ADDING = """
import sys, numpy as np
from course_lib.store import Store
folder, batches = sys.argv[1], int(sys.argv[2])
with Store("killed", folder=folder or None) as store:
    for _ in range(batches):
        ids = store.add(np.random.default_rng().normal(size=(20, 8)), {"name": ["a.png"] * 20, "label": range(20)})
        print("added", *ids, flush=True)
"""


def ids_in(lines):
    """Ids of the lines that were printed whole."""
    whole = [line.split() for line in lines if line.startswith("added ") and line.endswith("\n")]
    return [int(word) for words in whole for word in words[1:]]


def clustered(n, d=16, clusters=20, seed=0):
    """Unit vectors (n, d) about `clusters` centres, and the number of their cluster (n,)."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, clusters, n)
    points = rng.normal(size=(clusters, d))[labels] + 0.3 * rng.normal(size=(n, d))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32), labels


def exact(queries, gallery, k):
    """Distances and places (q, k) by a plain difference of every pair; equal ones in order of their places."""
    distances = np.sqrt(((queries[:, None].astype(np.float64) - gallery[None]) ** 2).sum(axis=2))
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(distances, order, axis=1), order


def named(n, labels=None):
    """Metadata of n pictures: names, and labels where there are some."""
    return {"name": [f"{number}.png" for number in range(n)]} | ({} if labels is None else {"label": labels})

"""The kinds of index, and what FAISS builds for each.

| kind | what is compared | bytes per number | finds |
|---|---|---|---|
| exact | the query with every embedding | 4 | always the nearest |
| approximate | with those in the lists whose centre (k-means) is near the query | 4 | nearly always the nearest |
| compressed | the same, each number rounded to one of 256 steps | 1 | often |
| binary | which numbers lie above their median, by counting the bits that differ (Hamming distance) | 1/8 | roughly |
| hnsw | the query with what it meets in a graph of neighbours, see `search.graph` | 4 and links | often |
| pq | as compressed, but four numbers at once become one of 256 centres (product quantisation) | 1/4 | less often |

The kinds that keep codes in place of embeddings can look twice, see `course_lib.search.rerank`.

Douze and others 2024, *The Faiss library*, arXiv 2401.08281; Jégou, Douze and Schmid 2011, *Product quantization for
nearest neighbor search*, IEEE TPAMI.
"""

import importlib.util
from typing import Any

import numpy as np

from course_lib.errors import CourseProblem, expect

KINDS = ("exact", "approximate", "compressed", "binary", "hnsw", "pq")
CODES = ("compressed", "binary", "pq")  # in place of embeddings
try:
    HAS_FAISS = importlib.util.find_spec("faiss") is not None
except ModuleNotFoundError:  # kept from being imported
    HAS_FAISS = False
WITHOUT = "{}: it needs FAISS, which is not installed here. `pip install faiss-cpu` brings it."


def learned(kind: str, embeddings: np.ndarray) -> Any:
    """An empty engine for embeddings like these (n, d), float32.

    Raises:
        ValueError: an unknown kind, or too few embeddings for one that learns from them.
        CourseProblem: a kind other than "exact" where FAISS is not installed.
    """
    expect(kind in KINDS, "kind", repr(kind), f"one of {KINDS}")
    expect(
        len(embeddings) or kind in ("exact", "hnsw"),
        "embeddings",
        "none",
        f"some, for the kind {kind} to learn from",
    )
    if HAS_FAISS:
        from course_lib.search.faiss_kinds import learned_engine

        return learned_engine(kind, embeddings)
    if kind != "exact":
        raise CourseProblem(WITHOUT.format(f"An index of the kind {kind}"))
    from course_lib.search.plain_engine import PlainEngine

    return PlainEngine(np.empty((0, embeddings.shape[1]), np.float32), np.empty(0, np.int64))


def from_arrays(kind: str, arrays: dict[str, np.ndarray]) -> Any:
    """The engine of `to_arrays`. FAISS believes what it reads: only for bytes whose checksum was right.

    Raises:
        CourseProblem: FAISS wrote the arrays, and is not installed here.
    """
    if "plain" in arrays:  # written without FAISS, and read with it or without it
        engine = learned(kind, arrays["plain"][:0])
        engine.add(np.array(arrays["plain"]), np.array(arrays["ids"]))
        return engine
    if not HAS_FAISS:
        raise CourseProblem(WITHOUT.format(f"This file holds an index of the kind {kind} that FAISS wrote"))
    from course_lib.search.faiss_kinds import engine_from_arrays

    return engine_from_arrays(kind, arrays)

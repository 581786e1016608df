"""The four kinds of index, and what FAISS builds for each.

| kind | what is compared | bytes per number | finds |
|---|---|---|---|
| exact | the query with every embedding | 4 | always the nearest |
| approximate | with those in the lists whose centre (k-means) is near the query | 4 | nearly always the nearest |
| compressed | the same, each number rounded to one of 256 steps | 1 | often |
| binary | which numbers lie above their median, by counting the bits that differ (Hamming distance) | 1/8 | roughly |

Douze and others 2024, *The Faiss library*, arXiv 2401.08281.

Two settings of FAISS hold for the whole program. Distances are summed from differences: large calls would else take
|q|^2 + |g|^2 - 2 q.g, whose float32 leaves a picture at a distance from itself and, far from 0, finds others
(`bench/exact.md` has the price). And a forked child searches with one thread: OpenMP's other threads stay behind in the
parent, and it would wait for them for ever.
"""

import os
from typing import Any

import faiss
import numpy as np
from faiss import swig_ptr

from course_lib.errors import expect, is_whole
from course_lib.search.codes import median_thresholds

KINDS = ("exact", "approximate", "compressed", "binary")
PER_LIST = 40  # with fewer embeddings per list its centre says little; FAISS warns below 39
BY_DIFFERENCES = 2**31 - 1  # calls of fewer numbers than this, or of fewer queries in FAISS 1.13

faiss.cvar.distance_compute_blas_threshold = BY_DIFFERENCES
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: faiss.omp_set_num_threads(1))


class Engine:
    """A FAISS index of one kind with what it learned at the start: centres, steps, medians."""

    def __init__(self, kind: str, core: Any, medians: np.ndarray | None) -> None:
        self.kind, self.core, self.medians = kind, core, medians

    @classmethod
    def learned(cls, kind: str, embeddings: np.ndarray) -> "Engine":
        """An empty engine for embeddings like these (n, d), float32.

        Raises:
            ValueError: an unknown kind, or no embeddings for one that learns from them.
        """
        expect(kind in KINDS, "kind", repr(kind), f"one of {KINDS}")
        n, d = embeddings.shape
        expect(n or kind == "exact", "embeddings", "none", f"some, for the kind {kind} to learn from")
        if kind == "exact":
            return cls(kind, faiss.IndexIDMap2(faiss.IndexFlatL2(d)), None)
        if kind == "binary":
            bits = 8 * -(-d // 8)
            return cls(kind, faiss.IndexBinaryIDMap2(faiss.IndexBinaryFlat(bits)), median_thresholds(embeddings))
        lists = max(1, min(n // PER_LIST, int(4 * np.sqrt(n))))
        core: Any = faiss.index_factory(d, f"IVF{lists},{'Flat' if kind == 'approximate' else 'SQ8'}")
        core.train(embeddings)
        core.nprobe = min(lists, max(8, lists // 16))
        return cls(kind, core, None)

    @property
    def nlist(self) -> int | None:
        """The number of lists, None where there are none."""
        return getattr(self.core, "nlist", None)

    @property
    def nprobe(self) -> int | None:
        """How many lists a search looks into, None where there are none."""
        return getattr(self.core, "nprobe", None)

    @nprobe.setter
    def nprobe(self, lists: int) -> None:
        most = self.nlist or 0
        expect(most, "nprobe", f"{lists} for the kind {self.kind}", "a kind of index with lists")
        expect(is_whole(lists) and 1 <= lists <= most, "nprobe", lists, f"1 to {most} lists")
        self.core.nprobe = int(lists)

    def stored(self, embeddings: np.ndarray) -> np.ndarray:
        """What FAISS gets for checked embeddings (n, d): themselves, or their `binary_codes` (n, ceil(d / 8))."""
        return embeddings if self.medians is None else np.packbits(embeddings > self.medians, axis=1)

    def add(self, embeddings: np.ndarray, ids: np.ndarray) -> None:
        """Take embeddings (n, d) in under ids (n,)."""
        self.core.add_with_ids(self.stored(embeddings), ids)

    def remove(self, ids: np.ndarray) -> None:
        """Forget ids (n,)."""
        self.core.remove_ids(ids)

    def search(self, queries: np.ndarray, k: int, allowed: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """The k nearest of each query.

        Args:
            queries: (n, d), float32, as checked.
            k: how many, at least 1.
            allowed: one truth value per id from 0 on. So restricted, it looks into every list: else it could miss some.

        Returns:
            Distances and ids, (n, k) each; infinity and -1 where there is none.
        """
        stored, binary = self.stored(queries), self.medians is not None
        distances = np.empty((len(stored), k), np.int32 if binary else np.float32)
        ids = np.empty((len(stored), k), np.int64)
        some, only = max(1, (BY_DIFFERENCES - 1) // stored.shape[1]), self._only(allowed)
        for i in range(0, len(stored), some):  # nearly always once
            part = [swig_ptr(array[i : i + some]) for array in (stored, distances, ids)]
            # FAISS's `search` without its checks, which are as long as ours and were made before.
            self.core.search_c(len(stored[i : i + some]), part[0], k, part[1], part[2], only)
        distances = distances.astype(np.float32) if binary else np.sqrt(distances, out=distances)  # squares >= 0
        if -1 in ids[:, -1].tolist():  # what a row lacks, it lacks at its end
            distances[ids < 0] = np.inf
        return distances, ids

    def _only(self, allowed):
        if allowed is None:
            return None
        made: Any = faiss  # which gives these classes other arguments than their text says, when it is loaded
        chosen = made.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        if self.kind in ("exact", "binary"):
            return made.SearchParameters(sel=chosen)
        return made.SearchParametersIVF(sel=chosen, nprobe=self.core.nlist)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """All of it as a dictionary of arrays."""
        write = faiss.serialize_index if self.medians is None else faiss.serialize_index_binary
        return {"core": write(self.core)} | ({} if self.medians is None else {"medians": self.medians})

    @classmethod
    def from_arrays(cls, kind: str, arrays: dict[str, np.ndarray]) -> "Engine":
        """The engine of `to_arrays`. FAISS believes what it reads: only for bytes whose checksum was right."""
        read = faiss.deserialize_index_binary if kind == "binary" else faiss.deserialize_index
        return cls(kind, read(arrays["core"]), arrays.get("medians"))

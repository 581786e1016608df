"""What all kinds of index do with FAISS: take embeddings in, forget some, find the nearest, become arrays.

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

from course_lib.errors import check_whole, expect, is_whole

BY_DIFFERENCES = 2**31 - 1  # calls of fewer numbers than this, or of fewer queries in FAISS 1.13

faiss.cvar.distance_compute_blas_threshold = BY_DIFFERENCES
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: faiss.omp_set_num_threads(1))


class Engine:
    """A FAISS index of one kind with what it learned at the start: centres, steps, medians."""

    def __init__(self, kind: str, core: Any, medians: np.ndarray | None) -> None:
        self.kind, self.core, self.medians = kind, core, medians

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

    @property
    def ef_search(self) -> int | None:
        """How many candidates a search in a graph keeps, None where there is none."""
        return self.core.hnsw.efSearch if self.kind == "hnsw" else None

    @ef_search.setter
    def ef_search(self, candidates: int) -> None:
        expect(self.kind == "hnsw", "ef_search", f"{candidates} for the kind {self.kind}", "the kind hnsw")
        check_whole("ef_search", candidates, 1, 2**30)
        self.core.hnsw.efSearch = int(candidates)

    def stored(self, embeddings: np.ndarray) -> np.ndarray:
        """What FAISS gets for checked embeddings (n, d).

        Themselves; for "binary" their `binary_codes` (n, ceil(d / 8)); for "pq" filled up with zeros to a width that is
        a multiple of 4.
        """
        if self.medians is not None:
            return np.packbits(embeddings > self.medians, axis=1)
        beyond = self.core.d - embeddings.shape[1]
        return np.pad(embeddings, ((0, 0), (0, beyond))) if beyond else embeddings

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
        return nearest(self.core, self.stored(queries), k, self._only(allowed))

    def _only(self, allowed):
        if allowed is None:
            return None
        return only(allowed) if self.nlist is None else only(allowed, nprobe=self.nlist)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """All of it as a dictionary of arrays."""
        write = faiss.serialize_index if self.medians is None else faiss.serialize_index_binary
        return {"core": write(self.core)} | ({} if self.medians is None else {"medians": self.medians})


def only(allowed: np.ndarray, **lists: int) -> Any:
    """What tells FAISS's search to find those ids alone that are allowed (one truth value per id from 0 on).

    Args:
        allowed: (ids,) of bool.
        lists: nprobe, for an index with lists.
    """
    made: Any = faiss  # which gives these classes other arguments than their text says, when it is loaded
    parameters = made.SearchParametersIVF if lists else made.SearchParameters
    return parameters(sel=made.IDSelectorBitmap(np.packbits(allowed, bitorder="little")), **lists)


def nearest(core: Any, stored: np.ndarray, k: int, chosen: Any = None) -> tuple[np.ndarray, np.ndarray]:
    """The k nearest that a FAISS index finds for queries as it stores them (n, width).

    Returns:
        Distances and ids, (n, k) each; infinity and -1 where there is none.
    """
    binary = stored.dtype == np.uint8
    distances = np.empty((len(stored), k), np.int32 if binary else np.float32)
    ids, some = np.empty((len(stored), k), np.int64), max(1, (BY_DIFFERENCES - 1) // stored.shape[1])
    for i in range(0, len(stored), some):  # nearly always once
        part = [swig_ptr(array[i : i + some]) for array in (stored, distances, ids)]
        # FAISS's `search` without its checks, which are as long as ours and were made before.
        core.search_c(len(stored[i : i + some]), part[0], k, part[1], part[2], chosen)
    distances = distances.astype(np.float32) if binary else np.sqrt(distances, out=distances)  # squares >= 0
    if -1 in ids[:, -1].tolist():  # what a row lacks, it lacks at its end
        distances[ids < 0] = np.inf
    return distances, ids

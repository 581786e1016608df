"""A graph of neighbours: HNSW, hierarchical navigable small worlds.

Each embedding keeps links to some near ones. A search begins far off, on a sparse level with long links, goes from
neighbour to nearer neighbour, and keeps the best `ef_search` candidates on the lowest level, where everything is.

Source: Malkov and Yashunin 2018, Efficient and robust approximate nearest neighbor search using hierarchical navigable
small world graphs, IEEE TPAMI.
"""

from typing import Any

import faiss
import numpy as np

from course_lib.distances import row_blocks
from course_lib.search.engine import Engine, nearest, only

LINKS = 16  # of each embedding, and twice as many on the lowest level: M in the article
EF_CONSTRUCTION, EF_SEARCH = 80, 64  # candidates while building, and while searching
PER_CANDIDATE = 64  # a candidate takes a walk about as long as comparing with so many embeddings in a row


class Graph(Engine):
    """The engine of the kind "hnsw". It needs nothing to learn from, and the order of what is added decides the links.

    FAISS takes nothing out of a graph, since the way to others may lead through it. So what was removed stays as a step
    and is no answer any more, and when more than half of the graph is such, it is built anew from the rest. Built by
    several threads, two graphs of the same embeddings differ a little.

    The larger the gallery, the fewer of the nearest a walk of one length finds (bench/index.md); `ef_search` sets it.

    Where comparing with everything that fits is no slower than the walk, that is done, and the answer is exact: in a
    small gallery, for a large k, and for a filter that few fit. So it is for a query whose walk met fewer than k that
    fit.

    Args:
        core: FAISS's index, whose ids are places 0 to n - 1.
        ids: Of these places (n,), -1 for what was removed.
    """

    def __init__(self, core: Any, ids: np.ndarray) -> None:
        super().__init__("hnsw", core, None)
        self.ids, self.kept = ids, ids >= 0  # (n,) both
        self.all_kept = bool(self.kept.all())  # counted once, for a search of one query takes some microseconds

    @classmethod
    def empty(cls, d: int) -> "Graph":
        """A graph without embeddings, for such of d numbers."""
        core = faiss.IndexHNSWFlat(d, LINKS)
        core.hnsw.efConstruction, core.hnsw.efSearch = EF_CONSTRUCTION, EF_SEARCH
        return cls(core, np.empty(0, np.int64))

    def add(self, embeddings: np.ndarray, ids: np.ndarray) -> None:
        """Take embeddings (n, d) in under ids (n,)."""
        self.core.add(embeddings)
        self.ids, self.kept = np.append(self.ids, ids), np.append(self.kept, np.ones(len(ids), bool))

    def remove(self, ids: np.ndarray) -> None:
        """Forget ids (n,)."""
        self.kept &= ~np.isin(self.ids, ids)
        self.ids[~self.kept] = -1
        self.all_kept = bool(self.kept.all())
        if 2 * self.kept.sum() < len(self.kept):
            self._build_anew()

    def _build_anew(self):
        rest, fresh = np.flatnonzero(self.kept), Graph.empty(self.core.d)
        fresh.ef_search = self.core.hnsw.efSearch
        if len(rest):
            fresh.add(self.core.storage.reconstruct_batch(rest), self.ids[rest])
        self.core, self.ids, self.kept, self.all_kept = fresh.core, fresh.ids, fresh.kept, True

    def search(self, queries: np.ndarray, k: int, allowed: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """The k nearest of each query.

        Args:
            queries: (n, d), float32, as checked.
            k: how many, at least 1 and at most as many as are allowed.
            allowed: one truth value per id from 0 on.

        Returns:
            Distances and ids, (n, k) each; no row is short.
        """
        fits, most = self._fitting(allowed), len(self.ids)
        several = most if fits is None else int(np.count_nonzero(fits))
        met = k if several == most else min(most, -(-(k + self.core.hnsw.efSearch) * most // several))
        if several <= PER_CANDIDATE * max(met, self.core.hnsw.efSearch):
            distances, places = self._compared(queries, k, fits)
        else:
            distances, places = self._walked(queries, k, met, fits)
            if -1 in places[:, -1].tolist():
                short = places[:, -1] < 0
                distances[short], places[short] = self._compared(queries[short], k, fits)
        return distances, self.ids[places]

    def _fitting(self, allowed):
        """Which places may be an answer, (places,) of bool; None for all of them."""
        if allowed is None:
            return None if self.all_kept else self.kept
        return self.kept & allowed[self.ids]

    def _walked(self, queries, k, met, fits):
        """Distances and places of the k nearest that fit among the first `met` of each query's walk, or -1."""
        if met == k:
            return nearest(self.core, queries, k)
        distances, places = np.empty((len(queries), k), np.float32), np.empty((len(queries), k), np.int64)
        for some in row_blocks(len(queries), met):
            distances[some], places[some] = self._chosen(queries[some], k, met, fits)
        return distances, places

    def _chosen(self, queries, k, met, fits):
        distances, places = nearest(self.core, queries, met)  # (n, met)
        wanted = fits[places] & (places >= 0)
        distances[~wanted], places[~wanted] = np.inf, -1
        order = np.argsort(~wanted, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(distances, order, axis=1), np.take_along_axis(places, order, axis=1)

    def _compared(self, queries, k, fits):
        """Distances and places of the k nearest that fit, by comparing with all that do."""
        chosen = None if fits is None or fits.all() else only(fits)
        return nearest(self.core.storage, np.ascontiguousarray(queries), k, chosen)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """All of it as a dictionary of arrays."""
        return super().to_arrays() | {"graph_ids": self.ids}

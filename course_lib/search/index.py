"""The index of the image search: embeddings under ids that last, with what is known of each picture."""

import os

import numpy as np
from numpy.typing import ArrayLike

from course_lib.distances import checked_embeddings
from course_lib.errors import expect
from course_lib.search.dials import Dials
from course_lib.search.index_file import read_index, write_index
from course_lib.search.kinds import CODES, learned
from course_lib.search.metadata import Columns, checked_columns, fitting, kinds_of
from course_lib.search.queries import check_search, faiss_rows, leave_out_beyond, places_of
from course_lib.search.rerank import WholeEmbeddings

METRICS = ("euclidean", "cosine")


class Index(Dials):
    """Embeddings (n, d) that can be searched; the first gets id 0, and an id is never given twice.

    `course_lib.store.Store` answers the same calls alike, from a database.

    Args:
        embeddings: Those to begin with, (n, d); n may be 0 for the kinds "exact" and "hnsw".
        kind: "exact", "approximate", "compressed", "binary", "hnsw" or "pq", see `course_lib.search.kinds`; all but
            "exact" and "hnsw" learn from the embeddings given here, so give many. Distances of "binary" are counts of
            bits, those of "compressed" and "pq" are to what the codes stand for.
        metric: "euclidean", or "cosine": embeddings and queries are set to length 1 first, and the distance is the
            Euclidean one, whose square is 2 - 2 cos.
        metadata: {column: n numbers or texts}.
        fingerprint: Of the network that made the embeddings, kept in the file.
        rerank: For the kinds that keep codes, "compressed", "binary" and "pq": keep the embeddings too, and look again
            at so many times k candidates, so that their distances are true ones; None to answer from the codes.

    >>> index = Index([[0.0, 0.0], [3.0, 4.0], [1.0, 0.0]], metadata={"kind": ["pear", "pear", "apple"]})
    >>> distances, ids = index.search([[0.0, 0.0]], k=2)
    >>> ids
    array([[0, 2]])
    >>> distances
    array([[0., 1.]], dtype=float32)
    >>> index.search([[0.0, 0.0]], k=2, filter={"kind": "pear"})[1]
    array([[0, 1]])
    >>> index.look_up(ids)["kind"]
    array([['pear', 'apple']], dtype='<U5')
    """

    def __init__(
        self,
        embeddings: ArrayLike,
        kind: str = "exact",
        metric: str = "euclidean",
        metadata: Columns | None = None,
        fingerprint: str = "",
        rerank: int | None = None,
    ) -> None:
        expect(metric in METRICS, "metric", repr(metric), f"one of {METRICS}")
        self.kind, self.metric, self.fingerprint = kind, metric, str(fingerprint)
        self.dimension = checked_embeddings(embeddings).shape[1]
        embeddings = faiss_rows(embeddings, self.dimension, self.metric, "embeddings")  # (n, d)
        self.metadata = checked_columns(metadata, len(embeddings))
        self.ids = np.arange(len(embeddings))  # (n,), growing
        self.next_id = len(embeddings)
        self._engine = learned(kind, embeddings)
        kept = f"None for the kind {kind}, whose distances are those of the embeddings"
        expect(rerank is None or kind in CODES, "rerank", rerank, kept)
        self._whole = None if rerank is None else WholeEmbeddings(np.array(embeddings), self.ids, rerank)
        self._engine.add(embeddings, self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, embeddings: ArrayLike, metadata: Columns | None = None) -> np.ndarray:
        """Append embeddings (m, d) with the columns of the index; the first ones may bring them. Returns ids (m,)."""
        embeddings = faiss_rows(embeddings, self.dimension, self.metric, "embeddings")
        begins = self.next_id == 0 and not self.metadata
        new = checked_columns(metadata, len(embeddings), known=None if begins else kinds_of(self.metadata))
        ids = np.arange(self.next_id, self.next_id + len(embeddings))
        if len(ids):
            self._engine.add(embeddings, ids)
            if self._whole is not None:
                self._whole.add(embeddings, ids)
            old = {name: values[:0] for name, values in new.items()} if begins else self.metadata
            self.metadata = {name: np.concatenate([values, new[name]]) for name, values in old.items()}
            self.ids, self.next_id = np.append(self.ids, ids), self.next_id + len(ids)
        return ids

    def remove(self, ids: ArrayLike) -> None:
        """Forget the pictures with these ids.

        Raises:
            ValueError: one is unknown; then none is forgotten.
        """
        places = places_of(ids, self.ids).ravel()
        self._engine.remove(self.ids[places])
        self.ids = np.delete(self.ids, places)
        self.metadata = {name: np.delete(values, places) for name, values in self.metadata.items()}

    def look_up(self, ids: ArrayLike) -> dict[str, np.ndarray]:
        """The metadata of ids, {column: values in the shape of `ids`}.

        Raises:
            ValueError: one is unknown.
        """
        places = places_of(ids, self.ids)
        return {name: values[places] for name, values in self.metadata.items()}

    def search(
        self, queries: ArrayLike, k: int, threshold: float | None = None, filter: Columns | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """The k nearest of each query, nearest first.

        Args:
            queries: (n, d).
            k: how many, at least 1.
            threshold: only pictures at a distance below it are found.
            filter: {column: value or list of values}: only pictures that fit are searched.

        Returns:
            Distances (n, k) of float32 and ids (n, k); fewer columns where there are fewer pictures to search. Where a
            row has no more, its ids are -1 and its distances infinite.
        """
        check_search(k, threshold)
        queries = faiss_rows(queries, self.dimension, self.metric, "queries")
        allowed, several = None, len(self)
        if filter is not None:
            fits = fitting(self.metadata, filter, len(self))
            several, allowed = int(fits.sum()), np.zeros(self.next_id, bool)
            allowed[self.ids[fits]] = True
        if not several:
            return np.empty((len(queries), 0), np.float32), np.empty((len(queries), 0), np.int64)
        distances, ids = self._engine.search(queries, min(int(k) * (self.rerank or 1), several), allowed)
        if self._whole is not None:
            distances, ids = self._whole.nearest(queries, ids, int(k))
        leave_out_beyond(threshold, distances, ids)
        return distances, ids

    def save(self, path: str | os.PathLike) -> None:
        """Write everything to one file, in one step: killed at any moment, the old file is whole."""
        write_index(path, self)

    @classmethod
    def load(cls, path: str | os.PathLike, fingerprint: str | None = None, mapped: bool = False) -> "Index":
        """The index that `save` wrote.

        Args:
            path: of the file.
            fingerprint: of the network that it must carry, None for any.
            mapped: leave what is only fetched, ids, metadata and the embeddings for `rerank`, on disk, as
                `machine.array_file.read_arrays` does.

        Raises:
            ValueError: the file is damaged, of another version or of another network.
            OSError: there is none.
        """
        index = cls.__new__(cls)
        vars(index).update(read_index(path, fingerprint, mapped))
        return index

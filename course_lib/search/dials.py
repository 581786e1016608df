"""The dials of an index: what trades recall for time after it was built. They are saved with it."""

from typing import Any

from course_lib.errors import expect
from course_lib.search.rerank import WholeEmbeddings


class Dials:
    """What can be set on an `Index`, each on the kinds that have it."""

    kind: str
    _engine: Any  # `search.engine.Engine`, or `PlainEngine` where FAISS is not installed
    _whole: WholeEmbeddings | None

    @property
    def nprobe(self) -> int | None:
        """How many of the `nlist` lists a search of the kinds "approximate", "compressed", "pq" looks into; else None.

        It can be set, from 1 to `nlist`. A search with a filter looks into all lists.
        """
        return self._engine.nprobe

    @nprobe.setter
    def nprobe(self, lists: int) -> None:
        self._engine.nprobe = lists

    @property
    def nlist(self) -> int | None:
        """Into how many lists the kind groups its embeddings; None where it has no lists."""
        return self._engine.nlist

    @property
    def ef_search(self) -> int | None:
        """How many candidates a search in the graph of the kind "hnsw" keeps; else None. It can be set, from 1 on."""
        return self._engine.ef_search

    @ef_search.setter
    def ef_search(self, candidates: int) -> None:
        self._engine.ef_search = candidates

    @property
    def rerank(self) -> int | None:
        """How many times k candidates the whole embeddings put in order; None without them.

        It can be set, from 1 on, where the index was made with one.
        """
        return None if self._whole is None else self._whole.rerank

    @rerank.setter
    def rerank(self, times: int) -> None:
        expect(self._whole is not None, "rerank", times, "an index that was made with rerank, and so keeps embeddings")
        if self._whole is not None:  # which mypy does not see above
            self._whole.rerank = times

"""Re-ranking: codes choose candidates, and the whole embeddings put them in order.

A code of few bytes finds the neighbourhood and mixes up the order in it. So the index takes several times as many
candidates as are wanted, fetches the embeddings of these alone, and sorts them by their true distance.

Source: Jégou, Tavenard, Douze and Amsaleg 2011, Searching in one billion vectors: re-rank with source coding, ICASSP.
"""

import numpy as np

from course_lib.distances import row_blocks
from course_lib.errors import check_whole


class WholeEmbeddings:
    """The embeddings behind the codes of an index, in memory or on disk.

    Args:
        rows: (n, d), float32; an array that is mapped from a file stays there.
        ids: Of the rows (n,), growing.
        rerank: How many times k candidates are looked at again.
    """

    def __init__(self, rows: np.ndarray, ids: np.ndarray, rerank: int) -> None:
        self.rerank = rerank
        self.parts, self.ids = [rows], np.array(ids)  # parts: (n_i, d) each, in the order of the ids

    @property
    def rerank(self) -> int:
        """How many times k candidates are looked at again."""
        return self._rerank

    @rerank.setter
    def rerank(self, times: int) -> None:
        check_whole("rerank", times, 1)
        self._rerank = int(times)

    def add(self, rows: np.ndarray, ids: np.ndarray) -> None:
        """Take rows (m, d) in under ids (m,), which are larger than those so far."""
        self.parts.append(np.array(rows))
        self.ids = np.append(self.ids, ids)
        while len(self.parts) > 2 and len(self.parts[-2]) <= len(
            self.parts[-1]
        ):  # few parts, and each row moves seldom
            self.parts[-2:] = [np.concatenate(self.parts[-2:])]

    def of(self, ids: np.ndarray) -> np.ndarray:
        """The embeddings of ids of any shape (...), as (..., d); of the id -1 any one."""
        places, begin = self._places(ids), 0  # (...)
        if len(self.parts) == 1:
            return self.parts[0].take(places, axis=0)
        rows = np.empty((*ids.shape, self.parts[0].shape[1]), np.float32)
        for part in self.parts:
            here = (places >= begin) & (places < begin + len(part))
            rows[here] = part[places[here] - begin]
            begin += len(part)
        return rows

    def _places(self, ids):
        """Where ids of any shape stand among those that came in, and some place for -1."""
        if len(self.ids) and self.ids[-1] - self.ids[0] == len(self.ids) - 1:  # no gaps
            return np.maximum(ids - self.ids[0], 0)
        return np.searchsorted(self.ids, ids)

    def nearest(self, queries: np.ndarray, ids: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        """The k nearest of the candidates of each query, by Euclidean distance; of equal ones the smaller id first.

        Args:
            queries: (n, d), float32.
            ids: the candidates (n, c), -1 for none, at least k.
            k: how many.

        Returns:
            Distances and ids, (n, k) each; infinity and -1 where there is none.
        """
        distances = np.empty(ids.shape, np.float32)
        for some in row_blocks(len(ids), ids.shape[1] * queries.shape[1]):
            moves = self.of(ids[some]) - queries[some, None]  # (b, c, d)
            distances[some] = np.sqrt(np.vecdot(moves, moves))
        distances[ids < 0] = np.inf
        order = np.lexsort((ids, distances), axis=-1)[:, :k]
        return np.take_along_axis(distances, order, axis=1), np.take_along_axis(ids, order, axis=1)

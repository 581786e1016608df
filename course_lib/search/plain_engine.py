"""What an exact index does where FAISS is not installed: NumPy compares each query with everything.

`bench/exact.md` says how much longer that takes; in a gallery of some thousands nobody notices.
"""

import numpy as np

from course_lib.distances import distance_matrix, row_blocks
from course_lib.errors import expect


class PlainEngine:
    """The calls of `search.engine.Engine`, for the kind "exact" alone.

    Args:
        embeddings: (n, d), float32.
        ids: of these, (n,).
    """

    kind, nlist, nprobe, ef_search = "exact", None, None, None

    def __init__(self, embeddings: np.ndarray, ids: np.ndarray) -> None:
        self.embeddings, self.ids = embeddings, ids

    def __setattr__(self, name: str, value: object) -> None:
        expect(name in ("embeddings", "ids"), name, f"{value} for the kind exact", "a kind of index with such a dial")
        super().__setattr__(name, value)

    def add(self, embeddings: np.ndarray, ids: np.ndarray) -> None:
        """Take embeddings (n, d) in under ids (n,)."""
        self.embeddings, self.ids = np.concatenate([self.embeddings, embeddings]), np.append(self.ids, ids)

    def remove(self, ids: np.ndarray) -> None:
        """Forget ids (n,)."""
        stays = ~np.isin(self.ids, ids)
        self.embeddings, self.ids = self.embeddings[stays], self.ids[stays]

    def search(self, queries: np.ndarray, k: int, allowed: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """The k nearest of each query.

        Args:
            queries: (n, d), float32, as checked.
            k: how many, at least 1 and at most as many as are allowed.
            allowed: one truth value per id from 0 on.

        Returns:
            Distances and ids, (n, k) each; of equally near ones the smaller id comes first.
        """
        fits = slice(None) if allowed is None else allowed[self.ids]
        gallery, ids = self.embeddings[fits], self.ids[fits]  # (m, d), (m,)
        distances, found = np.empty((len(queries), k), np.float32), np.empty((len(queries), k), np.int64)
        for rows in row_blocks(len(queries), max(1, len(ids))):
            table = distance_matrix(queries[rows], gallery)  # (block, m)
            order = np.argsort(table, axis=1, kind="stable")[:, :k]
            distances[rows], found[rows] = np.take_along_axis(table, order, axis=1), ids[order]
        return distances, found

    def to_arrays(self) -> dict[str, np.ndarray]:
        """All of it as a dictionary of arrays; the ids stand in the file already."""
        return {"plain": self.embeddings}

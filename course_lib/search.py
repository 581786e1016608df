"""Exact search: compare the query with every picture in the index. NumPy only."""

import numpy as np

from course_lib.distances import checked_embeddings, distance_matrix
from course_lib.errors import expect


class Index:
    """Embeddings (n, d) that can be searched; a picture's id is its place in the order of adding.

    >>> index = Index([[0.0, 0.0], [3.0, 4.0], [1.0, 0.0]])
    >>> distances, ids = index.search([[0.0, 0.0]], k=2)
    >>> ids
    array([[0, 2]])
    >>> distances
    array([[0., 1.]])
    """

    def __init__(self, embeddings):
        self.embeddings = checked_embeddings(embeddings)

    def __len__(self):
        return len(self.embeddings)

    def add(self, embeddings):
        """Append embeddings (m, d); returns their ids (m,)."""
        new = checked_embeddings(embeddings)
        d = self.embeddings.shape[1]
        expect(new.shape[1] == d, "embeddings", f"{new.shape[1]} numbers each", f"{d}, as in the index")
        start = len(self)
        self.embeddings = np.concatenate([self.embeddings, new.astype(self.embeddings.dtype)])
        return np.arange(start, len(self))

    def search(self, queries, k):
        """The k nearest of each query (n, d), nearest first; equal distances in order of their ids.

        Returns (distances, ids), both (n, k); with fewer than k pictures in the index, all of them.
        """
        expect(isinstance(k, (int, np.integer)) and k >= 1, "k", k, "a whole number of at least 1")
        k = min(k, len(self))
        distances = distance_matrix(queries, self.embeddings)  # (n, len(self))
        ids = np.argsort(distances, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(distances, ids, axis=1), ids

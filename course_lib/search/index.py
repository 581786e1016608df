"""The index of the image search: embeddings under ids that last, with what is known of each picture."""

import numpy as np

from course_lib.distances import checked_embeddings
from course_lib.errors import expect
from course_lib.search import index_file
from course_lib.search.engine import Engine
from course_lib.search.metadata import checked_columns, fitting
from course_lib.search.queries import prepared

METRICS = ("euclidean", "cosine")


class Index:
    """Embeddings (n, d) that can be searched; the first gets id 0, and an id is never given twice.

    kind      "exact", "approximate", "compressed" or "binary", see `course_lib.search.engine`; all but the first learn
              from the embeddings given here, so give many. Distances of "binary" are counts of bits
    metric    "euclidean", or "cosine": embeddings and queries are set to length 1 first, and the distance is the
              Euclidean one, whose square is 2 - 2 cos
    metadata  {column: n numbers or texts}
    model     fingerprint of the network that made the embeddings, kept in the file

    >>> index = Index([[0.0, 0.0], [3.0, 4.0], [1.0, 0.0]], metadata={"kind": ["pear", "pear", "apple"]})
    >>> distances, ids = index.search([[0.0, 0.0]], k=2)
    >>> ids
    array([[0, 2]])
    >>> distances
    array([[0., 1.]], dtype=float32)
    >>> index.search([[0.0, 0.0]], k=2, filter={"kind": "pear"})[1]
    array([[0, 1]])
    """

    def __init__(self, embeddings, kind="exact", metric="euclidean", metadata=None, model=""):
        expect(metric in METRICS, "metric", repr(metric), f"one of {METRICS}")
        self.kind, self.metric, self.model = kind, metric, str(model)
        self.dimension = checked_embeddings(embeddings).shape[1]
        embeddings = prepared(embeddings, self.dimension, self.metric, "embeddings")  # (n, d)
        self.metadata = checked_columns(metadata, len(embeddings))
        self.ids = np.arange(len(embeddings))  # (n,), growing
        self.next_id = len(embeddings)
        self._engine = Engine.learned(kind, embeddings)
        self._engine.add(embeddings, self.ids)

    def __len__(self):
        return len(self.ids)

    @property
    def nprobe(self):
        """How many of the `nlist` lists of an approximate or compressed index a search looks into; else None.

        More lists: more of the true neighbours, fewer queries per second. It can be set, from 1 to `nlist`, and is
        saved with the index. A search with a filter looks into all lists.
        """
        return self._engine.nprobe

    @nprobe.setter
    def nprobe(self, lists):
        self._engine.nprobe = lists

    @property
    def nlist(self):
        """Into how many lists the kind groups its embeddings; None where it has no lists."""
        return self._engine.nlist

    def add(self, embeddings, metadata=None):
        """Append embeddings (m, d) with the metadata columns of the index. Returns their ids (m,)."""
        embeddings = prepared(embeddings, self.dimension, self.metric, "embeddings")
        new = checked_columns(metadata, len(embeddings), names=self.metadata)
        ids = np.arange(self.next_id, self.next_id + len(embeddings))
        columns = {name: np.concatenate([old, new[name]]) for name, old in self.metadata.items()}
        self._engine.add(embeddings, ids)
        self.metadata, self.ids, self.next_id = columns, np.append(self.ids, ids), self.next_id + len(ids)
        return ids

    def remove(self, ids):
        """Forget the pictures with these ids (m,). Raises ValueError, and forgets none, when one is unknown."""
        places = self.places(ids)
        self._engine.remove(self.ids[places])
        self.ids = np.delete(self.ids, places)
        self.metadata = {name: np.delete(values, places) for name, values in self.metadata.items()}

    def places(self, ids):
        """Where ids (m,) stand in `ids` and in each column of `metadata`. Raises ValueError when one is unknown."""
        ids = np.atleast_1d(np.asarray(ids))
        ids = ids if ids.size else ids.astype(np.int64)  # an empty list has no kind of number
        expect(ids.dtype.kind in "iu" and ids.ndim == 1, "ids", f"{ids.dtype} {ids.shape}", "whole numbers, (m,)")
        expect(np.isin(ids, self.ids).all(), "ids", ids[~np.isin(ids, self.ids)][:5], "ids of pictures in the index")
        return np.searchsorted(self.ids, ids)

    def search(self, queries, k, threshold=None, filter=None):
        """The k nearest of each query (n, d), nearest first. Returns (distances, ids), (n, k) each.

        threshold: pictures at a larger distance are left out. filter: {column: value or list of values}, only pictures
        that fit are searched. With fewer than k pictures to search there are as many columns as pictures; where a row
        has no more, its ids are -1 and its distances infinite.
        """
        whole = isinstance(k, (int, np.integer)) and not isinstance(k, bool)
        expect(whole and k >= 1, "k", k, "a whole number of at least 1")
        number = threshold is None or isinstance(threshold, (int, float, np.number))
        expect(number and (threshold is None or threshold >= 0), "threshold", threshold, "a distance, 0 or more")
        queries = prepared(queries, self.dimension, self.metric, "queries")
        allowed, several = None, len(self)
        if filter is not None:
            fits = fitting(self.metadata, filter, len(self))
            several, allowed = int(fits.sum()), np.zeros(self.next_id, bool)
            allowed[self.ids[fits]] = True
        if not several:
            return np.empty((len(queries), 0), np.float32), np.empty((len(queries), 0), np.int64)
        distances, ids = self._engine.search(queries, min(int(k), several), allowed)
        if threshold is not None:
            beyond = distances > threshold
            ids[beyond], distances[beyond] = -1, np.inf
        return distances, ids

    def save(self, path):
        """Write everything to one file, in one step: killed at any moment, the old file is whole."""
        facts = {key: getattr(self, key) for key in ("kind", "metric", "model", "dimension", "next_id")}
        columns = {f"metadata/{name}": values for name, values in self.metadata.items()}
        index_file.write(path, facts, {"ids": self.ids} | columns | self._engine.to_arrays())

    @classmethod
    def load(cls, path, model=None):
        """The index that `save` wrote. `model`: the fingerprint that it must carry, None for any.

        Raises ValueError for a file that is damaged, of another version or of another model, OSError for none.
        """
        facts, arrays = index_file.read(path)
        expect(model in (None, facts["model"]), "model", repr(facts["model"]), f"an index of the model {model!r}")
        index = cls.__new__(cls)
        vars(index).update(facts)
        index.ids = arrays.pop("ids")
        index.metadata = {
            name.partition("/")[2]: values for name, values in arrays.items() if name.startswith("metadata/")
        }
        index._engine = Engine.from_arrays(index.kind, arrays)
        return index

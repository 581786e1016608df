"""The store: adding, searching and removing pictures."""

import re

import numpy as np
from pgvector import Vector

from course_lib.errors import expect
from course_lib.store.schema import NEAREST, NEAREST_OF_ALL
from course_lib.store.tables import READ, SWITCH, WRITE, checked_ids, float32_embeddings
from course_lib.store.versions import Versions


class Store(Versions):
    """A collection of pictures by their embeddings, on disk, for several programs at once.

    Store(name, fingerprint=None, address=None, folder=None)

    name: of the collection, such as "products". fingerprint: of the network that this program embeds with, see
    `course_lib.search.fingerprint`; adding to or searching another network's embeddings is then an error.
    address: of a PostgreSQL with pgvector, or folder: of an embedded one. By default COURSE_DATABASE is the address,
    and without it data/cache/postgres the folder. Use the store in a `with`, or call `close`; one store per thread.
    When the server was killed, open it again. Distances are Euclidean, as everywhere in the course: between 0 and 2
    for unit vectors. Numbers are kept as float32.
    """

    def __len__(self):
        return self._run("select count(*) from {name}_pictures").fetchone()[0]

    def add(self, embeddings, names, labels=None):
        """Add pictures: embeddings (n, d), n names (str), labels (n,) from 0 on or None. Returns their ids (n,).

        All or none are added, and when the ids are returned they are on disk. Ids grow; some may be left out.
        """
        embeddings = float32_embeddings(embeddings, "embeddings")
        n, d = embeddings.shape
        names = checked_names(names, n)
        labels = np.full(n, -1) if labels is None else checked_ids(labels, "labels")
        expect(labels.shape == (n,), "labels", f"shape {labels.shape}", f"({n},), one per picture")
        self._need_a_version(d)
        with self._together(READ):
            version = self._active()
            float32_embeddings(embeddings, "embeddings", n, version.dimension)
            rows = self._run("select nextval('{name}_ids') from generate_series(1, %s)", [n])
            ids = sorted(row[0] for row in rows)
            rows = zip(ids, names, labels.tolist(), strict=True)
            self._copy(f"{self.name}_pictures", "id, name, label", ["int8", "text", "int8"], rows)
            self._copy_embeddings(version.version, ids, labels.tolist(), embeddings)
        return np.array(ids, np.int64)

    def search(self, queries, k, label=None):
        """The k nearest pictures of each query (q, d), nearest first; with `label`, one or several, only among those.

        Returns (distances, ids), both (q, k); with fewer than k pictures, or with that label, all of them. Exact, with
        equal distances in order of ids, until `build_index`; after it approximate, but never short.
        """
        queries, wanted = float32_embeddings(queries, "queries"), asked(k, label)
        with self._together(READ):
            version = self._active()
            if version is None:
                return np.zeros((len(queries), 0)), np.zeros((len(queries), 0), np.int64)
            float32_embeddings(queries, "queries", dimension=version.dimension)
            rows = [self._nearest(version.version, query, *wanted) for query in queries]
        found = np.array(rows, np.dtype([("id", np.int64), ("distance", np.float64)]))  # (q, k)
        found = found.reshape(len(queries), -1 if rows and rows[0] else 0)
        return found["distance"], found["id"]

    def remove(self, ids):
        """Delete pictures by their ids (n,), from every version; all or none. Ids that are not there are an error."""
        ids = checked_ids(ids).ravel()
        with self._together(WRITE):
            self.look_up(ids)
            for version in self.versions():
                self._run("delete from {place} where id = any(%s)", [ids.tolist()], version.version)
            self._run("delete from {name}_pictures where id = any(%s)", [ids.tolist()])

    def look_up(self, ids):
        """Names (object) and labels (int64, -1 where none was given) of ids, both in the shape of `ids`."""
        ids = checked_ids(ids)
        rows = self._run("select id, name, label from {name}_pictures where id = any(%s)", [np.unique(ids).tolist()])
        found = {i: (name, label) for i, name, label in rows}
        unknown = [i for i in ids.ravel().tolist() if i not in found]
        expect(not unknown, "ids", unknown[:5], "ids of pictures in the store")
        names = np.array([found[i][0] for i in ids.ravel().tolist()], object).reshape(ids.shape)
        return names, np.array([found[i][1] for i in ids.ravel().tolist()], np.int64).reshape(ids.shape)

    def plan(self, query, k, label=None):
        """How the database would search for one query (d,): PostgreSQL's EXPLAIN of what `search` asks it, as text."""
        with self._together(READ):
            version = self._active()
            expect(version, "store", "one without pictures", "one with pictures in it")
            query = float32_embeddings([query], "query", dimension=version.dimension)[0]
            words, where = asked(k, label)
            words["query"] = Vector(query)
            rows = self._run(f"explain (costs off) {NEAREST}", words, version.version, where=where).fetchall()
        return re.sub(r"'\[[^]]*\]'::vector", "query", "\n".join(row[0] for row in rows))

    def _need_a_version(self, dimension):
        if not self.versions():
            with self._together(SWITCH):
                if not self.versions():
                    self._new_version(dimension, self.fingerprint, active=True)

    def _nearest(self, version, query, words, where):
        """Rows (id, distance); where the index leaves the list short, from every row."""
        words = {"query": Vector(query), **words}
        rows = self._run(NEAREST, words, version, where=where).fetchall()
        if len(rows) < words["k"]:
            rows = self._run(NEAREST_OF_ALL, words, version, where=where).fetchall()
        return rows


def asked(k, label):
    """What NEAREST wants beside the query: its values k and labels, and the condition for the rows."""
    expect(isinstance(k, (int, np.integer)) and k >= 1, "k", k, "a whole number of at least 1")
    labels = None if label is None else checked_ids(np.ravel(label), "label").tolist()
    return {"k": int(k), "labels": labels}, "" if labels is None else "where label = any(%(labels)s)"


def checked_names(names, n):
    """n names as a list of str that the database can keep: Unicode without the character 0."""
    names = list(names)
    expect(len(names) == n, "names", f"{len(names)} names", f"{n}, one per picture")
    for name in names:
        fits = isinstance(name, str) and "\0" not in name and name.encode(errors="ignore").decode() == name
        expect(fits, "names", repr(name), "text in Unicode")
    return names

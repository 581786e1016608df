"""The store: adding, searching and removing pictures."""

import contextlib
import os
import warnings

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import CourseProblem, expect
from course_lib.search.metadata import Columns, checked_columns, kinds_of
from course_lib.search.queries import check_search, leave_out_beyond
from course_lib.store.address import Address
from course_lib.store.arguments import check_name, checked_ids, float32_embeddings
from course_lib.store.building import Hints, check_building, means_of
from course_lib.store.columns import DTYPES, condition, stored_values
from course_lib.store.connection import is_here, open_database
from course_lib.store.nearest import explain, nearest
from course_lib.store.schema import SIZES
from course_lib.store.tables import READ, WRITE, Tables
from course_lib.store.versions import Versions


class Store:
    """A collection of pictures by their embeddings, on disk, for several programs at once.

    It answers like `course_lib.search.Index`, with Euclidean distances of float32; `versions` holds the embeddings of
    several networks. Use it in a `with`, or call `close`; one per thread. When the server was killed, open it again.

    Args:
        name: Of the collection, such as "products".
        fingerprint: Of the network that this program embeds with, see `course_lib.search.fingerprint`; adding to or
            searching another network's embeddings is then an error.
        address, folder: Of a PostgreSQL with pgvector, or of an embedded one; see `connection.open_database`.
    """

    def __init__(
        self,
        name: str,
        fingerprint: str | None = None,
        address: str | None = None,
        folder: str | os.PathLike | None = None,
    ) -> None:
        check_name(name)
        self.name = name
        known = Address(address) if address and str(address).strip() else None
        del address  # which may hold a password: no traceback that shows variables finds it here
        connection, self._close = open_database(known, folder)
        self._is_here = is_here(connection)
        with contextlib.ExitStack() as refused:
            refused.callback(self._close)
            self._tables = Tables(name, connection)
            refused.pop_all()
        self.versions = Versions(self._tables, fingerprint)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        with contextlib.suppress(*[CourseProblem] * (kind is not None)):  # the first problem is the one to tell
            self.close()

    def __len__(self) -> int:
        return self._tables.run("select count(*) from {name}_pictures").fetchone()[0]

    def close(self) -> None:
        """End the connection; an embedded server stops with its last one. May be called again."""
        self._close()

    def add(self, embeddings: ArrayLike, metadata: Columns | None = None) -> np.ndarray:
        """Add pictures: embeddings (n, d) and {column: n numbers or texts}. Returns their ids (n,), on disk by then.

        All or none are added; the first ones bring the columns. Ids grow; some may be left out.
        """
        embeddings = float32_embeddings(embeddings, "embeddings")
        n, d = embeddings.shape
        columns = checked_columns(metadata, n)
        stored_values(columns, kinds_of(columns))  # raises before anything is made
        if n:
            self.versions.begin(d, kinds_of(columns))
        elif not list(self.versions):
            return np.empty(0, np.int64)
        with self._tables.transaction(READ):
            version = self.versions.chosen(None)
            float32_embeddings(embeddings, "embeddings", n, version.dimension)
            kinds = self._tables.columns()
            values = stored_values(checked_columns(metadata, n, known=kinds), kinds)
            ids = self._tables.next_ids(n)
            self._tables.copy_pictures(ids, kinds, values)
            self._tables.copy_embeddings(version.version, ids, kinds, values, embeddings)
        return np.array(ids, np.int64)

    def search(
        self, queries: ArrayLike, k: int, threshold: float | None = None, filter: Columns | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """The k nearest of each query, nearest first.

        Exact, with equal distances in order of ids, until `build_index`; then approximate, but never short.

        Args:
            queries, k, threshold, filter: as in `Index.search`.

        Returns:
            Distances and ids, as there.
        """
        check_search(k, threshold)
        queries = float32_embeddings(queries, "queries")
        distances, ids = np.empty((len(queries), 0), np.float32), np.empty((len(queries), 0), np.int64)
        with self._tables.transaction(READ):
            where, values = self._condition(filter)
            if version := self.versions.active():
                float32_embeddings(queries, "queries", dimension=version.dimension)
                distances, ids = nearest(self._tables, version.version, queries, int(k), where, values)
        leave_out_beyond(threshold, distances, ids)
        return distances, ids

    def remove(self, ids: ArrayLike) -> None:
        """Delete pictures by their ids, from every version; all or none.

        Raises:
            ValueError: one is unknown.
        """
        ids = checked_ids(ids).ravel()
        with self._tables.transaction(WRITE):
            self._tables.values_of(ids.tolist(), [])
            for version in self.versions:
                self._tables.run("delete from {place} where id = any(%s)", [ids.tolist()], version.version)
            self._tables.run("delete from {name}_pictures where id = any(%s)", [ids.tolist()])

    def look_up(self, ids: ArrayLike) -> dict[str, np.ndarray]:
        """The metadata of ids, {column: values in the shape of `ids`}.

        Raises:
            ValueError: one is unknown.
        """
        ids = checked_ids(ids)
        with self._tables.transaction(READ):
            columns = self._tables.columns()
            values = self._tables.values_of(ids.ravel().tolist(), columns)
        kinds = columns.values()
        arrays: list[np.ndarray] = [np.array(column, DTYPES[kind]) for column, kind in zip(values, kinds, strict=True)]
        return {name: array.reshape(ids.shape) for name, array in zip(columns, arrays, strict=True)}

    def build_index(
        self,
        version: int | None = None,
        memory: int | None = None,
        processes: int | None = None,
        halves: bool = False,
    ) -> None:
        """Index the embeddings of `version` (the searched one when None): searches become fast, and approximate.

        Hierarchical navigable small worlds. Worth it from some 10,000 pictures on, after they were added: it grows with
        each later `add`, which then takes longer. Adding waits meanwhile. What the database advises, such as more
        memory, comes as a warning.

        Args:
            version: whose embeddings.
            memory: MB that the graph may take while it is built, about 1.2 MB for 1,000 pictures of 128 numbers; one
                that outgrows it is built many times more slowly. None: chosen from the machine, see
                `building.means_of`.
            processes: of the database beside the first one. None: chosen from the machine.
            halves: index numbers of 16 bits instead of 32, 2 bytes less for each. The search puts its first choice,
                `nearest.FIRST_CHOICE` times k, in order by the whole numbers, which stay where they are.

        Raises:
            ValueError: an argument does not fit, or halves of numbers beyond 65,504.

        Source: Malkov and Yashunin 2018.
        """
        check_building(memory, processes)
        expect(isinstance(halves, bool), "halves", repr(halves), "True or False")
        tell = lambda sentence: warnings.warn(f"Store.build_index: {sentence}", stacklevel=3)
        with self._tables.transaction(READ), Hints(self._tables.connection, tell):
            chosen = self.versions.chosen(version)
            place = self._tables.place(chosen.version)
            means = means_of(self._tables, memory, processes, self._is_here, len(self), chosen.dimension)
            self._tables.run("select course_index_embeddings(%s, %s, %s, %s)", [place, *means, halves])

    def sizes(self, version: int | None = None) -> dict[str, int]:
        """Bytes on disk of `version` (the searched one when None): {"embeddings": ..., "index": ..., "keys": ...}.

        index: that of `build_index`, 0 without; keys: those of ids and metadata. On a cluster each shard has its own.
        """
        table, near, all_keys = self._tables.run(SIZES, version=self.versions.chosen(version).version).fetchone()
        return {"embeddings": table, "index": near, "keys": all_keys - near}

    def plan(self, query: ArrayLike, k: int, filter: Columns | None = None) -> str:
        """How the database would search for one query (d,): PostgreSQL's EXPLAIN of what `search` asks it, as text."""
        check_search(k, None)
        with self._tables.transaction(READ):
            version = self.versions.chosen(None)
            row = float32_embeddings(np.asarray([query]), "query", dimension=version.dimension)[0]
            return explain(self._tables, version.version, row, int(k), *self._condition(filter))

    def _condition(self, filter):
        return condition(filter, self._tables.columns()) if filter is not None else ("", {})

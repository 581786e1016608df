"""The embeddings of several networks side by side: fill a new version, switch to it, drop the old one."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import check_whole, expect
from course_lib.store.arguments import WIDEST, checked_ids, float32_embeddings
from course_lib.store.columns import TYPES, check_names
from course_lib.store.tables import READ, SWITCH, WRITE, Tables


class Version(NamedTuple):
    """One network's embeddings: number, numbers per embedding, fingerprint of the network, whether it is searched."""

    version: int
    dimension: int
    fingerprint: str | None
    active: bool


class Versions:
    """The versions of a store: goes through all of them as `Version`s, the oldest first.

    Args:
        tables: of the store.
        fingerprint: of the network that this program embeds with; None asks for none.
    """

    def __init__(self, tables: Tables, fingerprint: str | None) -> None:
        self._tables, self.fingerprint = tables, fingerprint

    def __iter__(self) -> Iterator[Version]:
        rows = self._tables.run("select version, dimension, fingerprint, active from {name}_versions order by version")
        return iter([Version(*row) for row in rows])

    def __getitem__(self, version: int) -> Version:
        """The `Version` of that number.

        Raises:
            ValueError: there is none.
        """
        found = {each.version: each for each in self}
        check_whole("version", version, 0)
        expect(version in found, "version", version, f"one of {list(found)}")
        return found[version]

    def active(self) -> Version | None:
        """The one that is searched, or None before the first picture.

        Raises:
            ValueError: it is of another network than this program's.
        """
        active = next((each for each in self if each.active), None)
        if active and None not in (self.fingerprint, active.fingerprint):
            searched = f"{active.fingerprint}, whose version {active.version} is searched"
            expect(self.fingerprint == active.fingerprint, "fingerprint", self.fingerprint, searched)
        return active

    def chosen(self, version: int | None) -> Version:
        """The one of that number, the searched one for None.

        Raises:
            ValueError: a store without pictures, an unknown version, or another network's.
        """
        found = self.active() if version is None else self[version]
        if found is None:
            raise ValueError("version: expected a store with pictures in it, got an empty one")
        return found

    def begin(self, dimension: int, kinds: Mapping[str, str]) -> None:
        """Make the first version, which is searched, and the columns of metadata; nothing where there is one."""
        check_names(kinds)
        if not list(self):
            with self._tables.transaction(SWITCH):
                if not list(self):
                    self._tables.add_columns(kinds)
                    self._make(dimension, self.fingerprint, active=True)

    def add(self, dimension: int, fingerprint: str | None = None) -> int:
        """Make room for embeddings (n, dimension) of another network; returns its number. It is not searched yet."""
        check_whole("dimension", dimension, 1, WIDEST)
        with self._tables.transaction(SWITCH):
            self.chosen(None)
            return self._make(int(dimension), fingerprint, active=False)

    def fill(self, version: int, ids: ArrayLike, embeddings: ArrayLike) -> None:
        """Put embeddings of pictures that are in the store into `version`, all or none.

        An embedding that is already there is replaced. `missing` tells what is left to do, after an interruption too.

        Args:
            version: its number.
            ids: of the pictures, (n,), each once.
            embeddings: theirs, (n, d).

        Raises:
            ValueError: an unknown version or id, or embeddings that do not fit the version.
        """
        ids = checked_ids(ids)
        expect(len(np.unique(ids)) == len(ids), "ids", "an id twice", "each once")
        with self._tables.transaction(WRITE):
            embeddings = float32_embeddings(embeddings, "embeddings", len(ids), self[version].dimension)
            columns = self._tables.columns()
            values = self._tables.values_of(ids.tolist(), columns)
            self._tables.run("delete from {place} where id = any(%s)", [ids.tolist()], version)
            self._tables.copy_embeddings(version, ids.tolist(), columns, values, embeddings)

    def missing(self, version: int) -> np.ndarray:
        """Ids (n,) of the pictures that have no embedding in `version`."""
        with self._tables.transaction(READ):
            self[version]
            there, pictures = (
                np.array([row[0] for row in self._tables.run(f"select id from {table}", version=version)], np.int64)
                for table in ("{place}", "{name}_pictures")
            )
        return np.setdiff1d(pictures, there)

    def switch(self, version: int) -> None:
        """Search `version` from now on, in every program at once.

        The program that switches goes on with the network of that version; the others are told by an error, if they
        gave their store a fingerprint.

        Raises:
            ValueError: pictures are missing in it.
        """
        with self._tables.transaction(SWITCH):
            found = self[version]
            missing = self.missing(version)
            expect(not len(missing), "version", f"{len(missing)} pictures without embedding, {missing[:5]}", "none")
            self._tables.run("update {name}_versions set active = false where active")
            self._tables.run("update {name}_versions set active = true where version = %s", [version])
        self.fingerprint = found.fingerprint

    def drop(self, version: int) -> None:
        """Delete the embeddings of `version`, which may not be the searched one."""
        with self._tables.transaction(SWITCH):
            expect(not self[version].active, "version", f"{version}, which is searched", "another version")
            self._tables.run("delete from {name}_versions where version = %s", [version])
            self._tables.run("select course_drop_embeddings(%s)", [self._tables.place(version)])

    def _make(self, dimension: int, fingerprint: str | None, active: bool) -> int:
        added = "insert into {name}_versions (dimension, fingerprint, active) values (%s, %s, %s) returning version"
        version = self._tables.run(added, [dimension, fingerprint, active]).fetchone()[0]
        columns = self._tables.columns()
        values = [self._tables.place(version), dimension, list(columns), [TYPES[kind] for kind in columns.values()]]
        self._tables.run("select course_make_embeddings(%s, %s, %s::text[], %s::text[])", values)
        return version

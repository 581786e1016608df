"""The embeddings of several networks side by side: fill a new version, switch to it, drop the old one."""

import numpy as np

from course_lib.errors import expect
from course_lib.store.tables import READ, SWITCH, WIDEST, WRITE, Tables, Version, checked_ids, float32_embeddings


class Versions(Tables):
    """The part of a `Store` that knows of several networks."""

    def versions(self):
        """All versions as a list of `Version`, the oldest first."""
        rows = self._run("select version, dimension, fingerprint, active from {name}_versions order by version")
        return [Version(*row) for row in rows]

    def add_version(self, dimension, fingerprint=None):
        """Make room for embeddings (n, dimension) of another network; returns its number. It is not searched yet."""
        whole = isinstance(dimension, (int, np.integer)) and 1 <= dimension <= WIDEST
        expect(whole, "dimension", dimension, f"a whole number from 1 to {WIDEST}")
        with self._together(SWITCH):
            return self._new_version(int(dimension), fingerprint, active=False)

    def fill(self, version, ids, embeddings):
        """Put embeddings (n, d) of pictures that are in the store, by their ids (n,), into `version`, all or none.

        An embedding that is already there is replaced. `missing` tells what is left to do, after an interruption too.
        """
        ids = checked_ids(ids)
        expect(len(np.unique(ids)) == len(ids), "ids", "an id twice", "each once")
        with self._together(WRITE):
            found = self._version(version)
            embeddings = float32_embeddings(embeddings, "embeddings", len(ids), found.dimension)
            labels = dict(self._run("select id, label from {name}_pictures where id = any(%s)", [ids.tolist()]))
            unknown = [i for i in ids.tolist() if i not in labels]
            expect(not unknown, "ids", unknown[:5], "ids of pictures in the store")
            self._run("delete from {place} where id = any(%s)", [ids.tolist()], version)
            self._copy_embeddings(version, ids.tolist(), [labels[i] for i in ids.tolist()], embeddings)

    def missing(self, version):
        """Ids (n,) of the pictures that have no embedding in `version`."""
        with self._together(READ):
            self._version(version)
            there = np.array([row[0] for row in self._run("select id from {place}", version=version)], np.int64)
            pictures = np.array([row[0] for row in self._run("select id from {name}_pictures")], np.int64)
        return np.setdiff1d(pictures, there)

    def build_index(self, version=None):
        """Index the embeddings of `version` (the searched one when None): searches become fast, and approximate.

        Hierarchical navigable small worlds (Malkov and Yashunin, 2018). Worth it from some 10,000 pictures on, after
        they were added: the index grows with each later `add`, which then takes longer. Adding waits meanwhile.
        """
        with self._together(READ):
            found = self._active() if version is None else self._version(version)
            expect(found, "version", version, "a store with pictures in it")
            self._run("select course_index_embeddings(%s)", [self._place(found.version)])

    def sizes(self, version=None):
        """Bytes on disk of `version` (the searched one when None): {"embeddings": ..., "index": ..., "keys": ...}.

        index: that of `build_index`, 0 without; keys: those of ids and labels. On a cluster each shard has its own.
        """
        found = self._active() if version is None else self._version(version)
        expect(found, "version", version, "a store with pictures in it")
        sizes = "select pg_table_size('{place}'), coalesce(pg_relation_size(to_regclass('{place}_near')), 0), "
        table, near, all_keys = self._run(sizes + "pg_indexes_size('{place}')", version=found.version).fetchone()
        return {"embeddings": table, "index": near, "keys": all_keys - near}

    def switch(self, version):
        """Search `version` from now on, in every program at once. Raises ValueError while pictures are missing in it.

        The program that switches goes on with the network of that version; the others are told by an error, if they
        gave their store a fingerprint.
        """
        with self._together(SWITCH):
            found = self._version(version)
            missing = self.missing(version)
            expect(not len(missing), "version", f"{len(missing)} pictures without embedding, {missing[:5]}", "none")
            self._run("update {name}_versions set active = false where active")
            self._run("update {name}_versions set active = true where version = %s", [version])
        self.fingerprint = found.fingerprint

    def drop(self, version):
        """Delete the embeddings of `version`, which may not be the searched one."""
        with self._together(SWITCH):
            expect(not self._version(version).active, "version", f"{version}, which is searched", "another version")
            self._run("delete from {name}_versions where version = %s", [version])
            self._run("select course_drop_embeddings(%s)", [self._place(version)])

"""The tables of one collection, one transaction at a time."""

import contextlib
import re
from typing import NamedTuple

import numpy as np
from pgvector import Vector
from psycopg import IsolationLevel

from course_lib.distances import checked_embeddings
from course_lib.errors import expect
from course_lib.store.connection import LOCK, open_database
from course_lib.store.schema import TABLES

WIDEST = 2000  # numbers per embedding that an HNSW index takes
LARGEST = 2.0**57  # so that a sum of WIDEST squared differences is a float32

# What a transaction holds on NAME_versions, from the weakest; it waits for those that it cannot go beside.
READ, WRITE, SWITCH = "access share", "share row exclusive", "access exclusive"


class Version(NamedTuple):
    """One network's embeddings: number, numbers per embedding, fingerprint of the network, whether it is searched."""

    version: int
    dimension: int
    fingerprint: str | None
    active: bool


class Tables:
    """The part of a `Store` that talks to the database."""

    def __init__(self, name, fingerprint=None, address=None, folder=None):
        fits = isinstance(name, str) and re.fullmatch("[a-z][a-z0-9_]{0,29}", name)
        expect(fits, "name", repr(name), "at most 30 of a-z, 0-9 and _, a letter first")
        self.name, self.fingerprint = name, fingerprint
        self._connection, self._close = open_database(address, folder)
        with self._connection.transaction():
            self._run("select pg_advisory_xact_lock(%s)", [LOCK])
            self._connection.execute(TABLES.format(name=name))
        self._connection.isolation_level = IsolationLevel.REPEATABLE_READ

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End the connection; an embedded server stops with its last one. May be called again."""
        self._close()

    @contextlib.contextmanager
    def _together(self, lock):
        """A transaction: all or nothing, and every question in it is answered from the state at its start."""
        with self._connection.transaction():
            self._run(f"lock table {{name}}_versions in {lock} mode")  # before the state is fixed, by the next command
            yield

    def _run(self, command, values=None, version=None, **words):
        return self._connection.execute(
            command.format(name=self.name, place=self._place(version), **words), values, binary=True
        )

    def _place(self, version):
        """The name of the table with the embeddings of a version."""
        return f"{self.name}_v{version}"

    def _version(self, version):
        """The `Version` of that number. Raises ValueError when there is none."""
        found = {each.version: each for each in self.versions()}
        expect(version in found, "version", version, f"one of {list(found)}")
        return found[version]

    def _active(self):
        """The `Version` that is searched, or None before the first picture. Raises ValueError for another network's."""
        active = next((each for each in self.versions() if each.active), None)
        if active and None not in (self.fingerprint, active.fingerprint):
            searched = f"{active.fingerprint}, whose version {active.version} is searched"
            expect(self.fingerprint == active.fingerprint, "fingerprint", self.fingerprint, searched)
        return active

    def _new_version(self, dimension, fingerprint, active):
        added = "insert into {name}_versions (dimension, fingerprint, active) values (%s, %s, %s) returning version"
        version = self._run(added, [dimension, fingerprint, active]).fetchone()[0]
        self._run("select course_make_embeddings(%s, %s)", [self._place(version), dimension])
        return version

    def _copy(self, place, columns, types, rows):
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"copy {place} ({columns}) from stdin (format binary)") as copy,
        ):
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    def _copy_embeddings(self, version, ids, labels, embeddings):
        rows = zip(ids, labels, map(Vector, embeddings), strict=True)
        self._copy(self._place(version), "id, label, embedding", ["int8", "int8", "vector"], rows)


def checked_ids(ids, argument="ids"):
    """Whole numbers as an int64 array of the same shape; ids and labels are such."""
    ids = np.asarray(ids)
    fits = ids.dtype.kind in "iu" or not ids.size
    expect(fits, argument, f"dtype {ids.dtype}", "whole numbers")
    expect(not ids.size or (ids.min() >= 0 and ids.max() < 2**63), argument, "a number out of range", "0 to 2^63 - 1")
    return ids.astype(np.int64)


def float32_embeddings(embeddings, argument, rows=None, dimension=None):
    """Embeddings (rows, dimension) as float32, which is how the database keeps them; None takes any number.

    Raises ValueError for another shape, NaN, infinity, or numbers whose distances a float32 could not hold.
    """
    embeddings = checked_embeddings(embeddings, argument)
    n, d = embeddings.shape
    expect(d <= WIDEST, argument, f"{d} numbers each", f"at most {WIDEST}")
    expect(dimension in (None, d), argument, f"{d} numbers each", f"{dimension}, as in the store")
    expect(rows in (None, n), argument, f"{n} rows", f"{rows}, one per picture")
    expect(np.abs(embeddings).max(initial=0) < LARGEST, argument, "a larger number", "numbers below 2^57")
    return embeddings.astype(np.float32)

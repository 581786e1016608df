"""The tables of one collection, one transaction at a time."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import psycopg
from pgvector import Vector
from psycopg import IsolationLevel

from course_lib.errors import CourseProblem, expect
from course_lib.store.columns import COPIED_AS, TYPES, quoted
from course_lib.store.connection import LOCK
from course_lib.store.failures import failures_in_words
from course_lib.store.schema import IS_OLD, TABLES

# What a transaction holds on NAME_versions, from the weakest; it waits for those that it cannot go beside.
READ, WRITE, SWITCH = "access share", "share row exclusive", "access exclusive"


class Tables:
    """The tables of the collection `name` in the database of a connection; they are made when missing.

    Raises:
        CourseProblem: an older version of the course made them.
    """

    def __init__(self, name: str, connection: psycopg.Connection) -> None:
        self.name, self.connection = name, connection
        with failures_in_words(connection), connection.transaction():
            self.run("select pg_advisory_xact_lock(%s)", [LOCK])
            if self.run(IS_OLD).fetchone()[0]:
                raise CourseProblem(
                    f"The collection {name} was made by an older version of the course, which kept names and labels "
                    "only. Give the new one another name, and add the pictures again; the old tables stay as they are."
                )
            connection.execute(TABLES.format(name=name))
        connection.isolation_level = IsolationLevel.REPEATABLE_READ

    @contextlib.contextmanager
    def transaction(self, lock: str) -> Iterator[None]:
        """A transaction: all or nothing, and every question in it is answered from the state at its start."""
        with failures_in_words(self.connection), self.connection.transaction():
            self.run(f"lock table {{name}}_versions in {lock} mode")  # before the state is fixed, by the next command
            yield

    def run(self, command: str, values: Any = (), version: int | None = None, **words: str) -> Any:
        """Run a command of SQL and return the cursor.

        Args:
            command: {name} in it is the collection, {place} the table of the embeddings of `version`.
            values: its %s and %(name)s.
            version: of the embeddings.
            words: other words in braces.

        Raises:
            CourseProblem, ValueError: as `failures_in_words`.
        """
        with failures_in_words(self.connection):
            return self.connection.execute(
                command.format(name=self.name, place=self.place(version), **words), values, binary=True
            )

    def place(self, version: int | None) -> str:
        """The name of the table with the embeddings of a version."""
        return f"{self.name}_v{version}"

    def columns(self) -> dict[str, str]:
        """The columns of metadata, {name: a key of `columns.TYPES`}, in their order."""
        kinds = {type_: kind for kind, type_ in TYPES.items()}
        rows = self.run("select name, type from {name}_columns order by position").fetchall()
        return {name: kinds[type_] for name, type_ in rows}

    def add_columns(self, kinds: Mapping[str, str]) -> None:
        """Give the table of pictures, which is empty, its columns of metadata."""
        for name, kind in kinds.items():
            self.run("insert into {name}_columns (name, type) values (%s, %s)", [name, TYPES[kind]])
            added = f"alter table {{name}}_pictures add {{column}} {TYPES[kind]} not null"
            self.run(added, column=quoted([name], ""))

    def next_ids(self, n: int) -> list[int]:
        """n ids that nobody had before, growing."""
        rows = self.run("select nextval('{name}_ids') from generate_series(1, %s)", [n])
        return sorted(row[0] for row in rows)

    def values_of(self, ids: list[int], columns: Iterable[str]) -> list[list]:
        """The values of each column for pictures by their ids.

        Raises:
            ValueError: an id is unknown.
        """
        command = "select {columns}id from {name}_pictures where id = any(%s)"
        found = {row[-1]: row[:-1] for row in self.run(command, [list(set(ids))], columns=quoted(columns))}
        unknown = [i for i in ids if i not in found]
        expect(not unknown, "ids", unknown[:5], "ids of pictures in the store")
        return [[found[i][place] for i in ids] for place, _ in enumerate(columns)]

    def copy_pictures(self, ids: list[int], kinds: Mapping[str, str], values: list[list]) -> None:
        """Add pictures: their ids, and a list of values for each column."""
        self._copy(f"{self.name}_pictures", ["id"], ["int8"], kinds, zip(ids, *values, strict=True))

    def copy_embeddings(
        self, version: int, ids: list[int], kinds: Mapping[str, str], values: list[list], embeddings: np.ndarray
    ) -> None:
        """Add embeddings (n, d) of a version, with what a filter may ask."""
        rows = zip(ids, map(Vector, embeddings), *values, strict=True)
        self._copy(self.place(version), ["id", "embedding"], ["int8", "vector"], kinds, rows)

    def _copy(self, place: str, names: list, types: list, kinds: Mapping[str, str], rows: Iterable) -> None:
        columns = ", ".join(names) + "".join(f", {quoted([name], '').replace('%%', '%')}" for name in kinds)
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"copy {place} ({columns}) from stdin (format binary)".encode()) as copy,
        ):
            copy.set_types([*types, *(COPIED_AS[kind] for kind in kinds.values())])
            for row in rows:
                copy.write_row(row)

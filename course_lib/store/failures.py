"""What a database refuses or cannot do, in words, with the way out."""

import contextlib
from collections.abc import Iterator

import psycopg

from course_lib.errors import CourseProblem


@contextlib.contextmanager
def failures_in_words(connection: psycopg.Connection) -> Iterator[None]:
    """Errors of the database as a CourseProblem that says what became of the call.

    Raises:
        CourseProblem: the role lacks a right, the disk is full, or the connection is lost.
        ValueError: a number that the database cannot keep in 16 bits.
    """
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as problem:
        role, database = connection.info.user, connection.info.dbname
        raise CourseProblem(
            f"The database refuses: {_primary(problem)}. Nothing was changed. Its administrator gives the role {role} "
            f"a place of its own: CREATE SCHEMA {role} AUTHORIZATION {role}; in the database {database}."
        ) from problem
    except psycopg.errors.DiskFull as problem:
        raise CourseProblem(
            f"The disk of the database is full ({_primary(problem)}). Nothing of this call was kept, and what was "
            "there before is whole. Make room, then call again."
        ) from problem
    except psycopg.errors.NumericValueOutOfRange as problem:
        expected = "numbers that the database can keep; halves of 16 bits end at 65,504"
        raise ValueError(f"embeddings: expected {expected}, got: {_primary(problem)}") from problem
    except (psycopg.OperationalError, psycopg.InterfaceError) as problem:
        if not connection.closed:
            raise
        raise CourseProblem(
            f"The connection to the database was lost ({_primary(problem)}). Open the store again: what was "
            "acknowledged is there, and the call that was cut off took place as a whole or not at all."
        ) from problem


def _primary(problem):
    return problem.diag.message_primary or str(problem).strip().splitlines()[0]

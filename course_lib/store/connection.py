"""A connection to the database: the embedded server's, or that of an address."""

import atexit
import functools
import os
import re
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from pgvector.psycopg import register_vector

from course_lib.errors import CourseProblem
from course_lib.machine.files import file_lock
from course_lib.paths import store_folder
from course_lib.settings import read_setting
from course_lib.store import embedded
from course_lib.store.address import Address
from course_lib.store.failures import failures_in_words
from course_lib.store.schema import FUNCTIONS, SETTINGS

# No query is prepared: a prepared one keeps the plan of its fifth run, whatever label the sixth asks for.
WAY: dict[str, Any] = dict(
    autocommit=True, prepare_threshold=None, client_encoding="utf8", application_name="course_lib.store"
)
NOT_YET = "the database system is |server closed the connection unexpectedly"
LOCK = 20_261_124  # any number; whoever prepares the database holds it
OTHERS = "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"

_open: weakref.WeakSet = weakref.WeakSet()  # connections to embedded servers
_folders: set = set()  # those that this program looks after when it ends


def open_database(
    address: Address | None = None, folder: str | os.PathLike | None = None
) -> tuple[psycopg.Connection, Callable[[], None]]:
    """Return (connection, close) to a database. `close` may be called again.

    Args:
        address: of a PostgreSQL with pgvector; without it and `folder`, COURSE_DATABASE.
        folder: of an embedded server, by default `store_folder()`.

    Raises:
        CourseProblem: with the way out.
    """
    if address is None and not folder and read_setting("COURSE_DATABASE"):
        address = Address(read_setting("COURSE_DATABASE"))
    if address is not None:
        connection = _prepared(functools.partial(address.connect, **WAY))
        return connection, connection.close
    folder = Path(folder or store_folder()).expanduser().resolve()
    with file_lock(folder / "data"):
        connection = _prepared(functools.partial(_connect, folder))
    _open.add(connection)
    if folder not in _folders:
        _folders.add(folder)
        atexit.register(_leave_at_exit, folder)
    return connection, functools.partial(_leave, connection, folder)


def is_here(connection: psycopg.Connection) -> bool:
    """Whether the database runs on this machine: it is reached by a socket or by the machine's own address."""
    return connection.info.host.startswith(("/", "@")) or connection.info.hostaddr in ("127.0.0.1", "::1")


def _connect(folder):
    """A connection to the embedded server; one that lost a process, to a full disk for one, puts itself in order first.

    Raises:
        CourseProblem: it is not done with that after embedded.PATIENCE seconds.
    """
    end = time.monotonic() + embedded.PATIENCE
    while True:
        try:
            return psycopg.connect(user="postgres", dbname="postgres", **embedded.start(folder), **WAY)
        except psycopg.OperationalError as problem:
            if time.monotonic() > end or not re.search(NOT_YET, str(problem)):
                log = folder / "data" / "server.log"
                reason = f"The server of {folder} takes no connections ({problem}); {log} says why."
                raise CourseProblem(reason) from problem
        time.sleep(0.2)


def _leave(connection, folder):
    """Close the connection, and the server with the last one."""
    if not connection.closed:
        with file_lock(folder / "data"):
            unused = _is_alone(connection)
            connection.close()
            if unused:
                embedded.stop(folder)


def _leave_at_exit(folder):
    """Stores that nobody closed end with the program, and the server too, unless another program uses it."""
    for connection in list(_open):
        connection.close()
    if not (folder / "data").exists():  # deleted, tests do so
        return
    with file_lock(folder / "data"):
        if embedded.is_running(folder):
            with _connect(folder) as connection:
                unused = any(_is_alone(connection, after) for after in (0.0, *[0.05] * 9))  # ours are still leaving
            if unused:
                embedded.stop(folder)


def _is_alone(connection, after=0.0):
    time.sleep(after)
    try:
        return connection.execute(OTHERS).fetchone()[0] == 0
    except psycopg.Error:  # the server was killed
        return False


def _prepared(connect):
    """A connection to a database that has the extension, the settings and the functions of a store."""
    connection = connect()
    with failures_in_words(connection):
        is_changed = _prepare(connection)
    if is_changed:  # settings of a database hold for the connections made after them
        connection.close()
        connection = connect()
    register_vector(connection)
    return connection


def _prepare(connection):
    """Add what the database lacks, in one transaction; tell whether settings were among it."""
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        _require_extension(connection)
        for signature, command in FUNCTIONS.items():
            if connection.execute("select to_regprocedure(%s)", [signature]).fetchone()[0] is None:
                connection.execute(command)
        return _change_settings(connection)


def _require_extension(connection):
    found = "select extversion from pg_extension where extname = 'vector'"
    try:
        with connection.transaction():
            if not connection.execute(found).fetchone():
                connection.execute("create extension vector")
    except psycopg.Error as problem:
        raise CourseProblem(
            f"The database has no pgvector, and it could not be added ({problem.diag.message_primary}). Its "
            "administrator installs the package and says: CREATE EXTENSION vector;"
        ) from problem
    version = connection.execute(found).fetchone()[0]
    if tuple(map(int, version.split(".")[:2])) < (0, 8):
        raise CourseProblem(f"The database has pgvector {version}; the store needs 0.8 or newer.")


def _change_settings(connection):
    """Settings of the database, not of a session: those reach every client and, with Citus, every worker."""
    connection.execute("select '[1]'::vector")  # loads the extension, which makes its settings known
    changed = False
    for name, value in SETTINGS.items():
        if connection.execute("select current_setting(%s)", [name]).fetchone()[0] != value:
            try:
                with connection.transaction():
                    database = psycopg.sql.Identifier(connection.info.dbname)
                    connection.execute(psycopg.sql.SQL(f"alter database {{}} set {name} = {value}").format(database))
                changed = True
            except psycopg.errors.InsufficientPrivilege:  # searches stay complete without, and are slower
                pass
    return changed

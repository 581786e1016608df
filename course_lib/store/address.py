"""The address of a database, which may hold a password: no message, traceback or log repeats any part of it.

The client library quotes what it cannot read, and takes what follows an @ in a password for the name of a host. So its
words are not passed on: REASONS says the same in words of our own.
"""

import re
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from course_lib.errors import CourseProblem

EXPECTED = (
    "Expected a running PostgreSQL at the address that was given, or in COURSE_DATABASE, as "
    "postgresql://user@host/database; without one the store brings its own server. In such an address a password is "
    "written with %40 for @, %3A for :, %2F for /, %3F for ?, %23 for #, %25 for % and %20 for a space. The address is "
    "not shown here, as it may hold a password."
)
UNCLEAR = "the address cannot be read, or in more than one way"
REASONS = {  # what the client library says, in part, and what is passed on
    "password authentication failed": "it refuses the user or the password",
    "no password supplied": "it asks for a password, and none was given",
    "no pg_hba.conf entry": "its rules let nobody in from here under that name",
    "does not exist": "it has no user or no database of that name",
    "refused": "nothing listens at that host and port",
    "timeout expired": "no answer came in time",
    "translate host name": "no host of that name is known",
    "resolve host": "no host of that name is known",
    "unreachable": "no way leads to that host",
    "No such file": "no server has its socket at that place",
    "too many": "it has too many connections",
    "starting up": "it is still starting",
    "SSL": "the two cannot agree on encryption",
    "": "the reason may quote the address, and psql says it",
}


class Address:
    """The address of a database; its text is in nothing that prints it.

    Args:
        text: postgresql://user@host/database or host=... dbname=...
    """

    def __init__(self, text: str) -> None:
        self._text = text.strip() if isinstance(text, str) else text  # what is no text cannot be read

    def __repr__(self) -> str:
        return "the address of a database"

    def connect(self, **settings: Any) -> psycopg.Connection:
        """A connection; `settings` as `psycopg.connect` takes them.

        Raises:
            CourseProblem: the address can't be read, or nobody answers; it says why.
        """
        found = _connection_or_reason(self._text, settings)
        if isinstance(found, str):  # not in a handler: a traceback would show the client library's exception
            raise CourseProblem(f"The database does not answer ({found}). {EXPECTED}")
        return found


def _connection_or_reason(text, settings):
    """What comes of an address; nothing is raised from here, where the password is among the variables."""
    try:
        words = conninfo_to_dict(text)
        return UNCLEAR if _is_unclear(text, words) else psycopg.connect(**{**words, **settings})
    except psycopg.ProgrammingError:
        return UNCLEAR
    except psycopg.Error as problem:
        return next(ours for theirs, ours in REASONS.items() if theirs in str(problem))
    except Exception:  # no text at all, or none that is Unicode
        return UNCLEAR


def _is_unclear(text, words):
    """Whether a part of the password may have been taken for something else, a host that is looked up, say."""
    if "\0" in text or not re.fullmatch(r"[\d,]*", words.get("port", ""), re.ASCII):
        return True
    found = re.match("postgres(ql)?://([^@/]*@)?([^?]*)(.*)", text, re.DOTALL)
    if not found:
        unquoted = re.sub(r"'(\\.|[^'\\])*'", "", text)
        return any(len(re.findall(rf"\b{word}\s*=", unquoted)) > 1 for word in words)
    _, before, place, query = found.groups()
    return "@" in place or (bool(before) and ("@" in query or bool(re.search(r"\?\w+=", before))))

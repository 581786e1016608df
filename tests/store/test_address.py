"""The address of a database: whatever sign its password has, nothing that is shown holds a part of it."""

import io
import logging
import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import CourseProblem
from course_lib.store import Store
from course_lib.store.address import REASONS, Address

SIGNS = ["", "%", "%zz", "%00", " ", "@", ":", "/", "?", "#", "&", "=", "'", '"', "\\", "[", ",", "$", "`", "{}", "%s"]
SIGNS += [
    "ä",
    "日本",
    "\0",
    "\udcff",
    "\n",
    "\t",
    "?a=",
    "@h?x=",
    "' host=",
    " host=",
    " port=",
    " user=",
    "/x@",
    "://",
]
FORMS = [
    "postgresql://user:{}@127.0.0.1:1/db",
    "postgres://user:{}@127.0.0.1:1/db?connect_timeout=2",
    "postgresql://127.0.0.1:1/db?password={}",
    "postgresql://127.0.0.1:1?password={}",
    "postgresql://user:{}",
    "POSTGRESQL://user:{}@127.0.0.1:1/db",
    "postgresql+psycopg://user:{}@127.0.0.1:1/db",
    "user:{}@127.0.0.1:1/db",
    "host=127.0.0.1 port=1 password={}",
    "host=127.0.0.1 port=1 password='{}'",
    "host=127.0.0.1 port=1 password={} sslmode=nonsense",
]
HALVES = ("Wint", "erhold")  # of a password, before and after a sign


def shown(problem):
    """All that a problem may show of itself: sentence, repr, and the traceback with the library's variables."""
    trace = traceback.TracebackException.from_exception(problem, capture_locals=True)
    frames = [frame for frame in trace.stack if "course_lib" in frame.filename]
    assert len(frames) >= 2
    assert problem.__cause__ is problem.__context__ is None
    return f"{problem} {problem!r} {[(frame.line, frame.locals) for frame in frames]}"


def refused(address=None):
    with pytest.raises(CourseProblem, match=r"does not answer .*Expected .*%40 for @") as caught:
        Store("x", address=address)
    return shown(caught.value)


def halves_in(text):
    return [half for half in HALVES if half in text]


@pytest.fixture
def logged():
    """What every logger says meanwhile."""
    stream = io.StringIO()
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(1)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("form", FORMS)
def test_no_part_of_a_password_is_shown(form, monkeypatch, logged, capfd):
    for sign in SIGNS:
        address = form.format(HALVES[0] + sign + HALVES[1])
        assert halves_in(refused(address)) == []
        if "\0" not in address:  # which no variable can hold
            monkeypatch.setenv("COURSE_DATABASE", address)
            assert halves_in(refused()) == []
            monkeypatch.delenv("COURSE_DATABASE")
    assert halves_in(logged.getvalue() + "".join(capfd.readouterr())) == []


@settings(max_examples=60)
@given(st.sampled_from(FORMS), st.text(max_size=6))
def test_whatever_a_password_holds(form, sign):
    assert halves_in(refused(form.format(HALVES[0] + sign + HALVES[1]))) == []


def test_a_password_of_the_environment_is_not_shown(monkeypatch):
    for variable in ("PGPASSWORD", "PGUSER", "PGPASSFILE"):
        monkeypatch.setenv(variable, "Wint erhold")
    assert halves_in(refused("host=127.0.0.1 port=1")) == []


def test_an_encoded_password_is_read_as_it_is_meant():
    """The reason is that nobody listens: the address itself was understood."""
    for address in (
        "postgresql://user:Wint%40%25%20%2Ferhold@127.0.0.1:1/db",
        "host=127.0.0.1 port=1 password='a\\'b c'",
    ):
        assert REASONS["refused"] in refused(address)


@pytest.mark.parametrize("address", [b"host=Winterhold", 7, ["Winterhold"], object()])
def test_what_is_no_text_is_refused_unseen(address):
    assert halves_in(refused(address)) == []


def test_the_address_is_in_nothing_that_prints_it():
    address = Address("postgresql://user:Winterhold@127.0.0.1:1/db")
    assert halves_in(f"{address} {address!r} {[address]} {address.connect}") == []

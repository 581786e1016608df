"""A role without rights, a connection that is lost, a disk that is full: a sentence each, and nothing is lost."""

import os
import subprocess

import numpy as np
import psycopg
import pytest

from course_lib.errors import CourseProblem
from course_lib.store import Store


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A store with two pictures, and the address of its server up to the user."""
    folder = tmp_path_factory.mktemp("server")
    with Store("shared", folder=folder) as store:
        store.add(np.eye(2))
        yield store, f"host={folder / 'data'} port=5432 dbname=postgres user="


def make_role(server, name, *rights):
    with psycopg.connect(f"{server[1]}postgres", autocommit=True) as administrator:
        administrator.execute(f"create role {name} login")
        for right in rights:
            administrator.execute(right)


def test_a_role_that_may_not_create_is_told_what_its_administrator_says(server):
    make_role(server, "guest")
    with pytest.raises(CourseProblem, match=r"The database refuses: permission denied .*CREATE SCHEMA guest AUTHORIZ"):
        Store("mine", address=f"{server[1]}guest")
    with psycopg.connect(f"{server[1]}postgres", autocommit=True) as administrator:
        administrator.execute("create schema guest authorization guest")
    with Store("mine", address=f"{server[1]}guest") as store:  # the sentence was right
        store.add(np.eye(3))
        store.build_index()
        assert store.search([[0.0, 0.0, 1.0]], 1)[1].tolist() == [[2]]


def test_a_role_that_may_only_read_searches_and_is_refused_when_it_adds(server):
    reader = "grant select on all tables in schema public to reader"
    make_role(server, "reader", reader)
    with pytest.raises(CourseProblem, match="The database refuses: "):
        Store("shared", address=f"{server[1]}reader").add(np.eye(2))
    assert len(server[0]) == 2


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.add(np.ones((1, 2))),
        lambda store: store.search(np.eye(2), 1),
        len,
        lambda store: store.remove([0]),
        lambda store: store.build_index(),
        lambda store: list(store.versions),
        lambda store: store.sizes(),
    ],
)
def test_a_lost_connection_is_told_and_the_store_opens_again(server, call):
    address = f"{server[1]}postgres"
    with Store("shared", address=address) as store:
        with psycopg.connect(address, autocommit=True) as administrator:
            administrator.execute("select pg_terminate_backend(%s)", [store._tables.connection.info.backend_pid])
        with pytest.raises(
            CourseProblem, match=r"The connection to the database was lost \(.*\)\. Open the store again"
        ):
            call(store)
    with Store("shared", address=address) as store:
        assert len(store) == 2


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a file system of 120 MB; only an administrator can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", str(folder)]
    if os.name == "nt" or os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no small file system can be made here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def add_until_it_fails(folder, batch):
    """How many pictures were acknowledged, and what ended it."""
    added = 0
    try:
        with Store("grown", folder=folder) as store:
            for _ in range(100):
                store.add(batch)
                added += len(batch)
    except CourseProblem as problem:
        return added, str(problem)
    return added, ""


def test_a_full_disk_is_told_and_what_was_acknowledged_is_there(small_disk):
    batch = np.random.default_rng(0).normal(size=(2000, 500)).astype(np.float32)
    added, said = add_until_it_fails(small_disk / "store", batch)
    assert "disk of the database is full" in said or "connection to the database was lost" in said
    assert added
    subprocess.run(["mount", "-o", "remount,size=400m", str(small_disk)], check=True)
    with Store("grown", folder=small_disk / "store") as store:
        assert len(store) == added
        store.add(batch)
        assert len(store) == added + len(batch)

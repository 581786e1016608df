"""An index of the store: its memory and processes, what the database advises, and numbers of 16 bits."""

import warnings

import numpy as np
import pytest

from course_lib.machine.memory import available
from course_lib.search import Index
from course_lib.store import Store, building
from course_lib.store.connection import is_here

D, N, K = 32, 3000, 10
FEW = {"pictures": N, "dimension": D}


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A store with N pictures of two labels, the pictures (N, D), and queries (40, D)."""
    rng = np.random.default_rng(0)
    gallery = rng.normal(size=(N, D)).astype(np.float32)
    queries = gallery[:40] + rng.normal(0, 0.1, (40, D)).astype(np.float32)
    with Store("built", folder=tmp_path_factory.mktemp("store")) as store:
        store.add(gallery, {"label": np.arange(N) % 2})
        yield store, gallery, queries


def recall(found, right):
    return np.mean([np.isin(a, b).mean() for a, b in zip(right, found, strict=True)])


def test_what_the_database_advises_comes_as_a_warning_and_enough_memory_brings_none(filled):
    store, gallery, queries = filled
    with pytest.warns(
        UserWarning, match=r"Store\.build_index: hnsw graph no longer fits .* Increase maintenance_work_mem"
    ):
        store.build_index(memory=1, processes=0)
    right = Index(gallery).search(queries, K)[1]
    assert recall(store.search(queries, K)[1], right) > 0.9
    whole = store.sizes()["index"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        store.build_index(halves=True, memory=64)
    assert recall(store.search(queries, K)[1], right) > 0.9
    assert whole * (1 - 2 * D / (80 + 4 * D + 208)) * 0.9 < store.sizes()["index"] < whole
    assert "built_v1_near_halves" in store.plan(queries[0], K)
    assert "[" not in store.plan(queries[0], K)


def test_halves_give_the_distances_of_the_whole_numbers_in_their_order(filled):
    store, gallery, queries = filled
    store.build_index(halves=True)
    distances, ids = store.search(queries, K)
    expected = np.sqrt(((queries[:, None].astype(np.float64) - gallery[ids]) ** 2).sum(-1))
    np.testing.assert_allclose(distances, expected, rtol=1e-6)
    assert (np.diff(distances, axis=1) >= 0).all()
    odd = store.search(queries, K, filter={"label": 1})[1]
    assert odd.shape == (40, K)
    assert (odd % 2 == 1).all()
    with_one = Index(gallery, metadata={"label": np.arange(N) % 2}).search(queries, K, filter={"label": 1})[1]
    assert recall(odd, with_one) > 0.9


def test_a_new_index_takes_the_place_of_the_other_kind(filled):
    store, _, queries = filled
    store.build_index(halves=True)
    halves = store.sizes()
    store.build_index()
    whole = store.sizes()
    assert "near_halves" not in store.plan(queries[0], K)
    assert whole["index"] > halves["index"]
    assert whole["keys"] == halves["keys"]  # so the other one is gone


def test_numbers_that_no_half_can_hold_are_named_and_change_nothing(tmp_path):
    with Store("large", folder=tmp_path) as store:
        store.add([[1e5, 0.0], [0.0, 1.0]])
        with pytest.raises(ValueError, match=r"embeddings: expected numbers .* halves of 16 bits end at 65,504, got: "):
            store.build_index(halves=True)
        assert store.search([[0.0, 1.0]], 2)[1].tolist() == [[1, 0]]
        assert store.sizes()["index"] == 0


@pytest.mark.parametrize("dimension", [16, 256])
def test_the_memory_that_is_chosen_is_enough_for_the_graph_and_no_more_than_twice_that(
    tmp_path, monkeypatch, dimension
):
    monkeypatch.setattr(building, "SMALLEST", 1)
    pictures = np.random.default_rng(0).normal(size=(4000, dimension)).astype(np.float32)
    with Store("measured", folder=tmp_path) as store, warnings.catch_warnings():
        store.add(pictures)
        chosen, _ = building.means_of(store._tables, None, 0, True, *pictures.shape)
        with pytest.warns(UserWarning, match="no longer fits"):
            store.build_index(processes=0, memory=chosen // 2)
        warnings.simplefilter("error")
        store.build_index(halves=True)  # takes the place of the other, which would stay
        store.build_index(processes=0)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"memory": 0}, "memory: expected a whole number from 1 to 2,097,152, got 0"),
        ({"memory": 64.0}, "memory: expected a whole number"),
        ({"memory": True}, "memory: expected a whole number"),
        ({"processes": -1}, "processes: expected a whole number from 0 to 1,024, got -1"),
        ({"processes": "2"}, "processes: expected a whole number"),
        ({"halves": 1}, "halves: expected True or False, got 1"),
        ({"halves": None}, "halves: expected True or False, got None"),
    ],
)
def test_wrong_settings_are_named(filled, given, message):
    with pytest.raises(ValueError, match=message):
        filled[0].build_index(**given)


def test_the_means_are_taken_from_the_machine_or_from_the_server(filled, monkeypatch):
    tables = filled[0]._tables
    assert is_here(tables.connection)
    assert building.means_of(tables, None, 0, is_here=True, **FEW) == (64, 0)
    assert building.means_of(tables, None, 0, is_here=True, pictures=10**6, dimension=64) == (1220, 0)
    free = available() / 1e6
    assert free / 5 < building.means_of(tables, None, 0, is_here=True, pictures=10**9, dimension=64)[0] < free / 3
    tables.run("set maintenance_work_mem = '300MB'")
    tables.run("set max_parallel_maintenance_workers = 3")
    memory, processes = building.means_of(tables, None, None, is_here=False, **FEW)
    assert memory == 314  # 300 of PostgreSQL's MB, which have 1,048,576 bytes
    assert processes == 3
    assert building.means_of(tables, 7, 5, is_here=False, **FEW) == (7, 5)
    monkeypatch.setattr(building, "PARALLEL_SINCE", (99, 0, 0))
    assert building.means_of(tables, None, None, is_here=False, **FEW)[1] == 0
    tables.run("reset maintenance_work_mem")
    tables.run("reset max_parallel_maintenance_workers")


def test_without_room_to_share_memory_there_is_one_process(filled, monkeypatch, tmp_path):
    monkeypatch.setattr(building, "SHARED", str(tmp_path))
    monkeypatch.setattr(building, "cores", lambda: 4)
    used = type("Usage", (), {"free": 64 * 2**20})  # what containers have, unless they are told otherwise
    monkeypatch.setattr(building.shutil, "disk_usage", lambda path: used)
    assert building.means_of(filled[0]._tables, 60, None, is_here=True, **FEW) == (60, 0)
    assert building.means_of(filled[0]._tables, 50, None, is_here=True, **FEW) == (50, 3)

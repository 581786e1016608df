"""The store on its embedded server, against exact search in NumPy. tests/cluster runs the first part on a cluster."""

import itertools
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.store import Store

fresh_names = (f"pictures_{number}" for number in itertools.count())


@pytest.fixture(scope="session")
def place():
    """Where the stores of these tests are: a folder of their own, which the server's account may reach."""
    with tempfile.TemporaryDirectory(prefix="course-store-") as folder:
        shared = {"folder": Path(folder) / "postgres"}
        with Store("keeps_the_server_running", **shared):
            yield shared


@pytest.fixture
def new_store(place):
    """A function that opens a new, empty store on the shared server."""
    opened = []

    def make(fingerprint=None):
        opened.append(Store(next(fresh_names), fingerprint, **place))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


def clustered(n, d=16, clusters=20, seed=0):
    """Unit vectors (n, d) about `clusters` centres, and the number of their cluster (n,)."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, clusters, n)
    points = rng.normal(size=(clusters, d))[labels] + 0.3 * rng.normal(size=(n, d))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32), labels


def exact(queries, gallery, k):
    """Distances and places (q, k) by a plain difference of every pair; equal ones in order of their places."""
    distances = np.sqrt(((queries[:, None].astype(np.float64) - gallery[None]) ** 2).sum(axis=2))
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(distances, order, axis=1), order


def named(n):
    return [f"{number}.png" for number in range(n)]


@settings(max_examples=12)
@given(st.integers(0, 1000), st.integers(1, 40), st.integers(1, 12), st.integers(1, 9))
def test_equals_exact_search_in_numpy(place, seed, n, k, d):
    rng = np.random.default_rng(seed)
    gallery, queries = rng.integers(-3, 4, (n, d)), rng.integers(-3, 4, (3, d))  # many distances are equal
    with Store(next(fresh_names), **place) as store:
        ids = store.add(gallery, named(n))
        distances, found = store.search(queries, k)
    expected, places = exact(queries, gallery, k)
    np.testing.assert_allclose(distances, expected, rtol=1e-6)
    assert (found == ids[places]).all()


def test_labels_limit_the_search_to_their_pictures(new_store):
    gallery, labels = clustered(200)
    store = new_store()
    ids = store.add(gallery, named(200), labels)
    for wanted in (3, [3, 5]):
        inside = np.isin(labels, wanted)
        distances, found = store.search(gallery[:4], 7, label=wanted)
        expected, places = exact(gallery[:4], gallery[inside], 7)
        np.testing.assert_allclose(distances, expected, atol=1e-6)
        assert (found == ids[inside][places]).all()
    assert store.search(gallery[:4], 7, label=99)[1].shape == (4, 0)


def test_an_empty_store_and_an_empty_batch_are_no_errors(new_store):
    store = new_store()
    assert store.search(np.ones((2, 3)), 5)[1].shape == (2, 0)
    assert store.add(np.ones((0, 3)), []).shape == (0,)
    assert len(store) == 0
    store.add(np.eye(3), named(3))
    assert store.search(np.ones((0, 3)), 5)[0].shape[0] == 0
    assert store.search(np.ones((2, 3)), 5)[1].shape == (2, 3)


def test_names_and_labels_are_found_by_id_and_gone_after_removal(new_store):
    store = new_store()
    ids = store.add(np.eye(3), ["naïve.png", "", "日本 'x'; drop table"], [4, 0, 4])
    more = store.add(np.eye(3)[:1], ["again"])
    names, labels = store.look_up([[ids[2], more[0]]])
    assert names.tolist() == [["日本 'x'; drop table", "again"]]
    assert labels.tolist() == [[4, -1]]
    store.remove(ids[:2])
    assert len(store) == 2
    assert store.search([[1.0, 0.0, 0.0]], 9)[1].tolist() == [[more[0], ids[2]]]
    with pytest.raises(ValueError, match="ids: expected ids of pictures in the store"):
        store.look_up(ids)
    with pytest.raises(ValueError, match="ids: expected ids of pictures in the store"):
        store.remove([ids[2], ids[0]])
    assert len(store) == 2


@pytest.fixture(scope="module")
def indexed(place):
    """5,000 clustered pictures under an index, of which ten carry the rare label 77."""
    gallery, labels = clustered(5000)
    labels[::500] = 77
    with Store(next(fresh_names), **place) as store:
        ids = store.add(gallery, named(5000), labels)
        store.build_index()
        yield store, gallery, labels, ids


def test_the_index_finds_nearly_all_neighbours(indexed):
    store, gallery, _, ids = indexed
    queries = gallery[:50] + 0.01
    found = store.search(queries, 10)[1]
    right = ids[exact(queries, gallery, 10)[1]]
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found.tolist(), right.tolist(), strict=True)])
    assert recall > 0.95


def test_a_rare_label_still_fills_the_list(indexed):
    store, gallery, labels, ids = indexed
    expected, places = exact(gallery[:20], gallery[labels == 77], 10)
    distances, found = store.search(gallery[:20], 10, label=77)
    np.testing.assert_allclose(distances, expected, atol=1e-6)
    assert (found == ids[labels == 77][places]).all()


def test_versions_are_filled_side_by_side_and_switched_in_one_step(new_store, place):
    old, _ = clustered(60, d=8, seed=1)
    new, _ = clustered(60, d=5, seed=2)
    store = new_store("network-a")
    ids = store.add(old, named(60))
    second = store.add_version(5, "network-b")
    store.fill(second, ids[:50], new[:50])
    assert store.missing(second).tolist() == ids[50:].tolist()
    with pytest.raises(ValueError, match="version: expected none, got 10 pictures without embedding"):
        store.switch(second)
    assert (store.search(old[:5], 3)[1] == ids[exact(old[:5], old, 3)[1]]).all()
    with Store(store.name, "network-a", **place) as other:
        store.fill(second, ids[40:], new[40:])
        store.build_index(second)
        store.switch(second)
        assert (store.search(new[:5], 3)[1] == ids[exact(new[:5], new, 3)[1]]).all()
        with pytest.raises(ValueError, match="fingerprint: expected network-b, whose version 2 is searched, got net"):
            other.search(old[:5], 3)
    assert [(each.version, each.dimension, each.active) for each in store.versions()] == [(1, 8, False), (2, 5, True)]
    with pytest.raises(ValueError, match="version: expected another version, got 2, which is searched"):
        store.drop(2)
    store.drop(1)
    assert [each.fingerprint for each in store.versions()] == ["network-b"]
    assert store.add(new[:1], ["one more"])[0] > ids[-1]


def test_searches_go_on_while_versions_are_switched_and_dropped(new_store, place):
    gallery, _ = clustered(40)
    store = new_store()
    ids = store.add(gallery, named(40))
    stop, found = threading.Event(), []

    def search():
        with Store(store.name, **place) as other:
            while not stop.is_set():
                found.append(other.search(gallery[:3], 1)[1][:, 0].tolist())

    thread = threading.Thread(target=search)
    thread.start()
    while not found and thread.is_alive():
        time.sleep(0.01)
    for _ in range(5):
        old = next(each.version for each in store.versions() if each.active)
        new = store.add_version(16)
        store.fill(new, ids, gallery)
        store.switch(new)
        store.drop(old)
    stop.set()
    thread.join()
    assert found
    assert all(row == ids[:3].tolist() for row in found)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.search([[0.0, 0.0]], 0), "k: expected a whole number of at least 1, got 0"),
        (lambda s: s.search([[0.0, 0.0]], 2.5), "k: expected a whole number"),
        (lambda s: s.search([[0.0]], 1), "queries: expected 2, as in the store, got 1 numbers each"),
        (lambda s: s.search([[np.nan, 0.0]], 1), "queries: expected finite numbers"),
        (lambda s: s.search([[0.0, 0.0]], 1, label="bread"), "label: expected whole numbers, got dtype"),
        (lambda s: s.add([[1.0]], ["a"]), "embeddings: expected 2, as in the store, got 1 numbers each"),
        (lambda s: s.add([[np.inf, 1.0]], ["a"]), "embeddings: expected finite numbers"),
        (lambda s: s.add([[1e30, 1.0]], ["a"]), "embeddings: expected numbers below 2\\^57"),
        (lambda s: s.add([[1.0, 1.0]], []), "names: expected 1, one per picture, got 0 names"),
        (lambda s: s.add([[1.0, 1.0]], ["a\0b"]), "names: expected text in Unicode, got 'a.x00b'"),
        (lambda s: s.add([[1.0, 1.0]], ["\ud800"]), "names: expected text in Unicode"),
        (lambda s: s.add([[1.0, 1.0]], [b"a"]), "names: expected text in Unicode, got b'a'"),
        (lambda s: s.add([[1.0, 1.0]], ["a"], [0.5]), "labels: expected whole numbers, got dtype float64"),
        (lambda s: s.add([[1.0, 1.0]], ["a"], [-1]), "labels: expected 0 to 2\\^63 - 1, got a number out of range"),
        (lambda s: s.add([[1.0, 1.0]], ["a"], [1, 2]), "labels: expected \\(1,\\), one per picture"),
        (lambda s: s.add_version(2001), "dimension: expected a whole number from 1 to 2000, got 2001"),
        (lambda s: s.fill(1, [0, 0], np.eye(2)), "ids: expected each once, got an id twice"),
        (lambda s: s.fill(1, [99], np.eye(2)[:1]), "ids: expected ids of pictures in the store, got \\[99\\]"),
        (lambda s: s.switch(9), "version: expected one of \\[1\\], got 9"),
        (lambda s: s.missing(9), "version: expected one of \\[1\\], got 9"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(new_store, call, message):
    store = new_store()
    store.add([[0.0, 0.0]], ["a"])
    with pytest.raises(ValueError, match=message):
        call(store)
    assert len(store) == 1
    assert len(store.versions()) == 1


@pytest.mark.parametrize("name", ["", "Products", "a; drop table b", "a" * 31, "1st", None])
def test_a_name_that_is_no_name_is_refused_before_a_server_starts(name):
    with pytest.raises(ValueError, match="name: expected at most 30 of a-z"):
        Store(name, address="no address")

"""What a store must do wherever its database is, against exact search in NumPy.

tests/store runs it on the embedded server, tests/cluster on a cluster: each says in a fixture `place` where that is.
"""

import itertools
import threading
import time

import numpy as np
import pytest
from helpers.store_programs import clustered, exact, named
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.search import Index
from course_lib.store import Store

fresh_names = (f"pictures_{number}" for number in itertools.count())


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
    ids = store.add(gallery, named(200, labels))
    for wanted in (3, [3, 5]):
        inside = np.isin(labels, wanted)
        distances, found = store.search(gallery[:4], 7, filter={"label": wanted})
        expected, places = exact(gallery[:4], gallery[inside], 7)
        np.testing.assert_allclose(distances, expected, atol=1e-6)
        assert (found == ids[inside][places]).all()
    assert store.search(gallery[:4], 7, filter={"label": 99})[1].shape == (4, 0)


def test_an_empty_store_and_an_empty_batch_are_no_errors(new_store):
    store = new_store()
    assert store.search(np.ones((2, 3)), 5)[1].shape == (2, 0)
    assert store.add(np.ones((0, 3)), {"other": []}).shape == (0,)
    assert len(store) == 0
    store.add(np.eye(3), named(3))
    assert store.search(np.ones((0, 3)), 5)[0].shape[0] == 0
    assert store.search(np.ones((2, 3)), 5)[1].shape == (2, 3)


def test_metadata_is_found_by_id_and_gone_after_removal(new_store):
    store = new_store()
    ids = store.add(np.eye(3), {"name": ["naïve.png", "", "日本 'x'; drop table"], "label": [4, 0, -4]})
    more = store.add(np.eye(3)[:1], {"name": ["again"], "label": [2**62]})
    found = store.look_up([[ids[2], more[0]]])
    assert found["name"].tolist() == [["日本 'x'; drop table", "again"]]
    assert found["label"].tolist() == [[-4, 2**62]]
    store.remove(ids[:2])
    assert len(store) == 2
    assert store.search([[1.0, 0.0, 0.0]], 9)[1].tolist() == [[more[0], ids[2]]]
    with pytest.raises(ValueError, match="ids: expected ids of pictures in the store"):
        store.look_up(ids)
    with pytest.raises(ValueError, match="ids: expected ids of pictures in the store"):
        store.remove([ids[2], ids[0]])
    assert len(store) == 2


ODD_COLUMNS = {
    "label": [3, -1, 3, 2**60],
    'it\'s {odd} "100 %s"': ["pear", "", "a" * 5000, "pear"],  # no tree of PostgreSQL takes so long a text
    "price": [0.1, np.nan, np.inf, 2],
    "sold out": [True, False, True, True],
}
FILTERS = [
    ({}, [0, 1, 2, 3]),
    ({"label": 3}, [0, 2]),
    ({"label": [3.0, 3.5, True, np.inf]}, [0, 2]),
    ({"label": np.array([2**60, 2**63], "uint64")}, [3]),
    ({'it\'s {odd} "100 %s"': ["pear", "a" * 5000, "a\0"]}, [0, 2, 3]),
    ({"price": [2, np.nan, np.inf]}, [2, 3]),
    ({"price": np.float32(0.1)}, []),
    ({"sold out": 1}, [0, 2, 3]),
    ({"sold out": [0.5, 0]}, [1]),
    ({"sold out": True, "label": [3, -1]}, [0, 2]),
    ({"label": []}, []),
]


@pytest.mark.parametrize(("wanted", "expected"), FILTERS)
@pytest.mark.parametrize("make", ["index", "store"])
def test_a_filter_on_columns_of_any_kind_means_the_same_in_both(new_store, make, wanted, expected):
    engine = Index(np.empty((0, 2))) if make == "index" else new_store()
    engine.add(np.arange(8).reshape(4, 2), ODD_COLUMNS)
    distances, ids = engine.search([[0.0, 0.0]], 9, filter=wanted)
    assert ids.tolist() == [expected]
    assert distances.dtype == np.float32
    found = engine.look_up(ids)
    for name, values in ODD_COLUMNS.items():
        np.testing.assert_array_equal(found[name], np.array(values)[expected][None])


def program(engine):
    """What a learner does with an index, or with a store; everything that it answers, in order."""
    rng = np.random.default_rng(0)
    rows = lambda n: rng.integers(-4, 5, (n, 6)).astype("float32")  # their distances are exact, and many are equal
    yield engine.search(rows(2), 3)
    yield engine.add(rows(0))
    yield engine.add(rows(60), {"label": np.arange(60) % 7, "kind": ["pear", "apple", "nashi pear"] * 20})
    yield engine.add(rows(20), {"label": np.arange(20), "kind": ["melon"] * 20})
    queries = rows(5)
    for words in (
        {"k": 4},
        {"k": 500},
        {"k": 4, "threshold": 5.0},  # 3, 4, 5: some lie at it
        {"k": 9, "threshold": np.sqrt(40)},
        {"k": 9, "threshold": 0},
        {"k": 30, "filter": {"kind": "melon"}},
        {"k": 6, "filter": {"kind": ["melon", "apple"], "label": [1, 2, 3]}, "threshold": 8},
        {"k": 6, "filter": {"label": 99}},
    ):
        yield engine.search(queries, **words)
    engine.remove([3, 61, 7])
    engine.remove([])
    yield len(engine)
    yield engine.search(queries, 10, filter={"label": [0, 3]})
    yield engine.look_up([[5, 60], [79, 5]])
    yield engine.look_up([])
    yield engine.add(queries, {"label": np.arange(5), "kind": ["new"] * 5})
    yield engine.search(queries, 3, threshold=0.5)
    for wrong in (
        lambda: engine.search(queries, 0),
        lambda: engine.search(queries, True),
        lambda: engine.search(queries, 2, threshold=-1),
        lambda: engine.search(queries, 2, filter={"size": 1}),
        lambda: engine.search(queries, 2, filter={"label": "pear"}),
        lambda: engine.search(queries, 2, filter={"kind": 1}),
        lambda: engine.search(queries, 2, filter=["kind"]),
        lambda: engine.search(queries[:, :3], 2),
        lambda: engine.add(queries),
        lambda: engine.add(queries, {"label": [1.5] * 5, "kind": ["new"] * 5}),
        lambda: engine.add(queries, {"label": [1] * 5, "kind": [1] * 5}),
        lambda: engine.add(queries, {"label": [1] * 4, "kind": ["new"] * 5}),
        lambda: engine.look_up([3]),
        lambda: engine.look_up([0.5]),
        lambda: engine.remove([0, 1000]),
    ):
        with pytest.raises(ValueError, match=": expected ") as caught:
            wrong()
        yield str(caught.value).partition(":")[0]
    yield len(engine)


def test_an_index_and_a_store_give_the_same_answers(new_store):
    answers = [list(program(engine)) for engine in (Index(np.empty((0, 6))), new_store())]
    for of_index, of_store in zip(*answers, strict=True):
        assert type(of_index) is type(of_store)
        if isinstance(of_index, dict):
            assert list(of_index) == list(of_store)
            of_index, of_store = tuple(of_index.values()), tuple(of_store.values())
        parts = [each if isinstance(each, tuple) else (each,) for each in (of_index, of_store)]
        for one, other in zip(*parts, strict=True):
            np.testing.assert_array_equal(one, other)
            assert np.asarray(one).dtype.kind == np.asarray(other).dtype.kind
    searches = [each for each in answers[1] if isinstance(each, tuple)]
    assert {each[0].dtype for each in searches} == {np.dtype("float32")}
    assert any((each[1] < 0).any() and (each[1] >= 0).any() for each in searches)


@pytest.fixture(scope="module")
def indexed(place):
    """5,000 clustered pictures under an index, of which ten carry the rare label 77."""
    gallery, labels = clustered(5000)
    labels[::500] = 77
    with Store(next(fresh_names), **place) as store:
        ids = store.add(gallery, named(5000, labels))
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
    distances, found = store.search(gallery[:20], 10, filter={"label": 77})
    np.testing.assert_allclose(distances, expected, atol=1e-6)
    assert (found == ids[labels == 77][places]).all()


def test_versions_are_filled_side_by_side_and_switched_in_one_step(new_store, place):
    old, _ = clustered(60, d=8, seed=1)
    new, _ = clustered(60, d=5, seed=2)
    store = new_store("network-a")
    ids = store.add(old, named(60))
    second = store.versions.add(5, "network-b")
    store.versions.fill(second, ids[:50], new[:50])
    assert store.versions.missing(second).tolist() == ids[50:].tolist()
    with pytest.raises(ValueError, match="version: expected none, got 10 pictures without embedding"):
        store.versions.switch(second)
    assert (store.search(old[:5], 3)[1] == ids[exact(old[:5], old, 3)[1]]).all()
    with Store(store.name, "network-a", **place) as other:
        store.versions.fill(second, ids[40:], new[40:])
        store.build_index(second)
        store.versions.switch(second)
        assert (store.search(new[:5], 3)[1] == ids[exact(new[:5], new, 3)[1]]).all()
        with pytest.raises(ValueError, match="fingerprint: expected network-b, whose version 2 is searched, got net"):
            other.search(old[:5], 3)
    assert [(each.version, each.dimension, each.active) for each in store.versions] == [(1, 8, False), (2, 5, True)]
    with pytest.raises(ValueError, match="version: expected another version, got 2, which is searched"):
        store.versions.drop(2)
    store.versions.drop(1)
    assert [each.fingerprint for each in store.versions] == ["network-b"]
    assert store.add(new[:1], {"name": ["one more"]})[0] > ids[-1]


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
        old = next(each.version for each in store.versions if each.active)
        new = store.versions.add(16)
        store.versions.fill(new, ids, gallery)
        store.versions.switch(new)
        store.versions.drop(old)
    stop.set()
    thread.join()
    assert found
    assert all(row == ids[:3].tolist() for row in found)


PEAR = {"name": ["pear"], "label": [1]}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.search([[0.0, 0.0]], 0), "k: expected a whole number of at least 1, got 0"),
        (lambda s: s.search([[0.0, 0.0]], 2.5), "k: expected a whole number"),
        (lambda s: s.search([[0.0]], 1), "queries: expected 2, as in the store, got 1 numbers each"),
        (lambda s: s.search([[np.nan, 0.0]], 1), "queries: expected finite numbers"),
        (lambda s: s.search([[0.0, 0.0]], True), "k: expected a whole number of at least 1, got True"),
        (lambda s: s.search([[0.0, 0.0]], 1, filter={"label": "bread"}), "filter.'label'.: expected numbers, got"),
        (lambda s: s.search([[0.0, 0.0]], 1, filter={"size": 1}), "filter: expected one of .'label', 'name'."),
        (lambda s: s.search([[0.0, 0.0]], 1, threshold=True), "threshold: expected a distance, 0 or more, got True"),
        (lambda s: s.add([[1.0]], PEAR), "embeddings: expected 2, as in the store, got 1 numbers each"),
        (lambda s: s.add([[np.inf, 1.0]], PEAR), "embeddings: expected finite numbers"),
        (lambda s: s.add([[1e30, 1.0]], PEAR), "embeddings: expected numbers below 2\\^57"),
        (lambda s: s.add([[1.0, 1.0]]), "metadata: expected .'label', 'name'., got columns"),
        (lambda s: s.add([[1.0, 1.0]], ["a"]), "metadata: expected a dictionary"),
        (lambda s: s.add([[1.0, 1.0]], PEAR | {"name": []}), "metadata.'name'.: expected .1,., one value per picture"),
        (
            lambda s: s.add([[1.0, 1.0]], PEAR | {"name": ["a\0b"]}),
            "metadata.'name'.: expected text in Unicode, got 'a",
        ),
        (lambda s: s.add([[1.0, 1.0]], PEAR | {"name": ["\ud800"]}), "metadata.'name'.: expected text in Unicode"),
        (
            lambda s: s.add([[1.0, 1.0]], PEAR | {"name": [b"a"]}),
            "metadata.'name'.: expected numbers or text, got dtype",
        ),
        (
            lambda s: s.add([[1.0, 1.0]], PEAR | {"label": [0.5]}),
            "metadata.'label'.: expected whole numbers, as in the",
        ),
        (lambda s: s.add([[1.0, 1.0]], PEAR | {"label": [2**63]}), "metadata.'label'.: expected numbers below 2\\^63"),
        (lambda s: s.add([[1.0, 1.0]], PEAR | {"label": [1, 2]}), "metadata.'label'.: expected .1,., one value per"),
        (lambda s: s.look_up([-1]), "ids: expected 0 to 2\\^63 - 1, got a number out of range"),
        (lambda s: s.versions.add(2001), "dimension: expected a whole number from 1 to 2,000, got 2001"),
        (lambda s: s.versions.add(True), "dimension: expected a whole number from 1 to 2,000, got True"),
        (lambda s: s.versions.fill(1, [0, 0], np.eye(2)), "ids: expected each once, got an id twice"),
        (lambda s: s.versions.fill(1, [99], np.eye(2)[:1]), "ids: expected ids of pictures in the store, got \\[99\\]"),
        (lambda s: s.versions.switch(9), "version: expected one of \\[1\\], got 9"),
        (lambda s: s.versions.switch(True), "version: expected a whole number of at least 0, got True"),
        (lambda s: s.versions.missing(9), "version: expected one of \\[1\\], got 9"),
        (lambda s: s.build_index(True), "version: expected a whole number of at least 0, got True"),
        (lambda s: s.sizes(False), "version: expected a whole number of at least 0, got False"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(new_store, call, message):
    store = new_store()
    store.add([[0.0, 0.0]], PEAR)
    with pytest.raises(ValueError, match=message):
        call(store)
    assert len(store) == 1
    assert len(list(store.versions)) == 1


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"embedding": [1]}, "metadata: expected names of columns of 1 to 63 bytes, other than .*, got 'embedding'"),
        ({"": [1]}, "metadata: expected names of columns of 1 to 63 bytes"),
        ({"ä" * 32: [1]}, "metadata: expected names of columns of 1 to 63 bytes"),
        ({"name": ["a\0b"]}, "metadata.'name'.: expected text in Unicode"),
    ],
)
def test_first_pictures_that_are_refused_leave_the_columns_open(new_store, metadata, message):
    store = new_store()
    with pytest.raises(ValueError, match=message):
        store.add([[0.0, 0.0]], metadata)
    with pytest.raises(ValueError, match="version: expected a store with pictures in it"):
        store.versions.add(3)
    assert store.add([[0.0, 0.0, 0.0]], PEAR).tolist() == [0]


@pytest.mark.parametrize("name", ["", "Products", "a; drop table b", "a" * 31, "1st", None])
def test_a_name_that_is_no_name_is_refused_before_a_server_starts(name):
    with pytest.raises(ValueError, match="name: expected at most 30 of a-z"):
        Store(name, address="no address")

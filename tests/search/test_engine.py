"""What FAISS must be told: to sum distances from differences, however large the call, and to bear a fork."""

import multiprocessing
import os
import threading

import faiss
import numpy as np
import pytest

from course_lib.search import KINDS, Index, engine

RNG = np.random.default_rng(0)
SHAPES = [(300, 2), (200, 64), (130, 300), (40, 1024), (150, 7)]


def larger_than_the_limit(gallery):
    """The gallery again and again, as queries: 128,000 numbers or more, where FAISS 1.14 and 1.15 change ways."""
    return np.tile(gallery, (-(-129_000 // gallery.size), 1))


@pytest.mark.parametrize(("n", "d"), SHAPES)
@pytest.mark.parametrize("centre", [0, 1, 1000, -1e5])
def test_a_large_call_finds_what_a_loop_finds(n, d, centre):
    gallery = (centre + RNG.normal(size=(n, d))).astype("float32")
    queries = larger_than_the_limit(gallery)
    distances, ids = Index(gallery).search(queries, 3)
    wide = gallery.astype("float64")
    expected = np.array([np.sort(np.sqrt(((wide - row) ** 2).sum(axis=1)))[:3] for row in wide])  # (n, 3)
    np.testing.assert_allclose(distances, np.tile(expected, (len(queries) // n, 1)), rtol=1e-5)
    assert (distances[:, 0] == 0).all()
    assert (gallery[ids[:, 0]] == queries).all()


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_query_finds_the_same_alone_and_among_thousands(kind, metric):
    gallery = (5 + RNG.normal(size=(400, 16))).astype("float32")
    index = Index(gallery, kind=kind, metric=metric)
    queries = larger_than_the_limit(gallery)
    distances, ids = index.search(queries, 4)
    for i in (0, 7, 399):
        alone = index.search(queries[i : i + 1], 4)
        assert (distances[i] == alone[0][0]).all()
        assert (ids[i] == alone[1][0]).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("beside", [1.0, 1e-20])
def test_a_direction_is_the_same_whatever_stands_beside_it(dtype, beside):
    gallery = RNG.normal(size=(200, 16)).astype("float32")
    queries = np.concatenate([gallery, np.full((1, 16), beside)]).astype(dtype)
    assert (Index(gallery, metric="cosine").search(queries, 1)[0][:-1] == 0).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("limit", [17, 16 * 7 + 1, 5])
def test_calls_beyond_the_largest_limit_go_in_parts(kind, limit, monkeypatch):
    gallery = RNG.normal(size=(400, 16)).astype("float32")
    index = Index(gallery, kind=kind, metadata={"even": np.arange(400) % 2 == 0})
    whole = [index.search(gallery, 5, filter=wanted) for wanted in (None, {"even": True})]
    monkeypatch.setattr(engine, "BY_DIFFERENCES", limit)
    parts = [index.search(gallery, 5, filter=wanted) for wanted in (None, {"even": True})]
    np.testing.assert_array_equal(np.array(parts), np.array(whole))


@pytest.fixture
def two_threads():
    """FAISS with its pool of threads at work, as on any machine of several cores."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(2)
    yield
    faiss.omp_set_num_threads(before)


GALLERY = RNG.normal(size=(2000, 16)).astype("float32")
in_a_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def first_ids(index, rows):
    return index.search(rows, 1)[1][:, 0].tolist()


def answer_of_a_child(work):
    """What `work()` returns in a forked child; a child that is silent for a minute is ended, and the test fails."""
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=lambda: there.send(work()))
    child.start()
    try:
        assert here.poll(60), "the child hangs"
        return here.recv()
    finally:
        child.kill()
        child.join()


@in_a_fork
@pytest.mark.usefixtures("two_threads")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("searched", ["before the fork", "only in the child"])
def test_a_forked_child_searches_adds_and_saves(kind, searched, tmp_path):
    index = Index(GALLERY, kind=kind)
    expected = first_ids(index, GALLERY[:100]) if searched == "before the fork" else None

    def work():
        found = first_ids(index, GALLERY[:100])
        index.add(GALLERY[:500])
        index.save(tmp_path / "index")
        return found

    found = answer_of_a_child(work)
    assert found == (expected or first_ids(index, GALLERY[:100]))
    assert len(Index.load(tmp_path / "index")) == 2500
    assert len(index) == 2000


@in_a_fork
@pytest.mark.usefixtures("two_threads")
@pytest.mark.parametrize(
    "work",
    [
        lambda: answer_of_a_child(lambda: first_ids(Index(GALLERY), GALLERY[:50])),
        lambda: first_ids(Index(GALLERY, kind="approximate"), GALLERY[:50]),
        lambda: in_a_thread(lambda: first_ids(Index(GALLERY), GALLERY[:50])),
    ],
    ids=["a child's child", "learning centres", "a thread of the child"],
)
def test_whatever_a_child_does_it_answers(work):
    first_ids(Index(GALLERY), GALLERY[:100])
    assert answer_of_a_child(work) == list(range(50))


def in_a_thread(work):
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


@in_a_fork
@pytest.mark.usefixtures("two_threads")
def test_a_pool_of_forked_workers_answers_and_so_does_its_parent_afterwards():
    index = Index(GALLERY)
    expected = first_ids(index, GALLERY[:60])
    with multiprocessing.get_context("fork").Pool(2) as pool:
        parts = [pool.apply_async(first_ids, (index, GALLERY[i : i + 20])) for i in (0, 20, 40)]
        assert [found for part in parts for found in part.get(60)] == expected
    assert in_a_thread(lambda: answer_of_a_child(lambda: first_ids(index, GALLERY[:60]))) == expected
    assert first_ids(index, GALLERY[:60]) == expected
    assert faiss.omp_get_max_threads() == 2

"""The kind "hnsw": as FAISS's own graph where it walks, exact where it does not, and never a short list."""

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.search import Index, graph

RNG = np.random.default_rng(0)
CENTRES = RNG.normal(size=(20, 8))


def clustered(n, seed):
    rng = np.random.default_rng(seed)
    return (CENTRES[rng.integers(20, size=n)] + 0.3 * rng.normal(size=(n, 8))).astype("float32")


GALLERY, QUERIES = clustered(3000, 1), clustered(50, 2)


@pytest.fixture
def walking(monkeypatch):
    """However few there are, a search walks."""
    monkeypatch.setattr(graph, "PER_CANDIDATE", 0)


@pytest.fixture
def one_thread():
    """By which two graphs of the same embeddings are the same."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    yield
    faiss.omp_set_num_threads(before)


def nearest(rows, ids, queries, k):
    """Distances and ids of the k nearest among rows with ids, by a plain sort."""
    distances = np.sqrt(((queries[:, None].astype("float64") - rows) ** 2).sum(axis=-1))
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(distances, order, axis=1), np.asarray(ids)[order]


def recall(ids, expected):
    return np.mean([len(set(a) & set(b)) / len(b) for a, b in zip(ids, expected, strict=True)])


@pytest.mark.usefixtures("walking", "one_thread")
@pytest.mark.parametrize("k", [1, 10, 100])
def test_it_finds_what_the_graph_of_faiss_finds(k):
    bare = faiss.IndexHNSWFlat(8, graph.LINKS)
    bare.hnsw.efConstruction, bare.hnsw.efSearch = graph.EF_CONSTRUCTION, graph.EF_SEARCH
    bare.add(GALLERY)
    squares, expected = bare.search(QUERIES, k)
    distances, ids = Index(GALLERY, kind="hnsw").search(QUERIES, k)
    assert (ids == expected).all()
    np.testing.assert_array_equal(distances, np.sqrt(squares))


@pytest.mark.usefixtures("walking")
def test_more_candidates_find_more_and_their_number_is_saved(tmp_path):
    index, rng = Index(np.random.default_rng(3).normal(size=(3000, 32)), kind="hnsw"), np.random.default_rng(4)
    queries = rng.normal(size=(100, 32)).astype("float32")
    expected, found = Index(index._engine.core.reconstruct_n(0, 3000)).search(queries, 10)[1], []
    for index.ef_search in (10, 100, 1000):
        index.save(tmp_path / "index")
        loaded = Index.load(tmp_path / "index")
        assert loaded.ef_search == index.ef_search
        ids = loaded.search(queries, 10)[1]
        assert (ids == index.search(queries, 10)[1]).all()
        found.append(recall(ids, expected))
    assert found[0] + 0.1 < found[1] < found[2]
    assert found[2] > 0.99


@pytest.mark.parametrize("few", [0, 1, 5])
def test_a_small_gallery_is_compared_whole(few):
    index = Index(np.empty((0, 8)), kind="hnsw")
    assert index.search(QUERIES, 3)[1].shape == (50, 0)
    ids = index.add(GALLERY[:few])
    distances, found = index.search(QUERIES, 3)
    expected, expected_ids = nearest(GALLERY[:few], ids, QUERIES, 3)
    assert (found == expected_ids).all()
    np.testing.assert_allclose(distances, expected, rtol=1e-5)


@given(st.lists(st.sampled_from(["add", "remove", "remove most", "reload"]), max_size=7), st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_any_history_finds_what_is_there_walking_or_not(tmp_path_factory, history, seed):
    rng, index, kept = (
        np.random.default_rng(seed),
        Index(np.empty((0, 8)), kind="hnsw", metadata={"even": np.zeros(0, bool)}),
        {},
    )
    index.ef_search = 200
    for event in ["add", *history]:
        if event == "add":
            rows = clustered(300, int(rng.integers(1000)))
            ids = index.add(rows, {"even": np.arange(len(rows)) % 2 == 0})
            kept |= dict(zip(ids.tolist(), rows, strict=True))
        elif event == "reload":
            path = tmp_path_factory.mktemp("history") / "index"
            index.save(path)
            index = Index.load(path)
        elif kept:
            share = 0.9 if event == "remove most" else 0.2
            gone = rng.choice(list(kept), size=int(share * len(kept)), replace=False)
            index.remove(gone)
            kept = {id_: row for id_, row in kept.items() if id_ not in gone}
        assert index._engine.core.ntotal <= 2 * len(kept) + 1  # what was removed does not pile up
    assert index.ids.tolist() == list(kept)
    fits = index.metadata["even"]
    for wanted, among in ((None, np.ones(len(kept), bool)), ({"even": True}, fits)):
        k = min(5, int(among.sum()))
        expected, expected_ids = nearest(np.array(list(kept.values()))[among], index.ids[among], QUERIES, k)
        distances, ids = index.search(QUERIES, 5, filter=wanted)
        np.testing.assert_allclose(distances, expected, rtol=1e-4)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(graph, "PER_CANDIDATE", 0)
            distances, ids = index.search(QUERIES, 5, filter=wanted)
        assert ids.shape == (50, k)
        assert np.isin(ids, index.ids[among]).all()
        assert all(len(set(row)) == k for row in ids.tolist())
        assert (np.diff(distances, axis=1) >= 0).all()
        assert recall(ids, expected_ids) > 0.97


@pytest.mark.usefixtures("walking")
def test_a_filter_whose_pictures_lie_far_from_the_query_is_answered_exactly():
    near, far = np.zeros((2500, 8)) + 0.01 * clustered(2500, 3), 100 + clustered(2500, 4)
    index = Index(np.concatenate([near, far]), kind="hnsw", metadata={"far": np.arange(5000) >= 2500})
    distances, ids = index.search(0.01 * QUERIES, 10, filter={"far": True})
    expected, expected_ids = nearest(far.astype("float32"), np.arange(2500, 5000), 0.01 * QUERIES, 10)
    np.testing.assert_allclose(distances, expected, rtol=1e-6)
    assert recall(ids, expected_ids) > 0.99  # far away, float32 ties


@pytest.mark.usefixtures("walking")
@pytest.mark.parametrize("k", [1, 400, 3000])
def test_equal_embeddings_by_the_thousand_leave_no_list_short(k):
    gallery = np.concatenate([np.ones((2900, 8)), GALLERY[:100]])
    distances, ids = Index(gallery, kind="hnsw").search(QUERIES, k)
    assert ids.shape == (50, k)
    assert ids.min() >= 0
    assert np.isfinite(distances).all()
    assert all(len(set(row)) == k for row in ids.tolist())


@pytest.mark.usefixtures("walking")
def test_many_queries_with_many_candidates_go_in_blocks(monkeypatch):
    index = Index(GALLERY, kind="hnsw", metadata={"third": np.arange(3000) % 3})
    index.remove(np.arange(0, 3000, 7))
    whole = index.search(QUERIES, 5, filter={"third": [0, 1]})
    monkeypatch.setattr("course_lib.distances.BLOCK", 1000)
    parts = index.search(QUERIES, 5, filter={"third": [0, 1]})
    np.testing.assert_array_equal(np.array(parts), np.array(whole))


def test_when_everything_was_removed_it_begins_anew():
    index = Index(GALLERY[:10], kind="hnsw")
    index.remove(index.ids)
    assert index.search(QUERIES, 3)[1].shape == (50, 0)
    assert index.add(GALLERY[:1]).tolist() == [10]
    assert (index.search(QUERIES, 3)[1] == 10).all()


@pytest.mark.parametrize("wrong", [0, -1, 2.5, True, "many", None, 2**40])
def test_a_number_of_candidates_that_cannot_be_is_named(wrong):
    index = Index(GALLERY[:10], kind="hnsw")
    with pytest.raises(ValueError, match="ef_search: expected a whole number from 1 to"):
        index.ef_search = wrong
    assert index.ef_search == graph.EF_SEARCH


@pytest.mark.parametrize("kind", ["exact", "approximate", "compressed", "binary", "pq"])
def test_a_kind_without_a_graph_has_no_candidates(kind):
    index = Index(GALLERY, kind=kind)
    assert index.ef_search is None
    with pytest.raises(ValueError, match=f"ef_search: expected the kind hnsw, got 9 for the kind {kind}"):
        index.ef_search = 9

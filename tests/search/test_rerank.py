"""The second look: codes choose, the whole embeddings order, in memory or on disk."""

import faiss
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.search import Index
from course_lib.search.kinds import CODES
from course_lib.search.rerank import WholeEmbeddings

CENTRES = np.random.default_rng(0).normal(size=(50, 16))


def clustered(n, seed):
    rng = np.random.default_rng(seed)
    return (CENTRES[rng.integers(50, size=n)] + 0.3 * rng.normal(size=(n, 16))).astype("float32")


GALLERY, QUERIES = clustered(2000, 1), clustered(40, 2)
LABELS = np.arange(2000) % 20


def recall(ids, expected):
    return np.mean([len(set(a) & set(b)) / len(b) for a, b in zip(ids, expected, strict=True)])


def lies_on_disk(array):
    """Is the memory of this array that of a file?"""
    return array is not None and (isinstance(array, np.memmap) or lies_on_disk(getattr(array, "base", None)))


def whole_lists(index):
    """The index, looking into all of its lists."""
    index.nprobe = index.nlist
    return index


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize("kind", CODES)
def test_with_all_as_candidates_it_is_the_exact_search(kind, metric):
    index = Index(GALLERY, kind=kind, metric=metric, metadata={"label": LABELS}, rerank=400)
    index = index if index.nlist is None else whole_lists(index)
    exact = Index(GALLERY, metric=metric, metadata={"label": LABELS})
    for wanted in (None, {"label": [3, 7]}, {"label": -1}):
        distances, ids = index.search(QUERIES, 5, filter=wanted)
        expected, expected_ids = exact.search(QUERIES, 5, filter=wanted)
        np.testing.assert_allclose(distances, expected, rtol=1e-5)
        assert (ids == expected_ids).all()
    middle = float(np.median(exact.search(QUERIES, 5)[0]))
    distances, ids = index.search(QUERIES, 5, threshold=middle)
    expected, expected_ids = exact.search(QUERIES, 5, threshold=middle)
    assert (ids == expected_ids).all()
    assert (ids < 0).any()
    assert (ids >= 0).any()


@pytest.mark.parametrize("kind", ["compressed", "pq"])
def test_it_finds_what_the_refining_index_of_faiss_finds(kind):
    index = Index(GALLERY, kind=kind, rerank=4)
    flat = faiss.IndexFlatL2(16)
    flat.add(GALLERY)
    refining = faiss.IndexRefine(index._engine.core, flat)
    refining.k_factor = 4
    squares, expected = refining.search(QUERIES, 10)
    distances, ids = index.search(QUERIES, 10)
    assert (ids == expected).all()
    np.testing.assert_allclose(distances, np.sqrt(squares), rtol=1e-5)


@pytest.mark.parametrize("kind", CODES)
def test_more_candidates_find_more_with_true_distances_and_the_dial_is_saved(kind, tmp_path):
    index, found = Index(GALLERY, kind=kind, rerank=1), []
    expected = Index(GALLERY).search(QUERIES, 10)[1]
    for index.rerank in (1, 4, 20):
        index.save(tmp_path / "index")
        loaded = Index.load(tmp_path / "index")
        assert loaded.rerank == index.rerank
        distances, ids = loaded.search(QUERIES, 10)
        true = np.sqrt(((GALLERY[ids].astype("float64") - QUERIES[:, None]) ** 2).sum(axis=-1))
        np.testing.assert_allclose(distances, true, rtol=1e-5)
        assert (np.diff(distances, axis=1) >= 0).all()
        found.append(recall(ids, expected))
    assert found[0] <= found[1] <= found[2]
    assert found[0] < found[2]
    assert found[2] > 0.9


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize("kind", CODES)
def test_from_disk_or_memory_it_is_the_same_and_goes_on(kind, mapped, tmp_path):
    index = Index(GALLERY, kind=kind, metadata={"label": LABELS}, rerank=8)
    index.remove(np.arange(0, 2000, 3))
    index.save(tmp_path / "index")
    loaded = Index.load(tmp_path / "index", mapped=mapped)
    on_disk = loaded._whole.parts[0]
    assert lies_on_disk(on_disk) == mapped
    for each in (index, loaded):
        for row in QUERIES:
            each.add(row[None], {"label": [99]})
        each.remove([1, 4, 2003])
    assert loaded._whole.parts[0] is on_disk  # and what was added lies beside it
    loaded.save(tmp_path / "again")
    for other in (loaded, Index.load(tmp_path / "again", mapped=mapped)):
        for wanted in (None, {"label": 99}):
            for one, two in zip(
                index.search(QUERIES, 7, filter=wanted), other.search(QUERIES, 7, filter=wanted), strict=True
            ):
                np.testing.assert_array_equal(one, two)
        assert (other.search(QUERIES, 1)[0][3] > 0) == (2003 not in other.ids)


def test_a_mapped_file_can_be_replaced_by_itself(tmp_path):
    Index(GALLERY, kind="pq", rerank=8).save(tmp_path / "index")
    loaded = Index.load(tmp_path / "index", mapped=True)
    expected = loaded.search(QUERIES, 5)[1]
    loaded.add(QUERIES)
    loaded.save(tmp_path / "index")
    assert (Index.load(tmp_path / "index", mapped=True).search(QUERIES, 1)[0] == 0).all()
    loaded.remove(np.arange(2000, 2040))
    assert (loaded.search(QUERIES, 5)[1] == expected).all()


def test_what_is_kept_is_not_the_callers_array():
    gallery, new = GALLERY.copy(), QUERIES.copy()
    index = Index(gallery, kind="binary", rerank=100)
    ids = index.add(new)
    gallery[:], new[:] = 0, 0
    distances, found = index.search(QUERIES, 1)
    assert (distances == 0).all()
    assert (found[:, 0] == ids).all()


def test_equal_distances_come_in_order_of_ids():
    gallery = np.concatenate([np.ones((9, 16)), GALLERY]).astype("float32")
    assert Index(gallery, kind="pq", rerank=50).search(np.ones((1, 16)), 5)[1].tolist() == [[0, 1, 2, 3, 4]]


def test_where_one_list_has_too_few_the_rest_is_none():
    index = Index(GALLERY, kind="compressed", rerank=3)
    index.nprobe = 1
    distances, ids = index.search(QUERIES, 100)
    assert ids.shape == (40, 100)
    assert (ids < 0).any()
    assert (np.isinf(distances) == (ids < 0)).all()
    assert (np.diff(np.where(ids < 0, 1e9, distances), axis=1) >= 0).all()


def test_the_second_look_goes_in_blocks(monkeypatch):
    index = Index(GALLERY, kind="binary", rerank=10)
    whole = index.search(QUERIES, 5)
    monkeypatch.setattr("course_lib.distances.BLOCK", 2000)
    np.testing.assert_array_equal(np.array(index.search(QUERIES, 5)), np.array(whole))


@given(st.lists(st.integers(0, 6), max_size=12), st.integers(0, 9))
def test_every_embedding_is_fetched_by_its_id_however_they_came(sizes, step):
    rng, ids = np.random.default_rng(step), np.cumsum(1 + np.random.default_rng(step).integers(3, size=200))
    rows = rng.normal(size=(200, 3)).astype("float32")
    first = sizes[0] if sizes else 2
    whole, taken = WholeEmbeddings(rows[:first], ids[:first], 1), first
    for size in sizes[1:]:
        whole.add(rows[taken : taken + size], ids[taken : taken + size])
        taken += size
    places = rng.permutation(taken).reshape(1, -1)
    assert (whole.of(ids[places]) == rows[places]).all()
    assert len(whole.parts) <= 6  # few, whatever their number was


REFUSED = "rerank: expected None for the kind {}, whose distances are those of the embeddings, got 4"


@pytest.mark.parametrize("kind", ["exact", "approximate", "hnsw"])
def test_a_kind_that_compares_embeddings_has_no_second_look(kind):
    with pytest.raises(ValueError, match=REFUSED.format(kind)):
        Index(GALLERY, kind=kind, rerank=4)
    index = Index(GALLERY, kind=kind)
    assert index.rerank is None
    with pytest.raises(ValueError, match="rerank: expected an index that was made with rerank"):
        index.rerank = 4


@pytest.mark.parametrize("wrong", [0, -1, 2.5, True, "many"])
def test_a_number_of_candidates_that_cannot_be_is_named(wrong):
    with pytest.raises(ValueError, match="rerank: expected a whole number of at least 1"):
        Index(GALLERY, kind="pq", rerank=wrong)
    index = Index(GALLERY, kind="pq", rerank=2)
    for value in (wrong, None):
        with pytest.raises(ValueError, match="rerank: expected a whole number of at least 1"):
            index.rerank = value
    assert index.rerank == 2

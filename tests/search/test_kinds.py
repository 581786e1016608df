"""What the kinds learn, and product quantisation beside FAISS's own."""

import faiss
import numpy as np
import pytest

from course_lib.search import KINDS, Index
from course_lib.search.faiss_kinds import CENTRES


def gallery(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype("float32")


@pytest.mark.parametrize("n", [256, 3000])
def test_product_quantisation_is_that_of_faiss(n, capfd):
    rows, queries = gallery(n, 16), gallery(30, 16, 1)
    index = Index(rows, kind="pq")
    bare = faiss.IndexIVFPQ(faiss.IndexFlatL2(16), 16, index.nlist, 4, 8)
    bare.pq.cp.min_points_per_centroid = 1
    bare.train(rows)
    bare.add(rows)
    bare.nprobe = index.nprobe
    squares, expected = bare.search(queries, 10)
    distances, ids = index.search(queries, 10)
    assert np.mean([len(set(a) & set(b)) for a, b in zip(ids, expected, strict=True)]) > 9.9
    np.testing.assert_allclose(distances, np.sqrt(squares), rtol=1e-3)
    assert capfd.readouterr() == ("", "")  # FAISS warned of nothing


@pytest.mark.parametrize("d", [1, 2, 3, 5, 8, 31, 64])
def test_a_byte_for_four_numbers_however_many_there_are(d):
    rows = gallery(600, d)
    index = Index(rows, kind="pq", metric="euclidean")
    index.nprobe = index.nlist
    assert index._engine.core.code_size == -(-d // 4)
    distances, ids = index.search(rows[:50], 600)
    assert np.sort(ids, axis=1).tolist() == [list(range(600))] * 50
    true = np.sqrt(((rows[ids] - rows[:50, None]) ** 2).sum(axis=-1))  # (50, 600)
    assert np.corrcoef(distances.ravel(), true.ravel())[0, 1] > 0.7


@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
def test_far_from_zero_the_codes_are_as_good(metric):
    rows = gallery(2000, 16)
    near, far = ((rows + centre).astype("float32") for centre in (0, 1e3))
    expected = Index(near).search(near[:50], 10)[1]
    for each in (near, far) if metric == "euclidean" else (near,):
        index = Index(each, kind="pq", metric=metric)
        index.nprobe = index.nlist
        kept = [len(set(a) & set(b)) / 10 for a, b in zip(index.search(each[:50], 100)[1], expected, strict=True)]
        assert np.mean(kept) > 0.8


@pytest.mark.parametrize("n", [1, 100, CENTRES - 1])
def test_too_few_to_learn_centres_from_are_refused(n):
    message = rf"embeddings: expected at least 256, for the kind pq .*\(the kind exact suits so few\), got {n}$"
    with pytest.raises(ValueError, match=message):
        Index(gallery(n, 8), kind="pq")


@pytest.mark.parametrize("kind", KINDS)
def test_without_embeddings_only_two_kinds_begin(kind):
    if kind in ("exact", "hnsw"):
        index = Index(np.empty((0, 8)), kind=kind)
        index.remove(index.add(gallery(3, 8))[1:])
        assert index.search(gallery(3, 8), 2)[1].tolist() == [[0]] * 3
    else:
        with pytest.raises(ValueError, match=f"embeddings: expected some, for the kind {kind} to learn from, got none"):
            Index(np.empty((0, 8)), kind=kind)

"""An exact index by NumPy answers as that of FAISS, and each reads what the plain one wrote."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import CourseProblem
from course_lib.search import KINDS, Index, kinds


@pytest.fixture
def without_faiss(monkeypatch):
    monkeypatch.setattr(kinds, "HAS_FAISS", False)


def rows(n, seed=0):
    return np.random.default_rng(seed).normal(size=(n, 6)).astype(np.float32)


@given(
    n=st.integers(1, 40),
    k=st.integers(1, 45),
    gone=st.sets(st.integers(0, 39)),
    metric=st.sampled_from(["euclidean", "cosine"]),
)
def test_it_finds_what_faiss_finds(n, k, gone, metric):
    gone = sorted(each for each in gone if each < n)
    answers = []
    for has_faiss in (True, False):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(kinds, "HAS_FAISS", has_faiss)
            index = Index(rows(n), metric=metric, metadata={"even": np.arange(n) % 2})
            index.remove(gone)
            index.add(rows(5, seed=1), {"even": np.zeros(5, int)})
            asked = rows(3, seed=2)
            answers.append([*index.search(asked, k), *index.search(asked, k, filter={"even": 0})])
    for by_faiss, plain in zip(*answers, strict=True):
        assert by_faiss.shape == plain.shape
        np.testing.assert_allclose(by_faiss, plain, rtol=1e-5)


@pytest.mark.parametrize("read_with_faiss", [True, False])
def test_a_file_written_without_faiss_is_read_with_it_and_without(
    read_with_faiss, without_faiss, monkeypatch, tmp_path
):
    index = Index(rows(9), metadata={"name": list("abcdefghi")})
    index.remove([2, 5])
    index.save(tmp_path / "i.index")
    monkeypatch.setattr(kinds, "HAS_FAISS", read_with_faiss)
    again = Index.load(tmp_path / "i.index")
    assert again.ids.tolist() == [0, 1, 3, 4, 6, 7, 8]
    assert again.search(rows(9)[[6]], 1)[1].tolist() == [[6]]
    assert again.add(rows(1, seed=3), {"name": ["j"]}).tolist() == [9]


def test_a_file_that_faiss_wrote_says_what_it_needs(monkeypatch, tmp_path):
    Index(rows(9)).save(tmp_path / "i.index")
    monkeypatch.setattr(kinds, "HAS_FAISS", False)
    with pytest.raises(CourseProblem, match=r"kind exact that FAISS wrote: it needs FAISS.*pip install faiss-cpu"):
        Index.load(tmp_path / "i.index")


@pytest.mark.parametrize("kind", KINDS[1:])
def test_other_kinds_say_what_they_need(kind, without_faiss):
    with pytest.raises(CourseProblem, match=f"kind {kind}: it needs FAISS"):
        Index(rows(300), kind=kind)


def test_the_dials_of_other_kinds_are_refused_by_name(without_faiss):
    index = Index(rows(9))
    assert (index.nprobe, index.nlist, index.ef_search) == (None, None, None)
    for dial in ("nprobe", "ef_search"):
        with pytest.raises(ValueError, match=dial):
            setattr(index, dial, 4)

import functools
import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from course_lib.machine.array_file import read_arrays, write_arrays
from course_lib.search import KINDS, Index, index_file
from course_lib.search.codes import binary_codes, hamming_distances, median_thresholds
from course_lib.search.kinds import CODES

RNG = np.random.default_rng(0)
CENTRES = RNG.normal(size=(50, 16))


def clustered(n, seed):
    """Embeddings (n, 16) of float32 around 50 centres, as a trained network makes them."""
    rng = np.random.default_rng(seed)
    return (CENTRES[rng.integers(50, size=n)] + 0.3 * rng.normal(size=(n, 16))).astype("float32")


GALLERY, QUERIES = clustered(4000, 1), clustered(40, 2)
MADE = [*({"kind": kind} for kind in KINDS), *({"kind": kind, "rerank": 20} for kind in CODES)]
every_make = pytest.mark.parametrize("made", MADE, ids=lambda made: ", ".join(map(str, made.values())))


@functools.cache
def built(**made):
    """An index of GALLERY that tests only ask."""
    return Index(GALLERY, **made)


def neighbours(gallery, queries, k):
    return NearestNeighbors(n_neighbors=k, algorithm="brute").fit(gallery).kneighbors(queries)


def recall(ids, expected):
    return np.mean([len(set(a) & set(b)) / len(b) for a, b in zip(ids, expected, strict=True)])


@given(st.integers(0, 1000), st.integers(1, 30), st.integers(1, 12))
def test_exact_equals_scikit_learn(seed, n, k):
    rng = np.random.default_rng(seed)
    gallery, queries = rng.normal(size=(n, 4)), rng.normal(size=(3, 4))
    distances, ids = Index(gallery).search(queries, k)
    expected, expected_ids = neighbours(gallery, queries, min(n, k))
    np.testing.assert_allclose(distances, expected, atol=1e-5)
    assert (ids == expected_ids).all()


@pytest.mark.parametrize(("kind", "least"), [("approximate", 0.97), ("compressed", 0.9)])
def test_approximate_finds_nearly_all(kind, least):
    distances, ids = Index(GALLERY, kind=kind).search(QUERIES, 10)
    expected, expected_ids = neighbours(GALLERY, QUERIES, 10)
    assert recall(ids, expected_ids) > least
    assert (np.diff(distances, axis=1) >= 0).all()
    np.testing.assert_allclose(distances[:, 0], expected[:, 0], atol=0.05)


def test_codes_take_a_quarter_a_sixteenth_and_a_thirty_second_of_the_bytes(tmp_path):
    sizes = {}
    for kind in KINDS:
        Index(np.tile(GALLERY, (5, 4)), kind=kind).save(tmp_path / kind)
        sizes[kind] = (tmp_path / kind).stat().st_size - 16 * 20000  # without the ids, kept twice
    assert 0.2 < sizes["compressed"] / sizes["exact"] < 0.35
    assert sizes["binary"] / sizes["exact"] < 0.04
    assert 0.06 < sizes["pq"] / sizes["exact"] < 0.11  # with its centres


def test_binary_counts_differing_bits():
    index = Index(GALLERY, kind="binary")
    distances, ids = index.search(QUERIES, 5)
    codes = [binary_codes(part, median_thresholds(GALLERY)) for part in (QUERIES, GALLERY)]
    expected = hamming_distances(*codes)  # (40, 4000)
    assert (distances == np.sort(expected, axis=1)[:, :5]).all()
    assert (distances == np.take_along_axis(expected, ids, axis=1)).all()


def test_cosine_sets_the_length_to_one():
    distances, ids = Index([[2.0, 0.0], [0.0, 5.0]], metric="cosine").search([[9.0, 9.0]], 2)
    np.testing.assert_allclose(distances, np.full((1, 2), np.sqrt(2 - np.sqrt(2))), rtol=1e-6)
    assert ids.tolist() == [[0, 1]]


@pytest.mark.parametrize("rows", [QUERIES, 1e-18 * QUERIES, QUERIES.astype("float64")])
def test_cosine_is_that_of_float64_whatever_the_length(rows):
    distances, _ = Index(GALLERY, metric="cosine").search(rows, 5)
    gallery, queries = (part / np.linalg.norm(part, axis=1, keepdims=True) for part in map(np.float64, (GALLERY, rows)))
    np.testing.assert_allclose(distances, neighbours(gallery, queries, 5)[0], atol=1e-6)


@every_make
@pytest.mark.parametrize("metric", ["euclidean", "cosine"])
@pytest.mark.parametrize(
    ("wrong", "message"),
    [(np.nan, "finite numbers"), (np.inf, "finite"), (-np.inf, "finite"), (2e18, "below 1e.18"), (-3e30, "below")],
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_query_without_distances_is_refused(made, metric, wrong, message, dtype):
    index, queries = built(metric=metric, **made), QUERIES.astype(dtype)
    queries[7, 3] = wrong
    if metric == "cosine" and np.isfinite(wrong):  # it has a direction
        assert index.search(queries, 2)[1].min() >= 0
        return
    with pytest.raises(ValueError, match=f"queries: expected .*{message}"):
        index.search(queries, 2)


@every_make
def test_no_query_has_no_neighbour(made):
    assert [part.shape for part in built(**made).search(np.empty((0, 16)), 3)] == [(0, 3), (0, 3)]


@every_make
@pytest.mark.parametrize(
    "wrong", [np.zeros((2, 15)), np.zeros((2, 17)), np.zeros(16), np.zeros((1, 2, 16)), [["a"] * 16]]
)
def test_queries_of_another_shape_are_refused(made, wrong):
    with pytest.raises(ValueError, match=r"^queries: expected"):
        built(**made).search(wrong, 2)


@every_make
@pytest.mark.parametrize("k", [3999, 4000, 4001, 10**6])
def test_asked_for_all_or_more_it_gives_all_that_it_looks_at(made, k):
    distances, ids = built(**made).search(QUERIES[:3], k, filter={})
    assert ids.shape == distances.shape == (3, min(k, 4000))
    assert all(len(set(row)) == min(k, 4000) for row in ids.tolist())
    assert (np.diff(distances, axis=1) >= 0).all()


def test_many_large_numbers_pass_where_each_has_a_square():
    large = np.full((2, 16), 9e17, "float32")  # the sum of all squares is too large for the short check
    assert (Index(large).search(large, 1)[0] == 0).all()


def test_what_faiss_keeps_is_not_the_callers_array():
    queries = QUERIES.copy()
    index = Index(queries, metric="cosine")
    index.search(queries, 3, threshold=0.1)
    assert (queries == QUERIES).all()
    queries[:] = 0
    assert (index.search(QUERIES, 1)[0] < 1e-3).all()


@pytest.mark.parametrize("kind", ["approximate", "compressed"])
def test_more_lists_find_more_and_their_number_is_saved(tmp_path, kind):
    index = Index(GALLERY, kind=kind)
    expected = neighbours(GALLERY, QUERIES, 10)[1]
    found = []
    for lists in (1, 8, index.nlist):
        index.nprobe = lists
        index.save(tmp_path / "index")
        loaded = Index.load(tmp_path / "index")
        assert (loaded.nprobe, loaded.nlist) == (lists, 100)  # 4000 embeddings, 40 a list
        ids = loaded.search(QUERIES, 10)[1]
        assert (ids == index.search(QUERIES, 10)[1]).all()
        found.append(recall(ids, expected))
    assert found[0] + 0.1 < found[1] <= found[2]
    assert found[2] == 1 or kind == "compressed"


def test_looking_into_one_list_leaves_places_empty():
    index = Index(GALLERY, kind="approximate")
    index.nprobe = 1
    distances, ids = index.search(QUERIES, 400)
    assert ((ids < 0).any(axis=1) & (ids[:, 0] >= 0)).any()
    assert (np.isinf(distances) == (ids < 0)).all()
    assert index.search(QUERIES, 12, filter={})[1].min() >= 0  # with a filter it looks into all lists


@pytest.mark.parametrize("kind", ["exact", "binary", "hnsw"])
def test_a_kind_without_lists_has_none(kind):
    index = Index(GALLERY, kind=kind)
    assert (index.nlist, index.nprobe) == (None, None)
    with pytest.raises(ValueError, match=f"nprobe: expected a kind of index with lists, got 3 for the kind {kind}"):
        index.nprobe = 3


@pytest.mark.parametrize("lists", [0, 101, 2.0, True, "all", None])
def test_a_number_of_lists_that_does_not_exist_is_named(lists):
    index = Index(GALLERY, kind="approximate")
    with pytest.raises(ValueError, match=f"nprobe: expected 1 to 100 lists, got {lists}"):
        index.nprobe = lists
    assert index.nprobe == 8


def test_equal_distances_come_in_order_of_ids():
    assert Index(np.ones((4, 2))).search([[0.0, 0.0]], k=3)[1].tolist() == [[0, 1, 2]]


def test_a_picture_finds_itself_at_distance_zero_in_batches_too():
    distances, ids = Index(GALLERY).search(GALLERY, 1)
    assert (distances == 0).all()
    assert (ids[:, 0] == np.arange(len(GALLERY))).all()


@every_make
def test_what_is_added_is_found_and_what_is_removed_is_not(made):
    index = Index(GALLERY, **made)
    new = index.add(QUERIES)
    assert new.tolist() == list(range(4000, 4040))
    assert len(index) == 4040
    first = index.search(QUERIES, 1)
    if made["kind"] == "binary" or made == {"kind": "pq"}:  # others have the same code
        assert recall(index.search(QUERIES, 200)[1], new[:, None]) > 0.95
    else:
        assert (first[0] <= 0.1).all()
        assert (first[1] == new[:, None]).all()
    index.remove(new[::2])
    assert len(index) == 4020
    assert not np.isin(index.search(QUERIES, 10)[1], new[::2]).any()
    index.remove([])
    assert index.add(QUERIES[:1]).tolist() == [4040]  # an id is never given twice


@given(st.lists(st.sampled_from(["add", "remove", "reload"]), max_size=8), st.integers(0, 99))
@settings(max_examples=30)
def test_any_history_searches_like_a_fresh_index(tmp_path_factory, history, seed):
    rng = np.random.default_rng(seed)
    index, kept = Index(np.empty((0, 3))), {}
    for event in history:
        if event == "add":
            rows = rng.normal(size=(4, 3)).astype("float32")
            kept |= dict(zip(index.add(rows).tolist(), rows, strict=True))
        elif event == "remove" and kept:
            gone = rng.choice(list(kept), size=min(2, len(kept)), replace=False)
            index.remove(gone)
            kept = {id_: row for id_, row in kept.items() if id_ not in gone}
        elif event == "reload":
            path = tmp_path_factory.mktemp("history") / "index"
            index.save(path)
            index = Index.load(path)
    assert index.ids.tolist() == list(kept)
    distances, ids = index.search(np.zeros((1, 3)), 3)
    lengths = {id_: np.linalg.norm(row) for id_, row in kept.items()}
    assert ids[0].tolist() == sorted(kept, key=lengths.get)[:3]
    np.testing.assert_allclose(distances[0], sorted(lengths.values())[:3], rtol=1e-5)


def test_the_first_pictures_bring_the_columns():
    index = Index(np.empty((0, 2)))
    assert index.add(np.empty((0, 2)), {"other": []}).shape == (0,)
    index.add([[0.0, 1.0]], {"price": [0.5], "name": ["pear"]})
    index.add([[0.0, 2.0]], {"price": [3], "name": ["watermelon"]})
    found = index.look_up([[1], [0]])
    assert {name: values.tolist() for name, values in found.items()} == {
        "price": [[3.0], [0.5]],
        "name": [["watermelon"], ["pear"]],
    }


LABELS = np.arange(4000) % 200
COLUMNS = {"label": LABELS, "kind": np.where(LABELS < 100, "pear", "apple")}


@every_make
@pytest.mark.parametrize("wanted", [{"label": 7}, {"label": [7, 150], "kind": "apple"}])
def test_a_filter_returns_full_lists_of_what_fits(made, wanted):
    index = Index(GALLERY, **made, metadata=COLUMNS)
    index.remove(np.arange(0, 4000, 9))
    fits = index.ids[np.isin(index.metadata["label"], [7] if wanted == {"label": 7} else [150])]
    distances, ids = index.search(QUERIES, 12, filter=wanted)
    assert ids.shape == (40, 12)
    assert np.isin(ids, fits).all()
    if made["kind"] in ("exact", "approximate", "hnsw") or "rerank" in made:  # it looks at all that fit
        expected, expected_places = neighbours(GALLERY[fits], QUERIES, 12)
        np.testing.assert_allclose(distances, expected, atol=1e-4)
        assert recall(ids, fits[expected_places]) > 0.999


def test_a_filter_that_few_fit_gives_those_and_one_that_none_fits_gives_none():
    index = Index(GALLERY, metadata={"label": LABELS})
    assert index.search(QUERIES, 100, filter={"label": 7})[1].shape == (40, 20)
    assert index.search(QUERIES, 100, filter={"label": -1})[1].shape == (40, 0)
    assert Index(np.empty((0, 16))).search(QUERIES, 3)[1].shape == (40, 0)


def test_what_is_not_below_the_threshold_is_left_out():
    distances, ids = Index([[0.0], [1.0], [3.0]]).search([[0.0], [2.9]], 3, threshold=1.0)
    assert ids.tolist() == [[0, -1, -1], [2, -1, -1]]
    assert np.isinf(distances[ids < 0]).all()
    assert (distances[ids >= 0] < 1).all()
    assert Index([[0.0]]).search([[0.0]], 1, threshold=0)[1].tolist() == [[-1]]


@every_make
@pytest.mark.parametrize("mapped", [False, True])
def test_saved_and_loaded_it_answers_the_same(tmp_path, made, mapped):
    index = Index(GALLERY, **made, metric="cosine", metadata=COLUMNS, fingerprint="abc")
    index.remove([5])
    index.save(tmp_path / "index")
    loaded = Index.load(tmp_path / "index", fingerprint="abc", mapped=mapped)
    for one, other in zip(index.search(QUERIES, 7), loaded.search(QUERIES, 7), strict=True):
        assert (one == other).all()
    assert loaded.metadata["kind"].tolist() == index.metadata["kind"].tolist()
    assert loaded.add(QUERIES[:1], {"label": [1], "kind": ["pear"]}).tolist() == [4000]


@pytest.mark.parametrize("kind", ["exact", "approximate", "compressed", "binary"])
def test_a_file_of_version_2_is_read(tmp_path, kind):
    index = Index(GALLERY, kind=kind, metadata=COLUMNS)
    index.save(tmp_path / "index")
    facts, arrays = read_arrays(tmp_path / "index", index_file.KIND, index_file.VERSION)
    del facts["rerank"]
    write_arrays(tmp_path / "index", index_file.KIND, 2, facts, arrays)
    loaded = Index.load(tmp_path / "index")
    assert (loaded.search(QUERIES, 5)[1] == index.search(QUERIES, 5)[1]).all()
    assert loaded.rerank is None


def test_an_index_of_another_network_is_refused(tmp_path):
    Index(QUERIES, fingerprint="abc").save(tmp_path / "index")
    with pytest.raises(ValueError, match="fingerprint: expected an index of the network 'new', got 'abc'"):
        Index.load(tmp_path / "index", fingerprint="new")


@given(st.data())
@settings(max_examples=40)
def test_any_damage_is_noticed(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("damage") / "index"
    Index(QUERIES[:5], metadata={"name": list("abcde")}).save(path)
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    path.write_bytes(whole[:place] if cut else whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
    with pytest.raises(ValueError, match="path: expected"):
        Index.load(path)


def test_a_file_of_a_later_version_says_so(tmp_path):
    Index(QUERIES).save(tmp_path / "index")
    facts, arrays = read_arrays(tmp_path / "index", index_file.KIND, index_file.VERSION)
    write_arrays(tmp_path / "index", index_file.KIND, index_file.VERSION + 1, facts, arrays)
    with pytest.raises(ValueError, match=r"path: expected index of version 2 or 3, got .* of version 4"):
        Index.load(tmp_path / "index")


def test_long_facts_and_odd_names_of_columns_survive_in_the_file(tmp_path):
    columns = {"a": [1, 2], "a.npy": [3, 4], "": ["x", ""], "ä/b": [True, False], "ids": [0.5, np.nan]}
    Index([[0.0], [1.0]], metadata=columns, fingerprint="f" * 100_000).save(tmp_path / "index")
    loaded = Index.load(tmp_path / "index", fingerprint="f" * 100_000)
    found = {name: values.tolist() for name, values in loaded.look_up([0, 1]).items()}
    assert str(found) == str(columns)


MIXED = [
    ({1: [1, 2], "1": [3, 4]}, "metadata: expected names that differ as text"),
    ({"a": ["x", 1]}, "expected values of one kind, got a mixture"),
    ({"a": ["x", None]}, "expected numbers or text, got dtype object"),
    ({"a": [True, 2]}, "expected values of one kind, got a mixture"),
    ({"a": [True, "True"]}, "expected values of one kind, got a mixture"),
    ({"a": [2**63, -1]}, "expected values that an array holds as they are"),
    ({"a": [2**63, 1]}, "expected numbers below 2.63|expected values that an array holds as they are"),
    ({"a": np.array([2**63, 1], np.uint64)}, "expected numbers below 2.63"),
    ({"a": [2**53 + 1, 0.5]}, "expected values that an array holds as they are"),
    ({"a": ["x\0", "x"]}, "expected values that an array holds as they are"),
    ({"a": [b"x", b"y"]}, "expected numbers or text, got dtype .S1"),
    ({"a": [1 + 2j, 0]}, "expected numbers or text, got dtype complex128"),
]


@pytest.mark.parametrize(("metadata", "message"), MIXED)
def test_metadata_that_would_become_other_metadata_is_refused(metadata, message):
    with pytest.raises(ValueError, match=message):
        Index(np.eye(2), metadata=metadata)


@pytest.mark.parametrize(
    "values",
    [
        [1, np.int64(2)],
        [0.5, 2],
        [np.nan, 1.0],
        ["", "x" * 300],
        ["pay$$", "\udce9"],
        [True, np.bool_(False)],
        [-(2**63), 2**63 - 1],
        np.array([1, 2], np.uint8),
        np.array([2**62, 2**62 + 1], np.uint64),
        np.array([0.1, 0.2], np.float32),
        np.array(["a", "b"]),
    ],
    ids=range(11),
)
def test_metadata_comes_back_as_it_was(values, tmp_path):
    Index(np.eye(2), metadata={"a": values}).save(tmp_path / "index")
    assert str(Index.load(tmp_path / "index").metadata["a"].tolist()) == str(np.asarray(values).tolist())


@pytest.mark.parametrize(
    ("column", "wanted", "found"),
    [
        ([2**62, 2**62 + 1], 2**62, [0]),
        ([2**62, 2**62 + 1], np.uint64(2**62 + 1), [1]),
        (np.array([2**62, 2**62 + 1], np.uint64), 2**62 + 1, [1]),
        ([2**62, 2**62 + 1], float(2**62), [0]),
        ([2**53, 7], [2.0**53, 7.5, np.nan, np.inf, -1e300], [0]),
        ([2.0**53, 7.0], 2**53 + 1, []),
        ([2.0**53, 7.0], [7, 2**53], [0, 1]),
        ([1, 2], [], []),
        (["1", "x"], "1", [0]),
    ],
)
def test_a_filter_finds_the_same_numbers_and_no_neighbours_of_theirs(column, wanted, found):
    ids = Index(np.eye(2), metadata={"a": column}).search([[0.0, 0.0]], 2, filter={"a": wanted})[1]
    assert sorted(ids.ravel().tolist()) == found


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        (["1", "x"], ["x", 1]),
        (["1", "x"], 1),
        ([1, 2], "1"),
        ([1, 2], [1, "2"]),
        (["a", "b"], None),
        (["a", "b"], ["a", True]),
    ],
)
def test_a_filter_of_another_kind_is_refused(column, wanted):
    with pytest.raises(ValueError, match=r"filter\['a'\]: expected"):
        Index(np.eye(2), metadata={"a": column}).search([[0.0, 0.0]], 2, filter={"a": wanted})


def test_whole_numbers_that_a_column_of_numbers_cannot_hold_are_not_added():
    index = Index(np.eye(2), metadata={"a": [0.5, 1.5]})
    with pytest.raises(ValueError, match="expected numbers that a column of numbers holds exactly"):
        index.add(np.eye(2), {"a": [2**53 + 2, 1]})
    index.add(np.eye(2), {"a": [2**53, 1]})
    assert index.metadata["a"].tolist() == [0.5, 1.5, 2.0**53, 1.0]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda path: None, FileNotFoundError, "which is not there"),
        (lambda path: path.mkdir(), IsADirectoryError, "got the folder"),
        (lambda path: os.mkfifo(path), OSError, "which is no file or a link to nothing"),
        (lambda path: path.symlink_to(path.with_name("nowhere")), OSError, "which is no file or a link to nothing"),
        (lambda path: path.write_bytes(b""), ValueError, "which does not start like one"),
        (lambda path: path.write_bytes(b"PK\3\4" + bytes(999)), ValueError, "which does not start like one"),
        (lambda path: path.write_text("[" * 300), ValueError, "which does not start like one"),
        (lambda path: path.write_text('{"format": "course_lib arrays"}\n'), ValueError, "does not start like one"),
        (lambda path: write_arrays(path, "collection", 2, {}, {}), ValueError, "of kind 'collection'"),
    ],
    ids=range(9),
)
def test_what_is_no_index_is_named(make, error, message, tmp_path):
    path = tmp_path / "index"
    make(path)
    with pytest.raises(error, match="path: expected") as caught:
        Index.load(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("length", [-1, 10**6, 10**15, 10**30])
def test_a_file_that_claims_a_header_of_any_length_is_damaged(length, tmp_path):
    Index(QUERIES).save(tmp_path / "index")
    content = (tmp_path / "index").read_bytes()
    facts = json.loads(content[:256])
    (tmp_path / "index").write_bytes(json.dumps(facts | {"header": length}).ljust(255).encode() + b"\n" + content[256:])
    with pytest.raises(ValueError, match="whose checksum differs: it is damaged"):
        Index.load(tmp_path / "index")


SAVER = """
import sys, numpy as np
from course_lib.search import Index
index = Index(np.random.default_rng(0).normal(size=(60000, 16)))
print("ready", flush=True)
while True:
    index.add(np.zeros((1, 16)))
    index.save(sys.argv[1])
    print(len(index), flush=True)
"""


@pytest.mark.parametrize("wait", [0.0, 0.004, 0.015])
def test_killed_while_saving_the_old_index_is_whole(tmp_path, wait):
    path = tmp_path / "index"
    saver = subprocess.Popen([sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE, text=True)
    assert saver.stdout.readline() == "ready\n"
    acknowledged = int(saver.stdout.readline())
    time.sleep(wait)
    os.kill(saver.pid, signal.SIGKILL)
    acknowledged = max([acknowledged, *map(int, saver.communicate()[0].split())])
    assert acknowledged <= len(Index.load(path)) <= acknowledged + 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda index: index.search([[0.0, 0.0]], k=0), "k: expected a whole number of at least 1, got 0"),
        (lambda index: index.search([[0.0, 0.0]], k=2.5), "k: expected a whole number"),
        (lambda index: index.search([[0.0, 0.0]], k=True), "k: expected a whole number of at least 1, got True"),
        (lambda index: index.search([[0.0, 0.0]], k=1, threshold="far"), "threshold: expected a distance"),
        (lambda index: index.search([[0.0, 0.0]], k=1, threshold=True), "threshold: expected a distance"),
        (lambda index: index.search([[0.0, 0.0]], k=np.True_), "k: expected a whole number of at least 1"),
        (lambda index: index.search([[0.0, 0.0]], k=1, filter={"label": "pear"}), "filter.'label'.: expected numbers"),
        (lambda index: index.search([[0.0]], k=1), "queries: expected 2, as in the index, got 1 numbers each"),
        (lambda index: index.search([[0.0, 0.0]], k=1, threshold=-1), "threshold: expected a distance"),
        (lambda index: index.search([[0.0, 0.0]], k=1, threshold=np.nan), "threshold: expected a distance"),
        (lambda index: index.search([[0.0, 0.0]], k=1, filter={"size": 3}), "filter: expected one of .'label'."),
        (lambda index: index.search([[0.0, 0.0]], k=1, filter=[True]), "filter: expected a dictionary"),
        (lambda index: index.add([[1.0]], {"label": [1]}), "embeddings: expected 2, as in the index"),
        (lambda index: index.add([[np.inf, 1.0]], {"label": [1]}), "embeddings: expected finite numbers"),
        (lambda index: index.add([[1e30, 1.0]], {"label": [1]}), "embeddings: expected numbers below 1e.18, got"),
        (lambda index: index.add([[1.0, 1.0]]), "metadata: expected .'label'., got columns"),
        (lambda index: index.add([[1.0, 1.0]], {"label": [1, 2]}), "expected .1,., one value per picture"),
        (lambda index: index.add([[1.0, 1.0]], {"label": [None]}), "expected numbers or text, got dtype object"),
        (
            lambda index: index.add([[1.0, 1.0]], {"label": ["pear"]}),
            "metadata.'label'.: expected whole numbers, as in",
        ),
        (lambda index: index.add([[1.0, 1.0]], {"label": [0.5]}), "metadata.'label'.: expected whole numbers, as in"),
        (lambda index: index.look_up([0, 5]), r"ids: expected ids of pictures in the index, got \[5\]"),
        (lambda index: index.look_up([True]), "ids: expected whole numbers"),
        (lambda index: index.search([[0.0, 0.0]], k=1, filter={"label": [None]}), "filter.'label'.: expected numbers"),
        (lambda index: index.remove([0, 5]), r"ids: expected ids of pictures in the index, got \[5\]"),
        (lambda index: index.remove([0.5]), "ids: expected whole numbers"),
        (lambda index: Index([[0.0, 0.0]], kind="fast"), "kind: expected one of"),
        (lambda index: Index([[0.0, 0.0]], metric="l1"), "metric: expected one of"),
        (lambda index: Index([[0.0, 0.0]], metric="cosine"), "embeddings: expected rows with a direction"),
        (lambda index: Index(np.empty((0, 2)), kind="approximate"), "embeddings: expected some, for the kind"),
        (lambda index: Index([[0.0, 0.0]], metadata=[1]), "metadata: expected a dictionary"),
        (lambda index: index.save("/proc/none/index"), "No such file"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(call, message):
    index = Index([[0.0, 0.0]], metadata={"label": [3]})
    with pytest.raises((ValueError, OSError), match=message):
        call(index)
    assert len(index) == 1
    assert index.search([[0.0, 0.0]], 3)[1].tolist() == [[0]]


ONE_OF_ANY_KIND = st.sampled_from(
    [
        0,
        1,
        -1,
        2**53 + 1,
        2**63,
        -(2**63),
        10**30,
        0.0,
        0.5,
        float("nan"),
        "0",
        "1",
        "",
        "x\0",
        True,
        False,
        None,
        b"0",
        1j,
    ]
)
TYPES = ("int8", "uint8", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64", "bool", "U3")
ONE_TYPE = {str: "text", bool: "truth", int: "number", float: "number"}


@given(st.lists(ONE_OF_ANY_KIND, min_size=1, max_size=4))
def test_a_column_of_any_kind_is_kept_and_found_again_or_named(values):
    """As plain Python compares: what is found has the wanted value and its kind."""
    rows = np.zeros((len(values), 1))
    try:
        index = Index(rows, metadata={"label": values})
    except ValueError as error:
        assert str(error).startswith("metadata['label']: expected ")  # noqa: PT017
        plain = {ONE_TYPE.get(type(value)) for value in values}
        large = any(isinstance(value, int | float) and abs(value) > 2**53 for value in values)
        assert len(plain) > 1 or plain == {None} or "x\0" in values or large
        return
    assert str(index.look_up(index.ids)["label"].tolist()) == str(np.asarray(values).tolist())
    for value in values:
        found = index.search([[0.0]], len(values), filter={"label": value})[1]
        assert found.ravel().tolist() == [i for i, other in enumerate(values) if other == value]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=5), st.sampled_from(TYPES), st.integers(0, 5))
def test_a_column_of_any_type_is_searched_alike(labels, kind, wanted):
    column = np.array(labels).astype(kind)
    wanted = column.dtype.type(wanted)
    index = Index(np.zeros((len(labels), 1)), metadata={"label": column})
    found = index.search([[0.0]], len(labels), filter={"label": wanted})[1]
    assert found.ravel().tolist() == np.flatnonzero(column == wanted).tolist()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda index: index.add(np.eye(2), {"a": np.ma.array([1, 2], mask=[0, 1])}),
            "metadata.'a'.: .* none of which",
        ),
        (lambda index: index.add(np.eye(2), {"a": [[1], [1, 2]]}), "metadata.'a'.: .*lists of one length"),
        (lambda index: index.add(np.eye(2), {"a": 1}), r"metadata.'a'.: expected \(2,\), one value per picture"),
        (lambda index: index.add(np.eye(2), {"a": [[1], [2]]}), r"metadata.'a'.: expected \(2,\)"),
        (lambda index: index.add(np.eye(2), {"a": []}), r"metadata.'a'.: expected \(2,\)"),
        (lambda index: index.add(np.ma.masked_all((2, 2)), {"a": [1, 2]}), "embeddings: .* none of which is masked"),
        (lambda index: index.search([[0.0, 0.0]], 1, filter={"a": [[1], [1, 2]]}), "filter.'a'.: .* one length"),
        (lambda index: index.search([[0.0, 0.0]], 1, filter={"a": np.ma.masked_all(1)}), "filter.'a'.: .* masked"),
        (lambda index: index.search([[0.0, 0.0], [0.0]], 1), "queries: .* one length"),
        (lambda index: index.look_up([[0], [0, 1]]), "ids: .* one length"),
        (lambda index: index.remove(np.ma.array([0, 1], mask=[0, 1])), "ids: .* none of which is masked"),
        (lambda index: index.remove([None]), "ids: expected whole numbers"),
        (lambda index: index.search([[0.0, 0.0]], None), "k: expected a whole number of at least 1, got None"),
        (lambda index: index.search([[0.0, 0.0]], 1, threshold=[1.0]), "threshold: expected a distance"),
        (lambda index: index.search([[0.0, 0.0]], 1, threshold=1j), "threshold: expected a distance"),
    ],
)
def test_odd_arrays_are_named_and_change_nothing(call, message):
    index = Index(np.eye(2), metadata={"a": [3, 4]})
    with pytest.raises(ValueError, match=f"^{message}"):
        call(index)
    assert len(index) == 2
    assert index.look_up([0, 1])["a"].tolist() == [3, 4]

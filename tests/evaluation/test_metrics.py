"""Scores of a search against plain loops and scikit-learn."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, top_k_accuracy_score

from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import (
    hierarchical_precision_at_1,
    map_at_r,
    precision_at_1,
    ranked_matches,
    recall_at_k,
)

searches = st.tuples(st.integers(0, 10_000), st.integers(1, 8), st.integers(3, 12))
scales = st.sampled_from([1e-300, 1e-150, 1.0, 1e150, 1e300])


def drawn(seed, n, m):
    """Distances (n, m) with many ties, and labels of which each class has a gallery picture."""
    rng = np.random.default_rng(seed)
    distances = rng.integers(0, 4, (n, m)) / 4
    return distances, rng.integers(0, 3, n), np.r_[0, 1, 2, rng.integers(0, 3, m - 3)]


def on_a_circle(degrees):
    """Unit embeddings at these angles, so that a reader can see who is near whom."""
    angles = np.deg2rad(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def map_at_r_by_loop(distances, query_labels, gallery_labels):
    """The definition of Musgrave et al. (2020), one query and one rank at a time."""
    scores = []
    for row, label in zip(distances, query_labels, strict=True):
        order = sorted(range(len(row)), key=lambda j: (row[j], gallery_labels[j] == label))
        wanted = sum(other == label for other in gallery_labels)
        hits, total = 0, 0.0
        for rank, j in enumerate(order[:wanted], start=1):
            if gallery_labels[j] == label:
                hits += 1
                total += hits / rank
        scores.append(total / wanted)
    return np.mean(scores)


@given(searches)
def test_map_at_r_equals_the_loop(search):
    distances, query_labels, gallery_labels = drawn(*search)
    found = map_at_r(ranked_matches(distances, query_labels, gallery_labels))
    assert found == pytest.approx(map_at_r_by_loop(distances, query_labels, gallery_labels))


@given(searches)
def test_map_at_r_equals_scikit_learn(search):
    matches = ranked_matches(*drawn(*search))
    scores = []
    for row in matches:
        nearest = row[: row.sum()]
        found = average_precision_score(nearest, -np.arange(len(nearest))) if nearest.any() else 0
        scores.append(found * nearest.mean())  # scikit-learn divides by the matches found, not by R
    assert map_at_r(matches) == pytest.approx(np.mean(scores))


@given(searches, st.integers(1, 3))
def test_recall_at_k_equals_the_loop(search, k):
    matches = ranked_matches(*drawn(*search))
    assert recall_at_k(matches, k) == np.mean([any(row[:k].tolist()) for row in matches])
    assert recall_at_k(matches, 1) == precision_at_1(matches)
    assert recall_at_k(matches, matches.shape[1]) == 1


def test_recall_at_k_equals_scikit_learn_with_one_gallery_picture_per_class():
    distances, labels = np.random.default_rng(0).random((50, 6)), np.arange(50) % 6
    expected = top_k_accuracy_score(labels, -distances, k=2, labels=np.arange(6))
    assert recall_at_k(ranked_matches(distances, labels, np.arange(6)), 2) == pytest.approx(expected)


@given(searches, scales)
def test_only_the_order_of_distances_counts(search, scale):
    distances, query_labels, gallery_labels = drawn(*search)
    found = ranked_matches(distances * scale, query_labels, gallery_labels)
    np.testing.assert_array_equal(found, ranked_matches(distances, query_labels, gallery_labels))
    assert 0 <= map_at_r(found) <= recall_at_k(found, found.shape[1]) <= 1


@given(searches)
def test_every_row_holds_all_matches(search):
    distances, query_labels, gallery_labels = drawn(*search)
    matches = ranked_matches(distances, query_labels, gallery_labels)
    np.testing.assert_array_equal(matches.sum(1), [(gallery_labels == label).sum() for label in query_labels])


@pytest.mark.parametrize("labels", [np.zeros(5, int), np.array(["a", "a", "a", "a", "a"])])
def test_one_class_alone_is_found_always(labels):
    matches = ranked_matches(np.zeros((5, 5)), labels, labels, same_pictures=True)
    assert matches.shape == (5, 4)
    assert (precision_at_1(matches), recall_at_k(matches, 4), map_at_r(matches)) == (1, 1, 1)


def test_an_infinite_distance_is_the_farthest():
    assert ranked_matches([[np.inf, 1.0]], [0], [0, 1]).tolist() == [[False, True]]


def test_neighbours_on_a_circle():
    embeddings, labels = on_a_circle([0, 10, 30, 50, 180]), np.array([0, 0, 1, 1, 2])
    matches = ranked_matches(distance_matrix(embeddings, embeddings), labels, labels, same_pictures=True)
    assert matches[:, 0].tolist() == [True, True, False, True, False]
    assert precision_at_1(matches) == 0.6


def test_a_query_that_finds_itself_scores_one_unless_the_diagonal_is_left_out():
    embeddings = np.random.default_rng(0).normal(size=(40, 8))
    labels = np.arange(40) % 20
    distances = distance_matrix(embeddings, embeddings)
    assert precision_at_1(ranked_matches(distances, labels, labels)) == 1
    assert precision_at_1(ranked_matches(distances, labels, labels, same_pictures=True)) < 0.3


def test_a_constant_network_scores_nothing():
    labels = np.arange(12) % 3
    matches = ranked_matches(np.zeros((12, 12)), labels, labels, same_pictures=True)
    assert precision_at_1(matches) == 0
    assert map_at_r(matches) == 0


def test_a_perfect_order_scores_one():
    labels = np.arange(12) % 3
    distances = (labels[:, None] != labels) * 1.0
    assert map_at_r(ranked_matches(distances, labels, labels)) == 1


@given(searches)
def test_the_right_coarse_class_counts_half(search):
    distances, query_labels, gallery_labels = drawn(*search)
    coarse_of = [7, 7, 1]
    credits = []
    for row, label in zip(distances, query_labels, strict=True):
        nearest = [other for d, other in zip(row, gallery_labels, strict=True) if d == min(row)]
        credit = {label: 1.0} | {other: 0.5 for other in (0, 1) if label < 2 and other != label}
        credits.append(min(credit.get(other, 0.0) for other in nearest))
    found = hierarchical_precision_at_1(distances, query_labels, gallery_labels, coarse_of)
    assert found == pytest.approx(np.mean(credits))
    assert precision_at_1(ranked_matches(distances, query_labels, gallery_labels)) <= found


@given(searches, st.integers(1, 40))
def test_blocks_of_rows_give_the_same(search, block):
    distances, query_labels, gallery_labels = drawn(*search)
    n = len(gallery_labels)
    square = np.random.default_rng(search[0]).integers(0, 4, (n, n))
    calls = [
        lambda: ranked_matches(distances, query_labels, gallery_labels),
        lambda: ranked_matches(square, gallery_labels, gallery_labels, same_pictures=True),
        lambda: map_at_r(ranked_matches(distances, query_labels, gallery_labels)),
        lambda: hierarchical_precision_at_1(distances, query_labels, gallery_labels, [7, 7, 1]),
    ]
    at_once = [call() for call in calls]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course_lib.distances.BLOCK", block)
        for call, whole in zip(calls, at_once, strict=True):
            np.testing.assert_array_equal(call(), whole)


def test_memory_does_not_grow_with_the_sorted_table():
    """Beside the answer, one byte for each pair, only blocks; at once it would be 20 bytes for each."""
    distances, labels = np.random.default_rng(0).random((3000, 3000), "float32"), np.arange(3000) % 1000
    for same_pictures in (False, True):
        tracemalloc.start()
        map_at_r(ranked_matches(distances, labels, labels, same_pictures=same_pictures))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < distances.size + 40 * 2**22


LABEL = st.integers(-(2**63), 2**63 - 1) | st.text("ab", max_size=2) | st.booleans()


@given(st.lists(LABEL, min_size=1, max_size=4), st.lists(LABEL, min_size=1, max_size=4))
def test_labels_of_one_kind_match_when_they_are_equal_and_others_are_named(queries, gallery):
    distances = np.zeros((len(queries), len(gallery)))
    if len({type(label) for label in queries + gallery}) == 1:
        matches = ranked_matches(distances, queries, gallery)
        assert matches.sum(axis=1).tolist() == [sum(a == b for b in gallery) for a in queries]
    else:
        with pytest.raises(ValueError, match=r"_labels: expected (labels of one kind|whole numbers, texts)"):
            ranked_matches(distances, queries, gallery)


def test_a_collapsed_gallery_scores_nothing():
    """A matrix product may round equal columns differently; the ranking would follow that last bit."""
    rng = np.random.default_rng(0)
    for n, d in ((64, 3), (67, 16), (131, 64)):
        labels = np.arange(n) % 16
        queries, gallery = (part.astype("float32") for part in (rng.normal(size=(n, d)), np.ones((n, d))))
        distances = distance_matrix(queries, gallery * rng.normal(size=d).astype("float32"))
        assert (distances == distances[:, :1]).all()
        matches = ranked_matches(distances, labels, labels)
        assert (precision_at_1(matches), map_at_r(matches)) == (0, 0)


def test_a_query_without_a_match_is_wrong_for_one_score_and_refused_by_the_other():
    matches = ranked_matches(np.zeros((2, 1)), [0, 1], [0])
    assert (precision_at_1(matches), recall_at_k(matches, 1)) == (0.5, 0.5)
    with pytest.raises(ValueError, match=r"matches: .*got 1 queries without a match"):
        map_at_r(matches)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: ranked_matches([[0.0]], ["0"], [0]),
            "query_labels, gallery_labels: expected .* texts and whole numbers",
        ),
        (
            lambda: ranked_matches([[0.0]], [True], [1]),
            "query_labels, gallery_labels: .* truth values and whole numbers",
        ),
        (lambda: ranked_matches([[0.0]], [None], [0]), "query_labels: expected .* got NoneType"),
        (lambda: ranked_matches([[0.0]], [0], [np.nan]), "gallery_labels: expected .* got NaN"),
        (lambda: ranked_matches([[0.0]], [0], [b"0"]), "gallery_labels: expected .* got bytes"),
        (lambda: ranked_matches([[0.0, 0.0]], [0], [0, "0"]), "gallery_labels: .* got texts and whole numbers"),
        (lambda: ranked_matches([["0"]], [0], [0]), "distances: expected real numbers, got dtype"),
        (
            lambda: ranked_matches(np.zeros((2, 2)), [0, 1], [1, 0], same_pictures=True),
            "same_pictures: expected query_l",
        ),
        (lambda: ranked_matches(np.zeros((0, 0)), [], [], same_pictures=True), "same_pictures: .* at least one"),
        (lambda: hierarchical_precision_at_1([[0.0]], [0], [0], [None]), "coarse_of: expected .* got NoneType"),
        (
            lambda: hierarchical_precision_at_1([[0.0]], ["a"], ["a"], [0]),
            "query_labels: expected whole numbers from 0",
        ),
        (lambda: ranked_matches(np.zeros((2, 3)), [0], [0, 1, 2]), r"distances: expected \(1, 3\).*got shape \(2, 3\)"),
        (lambda: ranked_matches([[np.nan]], [0], [0]), "distances: expected numbers, got NaN"),
        (lambda: ranked_matches(np.zeros((1, 2)), [0], [0, 1], same_pictures=True), "same_pictures"),
        (
            lambda: ranked_matches(np.zeros((1, 1)), [[0]], [0]),
            r"query_labels: expected shape \(n,\).*got shape \(1, 1\)",
        ),
        (lambda: ranked_matches(np.zeros((1, 1)), [0], 0), r"gallery_labels: expected shape \(n,\).*got shape \(\)"),
        (lambda: precision_at_1(ranked_matches([[0.0]], [0], [0], same_pictures=True)), "matches: .*not empty"),
        (lambda: recall_at_k(np.array([[True, False]]), 3), "k: expected a whole number from 1 to 2, got 3"),
        (lambda: recall_at_k(np.array([[True, False]]), 0), "k: expected a whole number from 1 to 2, got 0"),
        (lambda: recall_at_k(np.array([[True, False]]), 1.0), "k: expected a whole number"),
        (lambda: map_at_r(np.array([[False, False]])), "matches: .*at least one match per query, got 1 queries"),
        (lambda: hierarchical_precision_at_1(np.zeros((0, 2)), [], [0, 1], [0, 0]), r"distances: .*got shape \(0, 2\)"),
        (lambda: hierarchical_precision_at_1(np.zeros((1, 0)), [0], [], [0, 0]), r"distances: .*got shape \(1, 0\)"),
        (
            lambda: hierarchical_precision_at_1([[0.0]], [-1], [0], [0, 0]),
            "query_labels: expected whole numbers from 0",
        ),
        (lambda: hierarchical_precision_at_1([[0.0]], [0], [0.5], [0, 0]), "gallery_labels: expected whole numbers"),
        (lambda: hierarchical_precision_at_1([[0.0]], [0], [2], [0, 0]), "coarse_of: expected 3 or more, got shape"),
        (lambda: precision_at_1(np.zeros((0, 3), bool)), "matches: .*not empty"),
        (lambda: precision_at_1(np.zeros((2, 3))), "matches: expected bool"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

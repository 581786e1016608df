import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.distances import distance_matrix
from course_lib.metrics import map_at_r, precision_at_1, ranked_matches


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


@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(3, 12))
def test_map_at_r_equals_the_loop(seed, n, m):
    rng = np.random.default_rng(seed)
    distances = rng.integers(0, 4, (n, m)) / 4  # many ties
    gallery_labels = np.r_[0, 1, 2, rng.integers(0, 3, m - 3)]
    query_labels = rng.integers(0, 3, n)
    found = map_at_r(ranked_matches(distances, query_labels, gallery_labels))
    assert found == pytest.approx(map_at_r_by_loop(distances, query_labels, gallery_labels))


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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ranked_matches(np.zeros((2, 3)), [0], [0, 1, 2]), r"distances: expected \(1, 3\).*got shape \(2, 3\)"),
        (lambda: ranked_matches([[np.nan]], [0], [0]), "distances: expected numbers, got NaN"),
        (lambda: ranked_matches(np.zeros((1, 2)), [0], [0, 1], same_pictures=True), "same_pictures"),
        (lambda: map_at_r(np.array([[False, False]])), "matches: .*at least one match per query, got 1 queries"),
        (lambda: precision_at_1(np.zeros((0, 3), bool)), "matches: .*not empty"),
        (lambda: precision_at_1(np.zeros((2, 3))), "matches: expected bool"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""One size searches among another, compared with a loop over queries."""

import numpy as np
import pytest

from course_lib.evaluation.across_sizes import scores_across_sizes

RNG = np.random.default_rng(0)
LABELS = RNG.integers(0, 4, 24)
EMBEDDINGS = [RNG.normal(size=(24, 3)) + LABELS[:, None] for _ in range(3)]


def one_by_one(asks, searched):
    """MAP@R, query by query, the picture itself left out."""
    found = []
    for q in range(len(asks)):
        others = [i for i in range(len(searched)) if i != q]
        others.sort(key=lambda i: np.linalg.norm(asks[q] - searched[i]))
        partners = sum(LABELS[i] == LABELS[q] for i in others)
        hits = [LABELS[i] == LABELS[q] for i in others[:partners]]
        found.append(sum(hit * np.mean(hits[: k + 1]) for k, hit in enumerate(hits)) / partners)
    return np.mean(found)


def test_each_place_of_the_matrix_is_a_search_of_its_own():
    expected = [[one_by_one(asks, searched) for searched in EMBEDDINGS] for asks in EMBEDDINGS]
    np.testing.assert_allclose(scores_across_sizes(EMBEDDINGS, LABELS), expected)


@pytest.mark.parametrize(
    ("embeddings", "message"),
    [
        ([], "embeddings: expected an array of each size, got none"),
        ([EMBEDDINGS[0], EMBEDDINGS[1][:5]], "embeddings: expected the same n pictures in each size"),
    ],
)
def test_what_does_not_fit_is_named(embeddings, message):
    with pytest.raises(ValueError, match=message):
        scores_across_sizes(embeddings, LABELS)


def test_nan_is_refused():
    with pytest.raises(ValueError, match="NaN"):
        scores_across_sizes([np.full((24, 3), np.nan)] * 2, LABELS)


def test_labels_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"labels: expected \(24,\), one for each picture, got shape \(5,\)"):
        scores_across_sizes(EMBEDDINGS, LABELS[:5])

"""A grown gallery against all sums of its parts."""

import numpy as np
import pytest

from course_lib.evaluation.growth import grown


def test_a_grown_gallery_holds_pictures_and_moves_and_nothing_else():
    pictures, moves = np.eye(3), np.array([[0.0, 0.0, 0.0], [0.5, 0.5, 0.5]])
    sums = (pictures[:, None] + moves).reshape(-1, 3)  # (6, 3)
    expected = sums / np.linalg.norm(sums, axis=1, keepdims=True)
    found = grown(pictures, moves, 500, seed=1)
    assert (found.shape, found.dtype) == ((500, 3), np.float32)
    distances = np.linalg.norm(found[:, None] - expected, axis=2)  # (500, 6)
    assert distances.min(axis=1).max() < 1e-6
    assert np.bincount(distances.argmin(axis=1), minlength=6).min() > 50  # 83 each on average
    assert (found == grown(pictures, moves, 500, seed=1)).all()
    assert (found != grown(pictures, moves, 500, seed=2)).any()


@pytest.mark.parametrize(
    ("embeddings", "moves", "message"),
    [
        (np.empty((0, 2)), [[1.0, 0.0]], "embeddings, moves: expected at least one each, got 0, 1"),
        ([[1.0, 0.0]], [[1.0]], "moves: expected 2, as in embeddings, got 1 numbers each"),
        ([[1.0, 0.0]], [[np.nan, 0.0]], "moves: expected finite numbers"),
        ([[1.0, 0.0]], [[-1.0, 0.0]], "embeddings: expected rows with a direction"),
    ],
)
def test_what_cannot_grow_is_named(embeddings, moves, message):
    with pytest.raises(ValueError, match=message):
        grown(embeddings, moves, 3, seed=0)

"""When is near near enough? Distances of same and of different pairs, and the threshold between them. NumPy only."""

import numpy as np

from course_lib.distances import distance_matrix
from course_lib.errors import expect


def same_and_different(describe, pictures, split):
    """Distances between the pictures of one split and the training pictures of a PictureSet, as two flat arrays.

    describe: a function from pictures (n, h, w, c) to embeddings (n, d). Returns (distances of pairs of one class,
    distances of pairs of two classes).
    """
    queries, gallery = pictures.where(split=split), pictures.where(split="train")
    distances = distance_matrix(describe(queries.pictures), describe(gallery.pictures))  # (queries, gallery)
    same = queries.labels[:, None] == gallery.labels
    return distances[same], distances[~same]


def best_threshold(same, different):
    """The threshold with the largest share of same pairs below it minus the share of different pairs below it.

    same (n,) and different (m,) are distances; the shares weigh both kinds alike, however many there are (Youden 1950,
    the J statistic). Of equally good thresholds, all between two neighbouring distances, the middle of the lowest.

    >>> float(best_threshold([0.0, 0.25], [0.75, 1.0]))
    0.5
    """
    same, different = np.sort(np.ravel(same)), np.sort(np.ravel(different))
    expect(len(same) and len(different), "same, different", f"{len(same)}, {len(different)}", "at least one each")
    known = np.unique(np.concatenate([same, different]))
    expect(np.isfinite(known).all(), "same, different", "NaN or infinity", "finite distances")
    candidates = np.concatenate([(known[1:] + known[:-1]) / 2, [known[-1] + 1]])  # between neighbours, and above all
    caught = np.searchsorted(same, candidates) / len(same)
    false_alarms = np.searchsorted(different, candidates) / len(different)
    return candidates[np.argmax(caught - false_alarms)]

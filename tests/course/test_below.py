"""A pair counts as the same when its distance is *below* the threshold: one meaning, wherever one is compared."""

import re

import numpy as np
import pytest

from course_lib import plots
from course_lib.evaluation.open_set import open_set_curve
from course_lib.evaluation.thresholds import best_threshold, roc_curve
from course_lib.search import Index

NEAR = np.float32(0.5)
NEXT = np.nextafter(NEAR, np.float32(1))  # no float32 lies between the two, but a float64 does
DISTANCES = np.array([NEAR, NEXT])
BETWEEN = float(best_threshold(DISTANCES[:1], DISTANCES[1:]))
CASES = [(0.5, 0), (float(NEXT), 1), (BETWEEN, 1), (np.float64(BETWEEN), 1), (np.float32(0.5), 0), (1, 2)]
PICTURES = np.zeros((2, 8, 8, 3), np.uint8)


def of_search(threshold):
    return (Index(DISTANCES[:, None]).search([[0.0]], 2, threshold)[1] >= 0).sum()


def of_curve(threshold):
    _, same, thresholds = roc_curve(DISTANCES, [threshold])
    return 2 * same[np.flatnonzero(thresholds == threshold)[0]]


def of_answers(threshold):
    _, identified, _, thresholds = open_set_curve(DISTANCES, [True, True], [threshold])
    return 2 * identified[np.flatnonzero(thresholds == threshold)[0]]


def of_neighbours(threshold):
    figure, words = plots.figure_neighbours(PICTURES[0], PICTURES, DISTANCES, threshold=threshold)
    below = int(re.search(r"(\d) lie below", words)[1])
    assert [axes.images[0].get_alpha() for axes in figure.axes[1:3]] == [1] * below + [0.25] * (2 - below)
    return below


def of_histograms(threshold):
    words = plots.figure_distances(DISTANCES, DISTANCES, threshold=threshold)[1]
    return 2 * int(re.search(r"above (\d+)% of the same", words)[1]) / 100


def of_shares(threshold):
    words = plots.figure_threshold(DISTANCES, DISTANCES, threshold, base_rate=0.5)[1]
    return 2 * float(re.search(r"catches ([\d.]+)% of the same", words)[1]) / 100


@pytest.mark.parametrize("count", [of_search, of_curve, of_answers, of_neighbours, of_histograms, of_shares])
@pytest.mark.parametrize(("threshold", "below"), CASES)
def test_a_distance_at_the_threshold_is_not_below_it(count, threshold, below):
    assert count(threshold) == below


def test_there_is_a_threshold_between_neighbouring_numbers():
    assert NEAR < np.float64(BETWEEN) < NEXT
    assert np.float32(BETWEEN) in DISTANCES

"""Thresholds against plain counting and scikit-learn, over all scales and degenerate inputs."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn import metrics as judge

from course_lib import data
from course_lib.distances import distance_matrix
from course_lib.evaluation.baselines import raw_pixels
from course_lib.evaluation.thresholds import (
    auc,
    best_threshold,
    broken_chains,
    equal_error_rate,
    pairs_by_kind,
    precision_at_base_rate,
    roc_curve,
    same_and_different,
)

few_values = st.lists(st.integers(0, 12), min_size=1, max_size=20)  # many ties
any_values = st.lists(st.floats(0, 1.7e308), min_size=1, max_size=20)
shares = st.floats(0, 1)
PAIR_SCORES = (roc_curve, auc, equal_error_rate, best_threshold)


def gain(threshold, same, different):
    return (np.array(same) < threshold).mean() - (np.array(different) < threshold).mean()


def labelled(same, different):
    """What scikit-learn wants: truth, and a score that is high for "same"."""
    return np.repeat([1, 0], [len(same), len(different)]), -np.concatenate([same, different]).astype(float)


@given(few_values | any_values, few_values | any_values)
def test_the_curve_is_what_counting_gives(same, different):
    false_alarms, caught, thresholds = roc_curve(same, different)
    assert thresholds[-1] == np.inf
    for f, c, t in zip(false_alarms, caught, thresholds, strict=True):
        assert c == np.mean([s < t for s in same])
        assert f == np.mean([d < t for d in different])
    assert (false_alarms[0], caught[0], false_alarms[-1], caught[-1]) == (0, 0, 1, 1)


@given(few_values, few_values)
def test_curve_and_area_equal_scikit_learn(same, different):
    expected = judge.roc_curve(*labelled(same, different), drop_intermediate=False)
    found = roc_curve(same, different)
    np.testing.assert_allclose(found[:2], expected[:2])
    assert auc(same, different) == pytest.approx(judge.roc_auc_score(*labelled(same, different)))
    assert auc(same, different) == pytest.approx(np.trapezoid(found[1], found[0]))


@given(few_values | any_values, few_values | any_values)
def test_auc_counts_combinations(same, different):
    wins = [(s < d) + (s == d) / 2 for s in same for d in different]
    assert auc(same, different) == pytest.approx(np.mean(wins))
    assert auc(same, different) + auc(different, same) == pytest.approx(1)


@given(few_values, few_values)
def test_equal_error_rate_lies_on_the_curve_where_both_errors_are_equal(same, different):
    rate = equal_error_rate(same, different)
    false_alarms, caught, _ = roc_curve(same, different)
    crossed = []
    for i in range(len(caught) - 1):  # each straight piece, by its own parameter from 0 to 1
        start, end = (1 - caught[k] - false_alarms[k] for k in (i, i + 1))
        if start >= 0 >= end:
            part = start / (start - end)
            crossed.append(false_alarms[i] + part * (false_alarms[i + 1] - false_alarms[i]))
    assert rate == pytest.approx(crossed[0])
    assert crossed == pytest.approx([rate] * len(crossed))


def test_equal_error_rate_of_two_normal_distributions():
    from statistics import NormalDist

    rng = np.random.default_rng(0)
    same, different = np.abs(rng.normal(10, 1, 40_000)), np.abs(rng.normal(12, 1, 40_000))
    assert equal_error_rate(same, different) == pytest.approx(NormalDist().cdf(-1), abs=0.004)


@given(few_values, few_values)
def test_no_other_threshold_is_better(same, different):
    found = gain(best_threshold(same, different), same, different)
    assert found >= max(gain(t, same, different) for t in np.arange(-0.5, 14)) - 1e-12


@given(any_values, any_values)
def test_the_best_threshold_is_the_best_point_of_scikit_learns_curve(same, different):
    false, true, _ = judge.roc_curve(*labelled(same, different), drop_intermediate=False)
    found = best_threshold(same, different)
    assert np.isfinite(found)
    assert gain(found, same, different) == pytest.approx((true - false).max())


def test_between_neighbouring_numbers_there_is_no_middle():
    low = 0.1
    high = np.nextafter(low, 1)
    assert best_threshold([low], [high]) == high
    assert best_threshold([1e300], [1.5e300]) == 1.25e300
    assert best_threshold([0.0], [5e-324]) == 5e-324


@pytest.mark.parametrize(("same", "different"), [([0.5], [0.5]), ([2.0], [1.0]), ([0.0, 0.0], [0.0])])
def test_where_no_threshold_helps_nothing_is_called_the_same(same, different):
    found = best_threshold(same, different)
    assert not (np.array(same) < found).any()
    assert not (np.array(different) < found).any()


@pytest.mark.parametrize("same", [[0.5], [0.5, 0.5]])
def test_identical_distances_are_worth_a_coin(same):
    assert auc(same, [0.5, 0.5, 0.5]) == 0.5
    assert equal_error_rate(same, [0.5, 0.5, 0.5]) == 0.5


@given(few_values, few_values, st.sampled_from([1e-300, 1e-150, 1e150, 1e300]))
def test_the_unit_of_distance_does_not_matter(same, different, unit):
    larger = np.array(same) * unit, np.array(different) * unit
    assert auc(*larger) == auc(same, different)
    assert equal_error_rate(*larger) == equal_error_rate(same, different)
    assert best_threshold(*larger) == pytest.approx(best_threshold(same, different) * unit)


@given(shares, shares, st.integers(0, 50), st.integers(0, 50))
def test_precision_at_base_rate_equals_counting(caught, false_alarms, same, different):
    assume(same + different)
    right, wrong = caught * same, false_alarms * different
    assume(right + wrong > 1e-300)
    found = precision_at_base_rate(caught, false_alarms, same / (same + different))
    assert found == pytest.approx(right / (right + wrong))


def test_precision_falls_with_the_base_rate():
    found = precision_at_base_rate(0.9, 0.1, [0.5, 0.1, 0.01, 0.001])
    np.testing.assert_allclose(found, [0.9, 0.5, 0.0833, 0.0089], atol=1e-4)
    assert precision_at_base_rate([1, 0], [0, 1], 1e-300).tolist() == [1, 0]


def chains_by_loop(distances, threshold):
    """Every middle, every two of its partners."""
    n, broken, chains = len(distances), 0, 0
    like = lambda i, j: distances[min(i, j)][max(i, j)] < threshold
    for middle in range(n):
        partners = [other for other in range(n) if other != middle and like(middle, other)]
        for a, c in combinations(partners, 2):
            chains += 1
            broken += not like(a, c)
    return broken, chains


@given(st.integers(0, 10_000), st.integers(1, 9), st.sampled_from([1e-300, 1.0, 1e150]))
def test_chains_equal_the_loop(seed, n, unit):
    points = np.random.default_rng(seed).normal(size=(n, 2)) * unit
    distances = distance_matrix(points, points)
    assert broken_chains(distances, unit) == chains_by_loop(distances, unit)


def test_identical_points_break_no_chain_and_far_points_make_none():
    assert broken_chains(np.zeros((4, 4)), 0.5) == (0, 12)
    assert broken_chains(np.zeros((4, 4)), 0.0) == (0, 0)
    assert broken_chains([[0.0]], 1.0) == (0, 0)


@given(st.integers(0, 10_000), st.integers(1, 8))
def test_pairs_by_kind_equals_the_loop(seed, n):
    rng = np.random.default_rng(seed)
    distances, labels = rng.random((n, n)), rng.integers(0, 3, n)
    pairs = list(combinations(range(n), 2))
    same, different = pairs_by_kind(distances, labels)
    assert same.tolist() == [distances[i, j] for i, j in pairs if labels[i] == labels[j]]
    assert different.tolist() == [distances[i, j] for i, j in pairs if labels[i] != labels[j]]


def test_pairs_are_split_by_class():
    pictures = data.catalogue(classes=3, per_class=5, size=16)
    same, different = same_and_different(raw_pixels, pictures, "test")
    assert (len(same), len(different)) == (3 * 3, 3 * 6)


@pytest.mark.parametrize("score", PAIR_SCORES)
@pytest.mark.parametrize(
    ("same", "different", "message"),
    [
        ([], [1.0], "same, different: expected at least one each, got 0, 1"),
        ([0.5], [np.nan], r"same, different: expected finite distances of at least 0, got \[nan\]"),
        ([0.5], [np.inf], "same, different: expected finite distances"),
        ([-0.5], [1.0], r"same, different: expected finite distances of at least 0, got \[-0.5\]"),
        (["a"], ["b"], "same, different: expected real numbers, got dtype <U1"),
    ],
)
def test_bad_distances_are_named(score, same, different, message):
    with pytest.raises(ValueError, match=message):
        score(same, different)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: precision_at_base_rate(1.2, 0, 0.5), "caught: expected shares, from 0 to 1, got 1.2"),
        (lambda: precision_at_base_rate(1, np.nan, 0.5), "false_alarms: expected shares, from 0 to 1, got nan"),
        (lambda: precision_at_base_rate(1, 0, [-0.1]), "base_rate: expected shares"),
        (lambda: precision_at_base_rate(0, 0, 0.5), "caught, false_alarms: expected some, got no pair below"),
        (lambda: broken_chains(np.zeros((2, 3)), 1), r"distances: expected shape \(n, n\).*got shape \(2, 3\)"),
        (lambda: broken_chains([[np.nan]], 1), "distances: expected numbers, got NaN"),
        (lambda: broken_chains([[0.0]], np.nan), "threshold: expected a number, got nan"),
        (lambda: broken_chains([[0.0]], None), "threshold: expected a number, got None"),
        (lambda: broken_chains([[0.0]], "near"), "threshold: expected a number, got 'near'"),
        (lambda: broken_chains([[0.0]], [1.0, 2.0]), r"threshold: expected a number, got \[1.0, 2.0\]"),
        (lambda: broken_chains(np.zeros((0, 0)), 1), r"distances: expected shape \(n, n\)"),
        (lambda: pairs_by_kind(np.zeros((2, 2)), [1]), r"labels: expected shape \(2,\), got shape \(1,\)"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


NO_DISTANCES = [
    None,
    "far",
    [None],
    [1.0, "far"],
    [True],
    [1j],
    [[1], [1, 2]],
    {1.0},
    np.array(["2020"], "M8[Y]"),
    [10**30],
]
NO_DISTANCES += [
    np.ma.array([1.0, 2.0], mask=[0, 1]),
    np.array([1.0], object),
    np.array([1], "m8[s]"),
    [np.nan],
    [-1.0],
]


@pytest.mark.parametrize("score", PAIR_SCORES)
@pytest.mark.parametrize("wrong", NO_DISTANCES, ids=range(len(NO_DISTANCES)))
def test_what_are_no_distances_is_named_on_either_side(score, wrong):
    for same, different in ((wrong, [1.0]), ([1.0], wrong)):
        with pytest.raises(ValueError, match=r"^same, different: expected "):
            score(same, different)


@pytest.mark.parametrize("wrong", NO_DISTANCES, ids=range(len(NO_DISTANCES)))
def test_what_is_no_table_or_no_share_is_named(wrong):
    with pytest.raises(ValueError, match=r"^distances: expected "):
        pairs_by_kind(wrong, [0])
    with pytest.raises(ValueError, match=r"^caught: expected "):
        precision_at_base_rate(wrong, 0.5, 0.5)


ONE_OF_ANY_KIND = st.sampled_from(
    [0, 1, -1, 2**53, 2**53 + 1, 0.0, 1.0, 0.5, "0", "1", "", True, False, None, np.nan, b"0"]
)


@given(st.lists(ONE_OF_ANY_KIND, min_size=1, max_size=5))
def test_labels_of_any_kind_pair_as_plain_python_pairs_them_or_are_named(labels):
    n = len(labels)
    distances = np.arange(n * n).reshape(n, n)
    try:
        same, different = pairs_by_kind(distances, labels)
    except ValueError as error:
        assert str(error).startswith("labels: expected ")  # noqa: PT017
        assert len({type(label) for label in labels}) > 1 or not isinstance(labels[0], int | str)
    else:
        pairs = list(combinations(range(n), 2))
        assert same.tolist() == [distances[i, j] for i, j in pairs if labels[i] == labels[j]]
        assert different.tolist() == [distances[i, j] for i, j in pairs if labels[i] != labels[j]]

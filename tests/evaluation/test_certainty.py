"""Intervals of a score: SciPy, a plain loop and tests whose truth is known as oracles."""

import numpy as np
import pytest
from scipy import stats

from course_lib.evaluation.certainty import bootstrap_interval, drawn_means, group_sums


def interval_by_loop(values, groups, draws, seed):
    """Draw groups one by one, put all of their values in one list, and take its mean."""
    names = sorted(set(groups))
    rng = np.random.default_rng(seed)
    means = []
    for _ in range(draws):
        drawn = [names[i] for i in rng.integers(len(names), size=len(names))]
        members = [value for name in drawn for value, group in zip(values, groups, strict=True) if group == name]
        means.append(sum(members) / len(members))
    return np.percentile(means, [2.5, 97.5])


def test_the_bootstrap_agrees_with_scipy():
    values = np.random.default_rng(0).normal(20, 10, 20)
    found = bootstrap_interval(values, draws=20_000)
    expected = stats.bootstrap((values,), np.mean, n_resamples=20_000, method="percentile").confidence_interval
    np.testing.assert_allclose(found, expected, atol=0.2)
    assert found == bootstrap_interval(values, draws=20_000) != bootstrap_interval(values, seed=1)
    narrow = bootstrap_interval(values, level=0.5)
    assert found[0] < narrow[0] < values.mean() < narrow[1] < found[1]


@pytest.mark.parametrize("block", [2**22, 21])
def test_in_blocks_it_is_the_mean_of_drawn_values(block, monkeypatch):
    values = np.random.default_rng(0).normal(size=7)
    means = np.random.default_rng(0).choice(values, (101, 7)).mean(axis=1)
    monkeypatch.setattr("course_lib.distances.BLOCK", block)
    np.testing.assert_allclose(bootstrap_interval(values, draws=101), np.quantile(means, [0.025, 0.975]))


@pytest.mark.parametrize("kind", [str, int])
def test_groups_of_unequal_size_are_drawn_whole(kind):
    rng = np.random.default_rng(1)
    groups = [kind(name) for name in rng.integers(5, size=40)]
    values = rng.random(40)
    found = bootstrap_interval(values, groups, draws=200, seed=3)
    np.testing.assert_allclose(found, interval_by_loop(values, groups, 200, 3))


def test_a_group_for_each_value_is_no_group():
    values = np.random.default_rng(0).random(9)
    np.testing.assert_allclose(bootstrap_interval(values, range(9)), bootstrap_interval(values))


def test_groups_of_equal_size_are_the_bootstrap_of_their_means():
    values = np.random.default_rng(0).random((6, 4))
    found = bootstrap_interval(values.ravel(), np.repeat(np.arange(6), 4))
    np.testing.assert_allclose(found, bootstrap_interval(values.mean(axis=1)))


def covered(writers, by_group, tests=200):
    """How often an interval holds the truth, 0, where writers differ by 1 and their pictures by 2."""
    rng, groups = np.random.default_rng(0), np.repeat(np.arange(writers), 20)
    count = 0
    for _ in range(tests):
        values = rng.normal(size=writers)[groups] + 2 * rng.normal(size=len(groups))
        low, high = bootstrap_interval(values, groups if by_group else None, draws=300)
        count += low < 0 < high
    return count / tests


def test_only_the_interval_over_groups_keeps_its_promise():
    assert covered(40, by_group=True) > 0.9
    assert covered(40, by_group=False) < 0.75
    assert 0.75 < covered(6, by_group=True) < 0.93


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bootstrap_interval([]), r"values: expected shape \(n,\), not empty"),
        (lambda: bootstrap_interval([1, np.nan]), "values: expected finite numbers"),
        (lambda: bootstrap_interval([1, 2], level=95), "level: expected a share between 0 and 1, got 95"),
        (lambda: bootstrap_interval([1, 2], draws=0), "draws: expected a whole number of at least 1, got 0"),
        (lambda: bootstrap_interval([1, 2], [7, 7]), "groups: expected at least two"),
        (lambda: group_sums([1, 2], [7, 8, 9]), r"groups: expected \(2,\), one of each value, got shape \(3,\)"),
        (lambda: group_sums([1, 2], [7, None]), "groups: expected whole numbers, texts or truth values"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("sums", "sizes", "argument"),
    [([], [], "sums"), ([[1.0]], [[1]], "sums"), ([1.0, 2.0], [1], "sizes"), ([1.0, 2.0], [1, 0], "sizes")],
)
def test_means_of_no_groups_or_of_empty_ones_are_refused(sums, sizes, argument):
    with pytest.raises(ValueError, match=f"^{argument}: expected"):
        drawn_means(np.array(sums), np.array(sizes), 3, np.random.default_rng(0))

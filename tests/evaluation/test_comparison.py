"""SciPy as the oracle of paired differences; Holm by its definition, and what it promises by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from course_lib.evaluation.comparison import holm, paired_difference


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_a_paired_difference_is_that_of_scipy(level):
    first, second = np.random.default_rng(0).normal(size=(2, 7))
    found, theirs = paired_difference(first, second, level), stats.ttest_rel(second, first)
    interval = theirs.confidence_interval(level)
    np.testing.assert_allclose(found, [(second - first).mean(), interval.low, interval.high, theirs.pvalue])


def test_what_both_share_does_not_widen_the_interval():
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(2, 8))
    shared = 100 * rng.normal(size=8)
    np.testing.assert_allclose(paired_difference(first + shared, second + shared), paired_difference(first, second))


def test_turned_round_the_interval_is_mirrored():
    first, second = np.random.default_rng(3).normal(size=(2, 5))
    there, back = paired_difference(first, second), paired_difference(second, first)
    np.testing.assert_allclose(back, [-there.mean, -there.high, -there.low, there.p])


def test_how_often_the_interval_holds_the_truth():
    rng = np.random.default_rng(0)
    found = [paired_difference(rng.normal(size=5), 0.3 + rng.normal(size=5)) for _ in range(2000)]
    assert 0.935 < np.mean([each.low < 0.3 < each.high for each in found]) < 0.965


def test_equal_runs_differ_by_nothing_and_a_constant_gain_is_certain():
    assert paired_difference([1.0, 2.0], [1.0, 2.0]) == (0, 0, 0, 1)
    assert paired_difference([1.0, 2.0], [2.0, 3.0]) == (1, 1, 1, 0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_holm_rejects_as_its_steps_do(p_values):
    enlarged = holm({str(i): p for i, p in enumerate(p_values)})
    for alpha in (0.01, 0.05, 0.5):
        rejected = set()
        for i, name in enumerate(sorted(enlarged, key=lambda name: p_values[int(name)])):
            if (len(p_values) - i) * p_values[int(name)] > alpha:
                break
            rejected.add(name)
        assert {name for name, p in enlarged.items() if p <= alpha} == rejected


def test_holm_keeps_false_alarms_rare():
    p_values = np.random.default_rng(2).random((4000, 8))
    alarms = [min(holm(dict(enumerate(row))).values()) <= 0.05 for row in p_values]
    assert np.mean(alarms) < 0.06 < np.mean((p_values <= 0.05).any(axis=1))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: paired_difference([1.0], [2.0]), r"second: expected scores \(n,\) of the same runs, at least 2"),
        (lambda: paired_difference([1.0, 2.0], [2.0]), r"second: expected .*got shapes \(2,\), \(1,\)"),
        (lambda: paired_difference(1.0, 1.0), r"second: expected .*got shapes \(\), \(\)"),
        (lambda: paired_difference(["a", "b"], [2.0, 1.0]), "first: expected real numbers, got dtype <U1"),
        (lambda: paired_difference([2.0, 1.0], ["0.5", "0.6"]), "second: expected real numbers, got dtype <U3"),
        (lambda: paired_difference([2.0, 1.0], None), "second: expected real numbers, got dtype object"),
        (lambda: paired_difference([1.0, np.inf], [2.0, 1.0]), "second: expected finite scores"),
        (lambda: paired_difference([1.0, 2.0], [2.0, np.nan]), "second: expected finite scores"),
        (lambda: paired_difference([1.0, 2.0], [2.0, 3.0], level=1), "level: expected a share between 0 and 1, got 1"),
        (lambda: holm({"a": 1.5}), "p_values: expected numbers from 0 to 1"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""Means, spreads and intervals over seeds agree with SciPy's, and a table that hides something gets a sentence."""

import math

import numpy as np
import pytest
from scipy import stats

from course_lib.report import Run, paired, summary, warnings_of
from course_lib.report.comparing import compare, settings_of


def runs_of(**settings):
    """Runs of settings, each {seed: number}."""
    return [Run(name, seed, {"MAP@R": value}, 0.0) for name, each in settings.items() for seed, value in each.items()]


def random_pair(seed, n=5):
    rng = np.random.default_rng(seed)
    shared = rng.normal(size=n)
    return shared + 0.1 * rng.normal(size=n), shared + 0.1 * rng.normal(size=n)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
def test_the_paired_interval_is_scipys(seed, level):
    first, second = random_pair(seed)
    found = paired(first, second, level)
    judged = stats.ttest_rel(first, second).confidence_interval(level)
    assert (found.low, found.high) == pytest.approx((judged.low, judged.high))
    assert found.difference == pytest.approx(np.mean(first) - np.mean(second))
    assert found.n == 5


def test_turned_round_the_interval_is_mirrored():
    first, second = random_pair(0)
    there, back = paired(first, second), paired(second, first)
    assert (back.difference, back.low, back.high) == pytest.approx((-there.difference, -there.high, -there.low))


def test_what_both_share_cancels():
    first, second = random_pair(1)
    assert paired(first + 100, second + 100) == pytest.approx(paired(first, second))


def test_how_often_the_interval_holds_the_truth():
    rng = np.random.default_rng(0)
    found = [paired(0.3 + rng.normal(size=5), rng.normal(size=5)) for _ in range(2000)]
    assert 0.935 < np.mean([each.low < 0.3 < each.high for each in found]) < 0.965


def test_a_summary_has_a_row_for_each_setting_in_the_order_of_the_runs():
    first, second = summary(runs_of(b={0: 0.5, 1: 0.75}, a={3: 0.25}), "MAP@R")
    assert first == ("b", 2, 0.625, pytest.approx(np.std([0.5, 0.75], ddof=1)), 0.5, 0.75)
    assert second[:3] == ("a", 1, 0.25)
    assert math.isnan(second.spread)
    assert summary(runs_of(a={0: 0.5}), "loss") == []
    assert summary([], "loss") == []


def test_only_seeds_of_both_are_compared():
    runs = runs_of(a={0: 0.5, 1: 0.75, 2: 0.625, 9: 100.0}, base={2: 0.5, 1: 0.5, 0: 0.5, 7: -100.0})
    assert compare(runs, "MAP@R", "a", "base") == pytest.approx(paired([0.5, 0.75, 0.625], [0.5] * 3))
    assert compare(runs, "MAP@R", "a", "gone") is None
    assert compare(runs_of(a={0: 1.0, 1: 2.0}, base={0: 1.0, 1: 2.0}), "MAP@R", "a", "base") is None


def test_an_honest_table_has_no_warning():
    runs = runs_of(a={0: 0.5, 1: 0.75, 2: 0.625}, base={0: 0.5, 1: 0.5, 2: 0.5})
    assert warnings_of(runs, "MAP@R", "base") == []
    assert settings_of(runs) == ["a", "base"]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        (
            runs_of(a={0: 0.5, 1: 0.5}, base={0: 0.5, 1: 0.5, 2: 0.5}),
            ["a: 2 of at least 3 runs", "The settings were not"],
        ),
        (
            runs_of(a={0: 0.5, 1: 0.5, 3: 0.5}, base={0: 0.5, 1: 0.5, 2: 0.5}),
            ["The settings were not run with the same seeds: a has 0, 1, 3; base has 0, 1, 2."],
        ),
        (
            runs_of(a={0: None, 1: 0.5, 2: 0.5}, base={0: 0.5, 1: 0.5, 2: 0.5}),
            ["a: no MAP@R for seed 0", "a: 2 of at least 3"],
        ),
        (runs_of(a={0: 0.5, 1: 0.5, 2: 0.5}), ["The baseline base was not run."]),
        ([], ["The baseline base was not run."]),
    ],
)
def test_a_table_that_hides_something_gets_a_sentence(runs, expected):
    found = warnings_of(runs, "MAP@R", "base")
    assert len(found) == len(expected)
    assert all(sentence.startswith(words) for sentence, words in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("first", "second", "level", "message"),
    [
        ([1.0], [1.0], 0.95, "first: expected at least two"),
        ([1.0, 2.0], [1.0], 0.95, "second: expected as many numbers as first"),
        (1.0, 1.0, 0.95, "second: expected as many"),
        ([1.0, math.nan], [1.0, 2.0], 0.95, "first, second: expected finite numbers"),
        ([1.0, 2.0], [1.0, math.inf], 0.95, "first, second: expected finite numbers"),
        ([1.0, 2.0], [1.0, 3.0], 1, "level: expected a share between 0 and 1, got 1"),
    ],
)
def test_bad_input_is_named(first, second, level, message):
    with pytest.raises(ValueError, match=message):
        paired(first, second, level)

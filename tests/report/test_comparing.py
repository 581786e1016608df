"""Means and spreads over seeds are those of NumPy, and a table that hides something gets a sentence."""

import math

import numpy as np
import pytest

from course_lib.evaluation.comparison import paired_difference
from course_lib.report import Run, summary, warnings_of
from course_lib.report.comparing import compare, settings_of


def runs_of(**settings):
    """Runs of settings, each {seed: number}."""
    return [Run(name, seed, {"MAP@R": value}, 0.0) for name, each in settings.items() for seed, value in each.items()]


def test_a_summary_has_a_row_for_each_setting_in_the_order_of_the_runs():
    first, second = summary(runs_of(b={0: 0.5, 1: 0.75}, a={3: 0.25}), "MAP@R")
    assert first == ("b", 2, 0.625, pytest.approx(np.std([0.5, 0.75], ddof=1)), 0.5, 0.75)
    assert second[:3] == ("a", 1, 0.25)
    assert math.isnan(second.spread)
    assert summary(runs_of(a={0: 0.5}), "loss") == []
    assert summary([], "loss") == []


def test_only_seeds_of_both_are_compared():
    runs = runs_of(a={0: 0.5, 1: 0.75, 2: 0.625, 9: 100.0}, base={2: 0.5, 1: 0.5, 0: 0.5, 7: -100.0})
    assert compare(runs, "MAP@R", "a", "base") == paired_difference([0.5] * 3, [0.5, 0.75, 0.625])
    assert compare(runs, "MAP@R", "a", "base").mean == pytest.approx(0.125)
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

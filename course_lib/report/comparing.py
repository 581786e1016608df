"""What a table of runs says, and what it should warn of. Exercise 18d-2 writes `paired`."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import t as student

from course_lib.errors import expect
from course_lib.report.records import Run

FEWEST = 3  # runs, for a spread that says anything
LEVEL = 0.95


class Row(NamedTuple):
    """A setting over its seeds: how many numbers, their mean, standard deviation (NaN for one), smallest, largest."""

    setting: str
    n: int
    mean: float
    spread: float
    smallest: float
    largest: float


class Paired(NamedTuple):
    """The mean of the differences first minus second over the n seeds that both have, with its interval."""

    difference: float
    low: float
    high: float
    n: int


def numbers_of(runs: Sequence[Run], score: str, setting: str) -> dict[int, float]:
    """{seed: number} of a setting; runs without that number are left out."""
    mine = [(run.seed, run.numbers.get(score)) for run in runs if run.setting == setting]
    return {seed: number for seed, number in mine if number is not None}


def settings_of(runs: Sequence[Run]) -> list[str]:
    """The settings, in the order in which they were first run."""
    return list(dict.fromkeys(run.setting for run in runs))


def summary(runs: Sequence[Run], score: str) -> list[Row]:
    """A Row for each setting with the number `score`, in the order in which they were first run.

    >>> runs = [Run("a", seed, {"MAP@R": value}, 0.0) for seed, value in enumerate((0.5, 0.75))]
    >>> summary(runs, "MAP@R")[0].mean
    0.625
    """
    rows = []
    for setting in settings_of(runs):
        values = np.array(list(numbers_of(runs, score, setting).values()))
        if len(values):
            spread = float(values.std(ddof=1)) if len(values) > 1 else float("nan")
            rows.append(
                Row(setting, len(values), float(values.mean()), spread, values.min().item(), values.max().item())
            )
    return rows


def paired(first: Sequence[float], second: Sequence[float], level: float = LEVEL) -> Paired:
    """Two settings, seed by seed: the mean difference with Student's interval.

    Args:
        first: (n,), a number for each seed.
        second: (n,), the numbers of the other setting for the same seeds in the same order.
        level: how often such an interval holds the true difference.

    Raises:
        ValueError: the lengths differ, there are fewer than two, or a number is not finite.

    Source: Student 1908.
    Lesson: 18d

    >>> paired([0.5, 0.7], [0.4, 0.6]).difference.__round__(3)
    0.1
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    expect(a.ndim == 1 and a.shape == b.shape, "second", f"shape {b.shape}", f"as many numbers as first, {a.shape}")
    expect(len(a) > 1, "first", f"{len(a)} numbers", "at least two: one difference has no spread")
    expect(np.isfinite(a).all() and np.isfinite(b).all(), "first, second", "NaN or infinity", "finite numbers")
    expect(0 < level < 1, "level", level, "a share between 0 and 1")
    differences = a - b  # (n,)
    error = differences.std(ddof=1) / np.sqrt(len(a))
    reach = student.ppf((1 + level) / 2, len(a) - 1) * error
    mean = float(differences.mean())
    return Paired(mean, mean - float(reach), mean + float(reach), len(a))


def compare(runs: Sequence[Run], score: str, setting: str, baseline: str) -> Paired | None:
    """`paired` of two settings over the seeds that both have; None where these are fewer than FEWEST."""
    mine, theirs = (numbers_of(runs, score, name) for name in (setting, baseline))
    seeds = sorted(mine.keys() & theirs.keys())
    return paired([mine[s] for s in seeds], [theirs[s] for s in seeds]) if len(seeds) >= FEWEST else None


def warnings_of(runs: Sequence[Run], score: str, baseline: str = "") -> list[str]:
    """Sentences about what a reader must know before believing the table, in a fixed order; none if all is well."""
    found, names = [], settings_of(runs)
    for name in names:
        numbers = numbers_of(runs, score, name)
        missing = sorted(run.seed for run in runs if run.setting == name and run.seed not in numbers)
        if missing:
            found.append(f"{name}: no {score} for seed {_listed(missing)}; a run that failed is a result too.")
        if len(numbers) < FEWEST:
            found.append(f"{name}: {len(numbers)} of at least {FEWEST} runs; no spread can be told from so few.")
    seeds = {name: frozenset(run.seed for run in runs if run.setting == name) for name in names}
    if len(set(seeds.values())) > 1:
        told = "; ".join(f"{name} has {_listed(sorted(each))}" for name, each in seeds.items())
        found.append(f"The settings were not run with the same seeds: {told}.")
    if baseline and baseline not in names:
        found.append(f"The baseline {baseline} was not run.")
    return found


def _listed(seeds):
    return ", ".join(map(str, seeds))

"""What a table of runs says, and what it should warn of."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from course_lib.evaluation.comparison import Difference, paired_difference
from course_lib.report.records import Run

FEWEST = 3  # runs, for a spread that says anything


class Row(NamedTuple):
    """A setting over its seeds: how many numbers, their mean, standard deviation (NaN for one), smallest, largest."""

    setting: str
    n: int
    mean: float
    spread: float
    smallest: float
    largest: float


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


def compare(runs: Sequence[Run], score: str, setting: str, baseline: str) -> Difference | None:
    """What `setting` has more than `baseline`, over the seeds that both have; None where these are fewer than FEWEST.

    >>> numbers = {"base": (0.5, 0.5, 0.5), "a": (0.5, 0.625, 0.75)}
    >>> runs = [Run(name, seed, {"MAP@R": x}, 0.0) for name, each in numbers.items() for seed, x in enumerate(each)]
    >>> compare(runs, "MAP@R", "a", "base").mean
    0.125
    """
    mine, theirs = (numbers_of(runs, score, name) for name in (setting, baseline))
    seeds = sorted(mine.keys() & theirs.keys())
    if len(seeds) < FEWEST:
        return None
    return paired_difference([theirs[seed] for seed in seeds], [mine[seed] for seed in seeds])


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

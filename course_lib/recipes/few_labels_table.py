"""What bench/few_labels.py measured, as lessons 11 and 11b and its own table read it."""

from typing import Any

import numpy as np

from course_lib.errors import expect
from course_lib.recipes import measurements

IMAGENET = ("SqueezeNet", "SqueezeNet, spread")  # they have seen more than the others


def few_labels() -> dict[str, dict[str, Any]]:
    """{"digits" or "catalogue": what `of_set` says of it}."""
    return {name: of_set(measured) for name, measured in measurements.read("few_labels")["sets"].items()}


def of_set(measured: dict[str, Any]) -> dict[str, Any]:
    """What was measured on one set of pictures.

    new and rest are {method: {labels per class: accuracies (draws,)}}, on pictures that no training saw and on the
    unlabelled pictures themselves; setting is {method: its chosen setting}. reference is {labels per class: the method
    that the validation pictures prefer of those that see neither the unlabelled pictures nor ImageNet}.
    """
    methods = {name: each for name, each in measured["methods"].items() if len(each["runs"]) == len(measured["counts"])}
    parts = {
        part: {
            name: {int(count): np.array([run[part] for run in runs]) for count, runs in each["runs"].items()}
            for name, each in methods.items()
        }
        for part in ("val", "test", "rest")
    }
    plain = [name for name, each in methods.items() if not each["unlabelled"] and name not in IMAGENET]
    best = {count: max(plain, key=lambda name: parts["val"][name][count].mean()) for count in measured["counts"]}
    setting = {name: max(each["tried"], key=lambda tried: tried[1])[0] for name, each in methods.items()}
    return {"new": parts["test"], "rest": parts["rest"], "reference": best, "setting": setting}


def gained(found: dict[str, Any], method: str, count: int, over: str = "") -> tuple[float, float, float]:
    """What a method gains on new pictures over another one, on the same draws: mean and its 95 % interval.

    Args:
        found: of one set, from `few_labels`.
        method: one of those measured.
        count: labels per class.
        over: the other one; without it the reference at this count.

    Returns:
        (mean, low, high), by Student's t over the draws that both have; three zeros for a method over itself.

    Raises:
        ValueError: an unknown method.
    """
    from scipy.stats import ttest_1samp

    pair = {"method": method, "over": over or found["reference"][count]}
    for argument, name in pair.items():
        expect(name in found["new"], argument, repr(name), f"one of {sorted(found['new'])}")
    ours, theirs = (found["new"][name][count] for name in pair.values())
    draws = min(len(ours), len(theirs))
    differences = ours[:draws] - theirs[:draws]
    if not differences.any():
        return 0.0, 0.0, 0.0
    low, high = ttest_1samp(differences, 0).confidence_interval(0.95)
    return float(differences.mean()), float(low), float(high)

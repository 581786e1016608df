"""Do the orders of lessons 06, 06b and 08 survive other learning rates? Every side is tuned alike.

    python bench/rates.py            every training; an interrupted run goes on where it was
    python bench/rates.py 06_sprn    those of one lesson

Runs the lessons' own cells up to their trial, and trains what they compare at several rates (the losses of lesson 06b
at several margins, too). Writes rates.json and rates.md beside it, after each training.
"""

import itertools
import json
import sys
from functools import partial
from pathlib import Path

import numpy as np
from rates_trainings import apart, design, mining, on_all, on_few, on_none

from course_lib.machine.files import replace_text

HERE, SEEDS = Path(__file__).parent, (0, 1, 2)
MARGINS, NONE, FEW = (0.1, 0.2, 0.5, 1.0), (None,), (0.003, 0.01, 0.03)
RATES, USUAL = (0.003, 0.01, 0.03, 0.1), 0.003  # of lesson 08; of lessons 06 and 06b
HEAD = """# Other rates

`python bench/rates.py`

What lessons 06, 06b and 08 compare, each side at several rates, {seeds} seeds, by the lessons' own functions.
"yes" marks the setting of a side that the validation pictures choose. A seed changes what it changes in the lesson.
"""
COLUMNS = "| side | margin | rate | validation | test (range) | chosen |\n|---|---|---|---|---|---|"


def sides():
    """[(lesson, side, training, margins, rates)], in the order in which they are trained."""
    eight, few = "08_contrastive_learning", ("labels, views", "no labels, then labels")
    plan = [(eight, side, on_all, NONE, RATES) for side in ("no labels", "clean labels", "labels, views")]
    plan += [(eight, f"{side} ({k})", partial(on_few, k=k), NONE, RATES) for k in (5, 2, 1) for side in few]
    plan += [(eight, "no labels, T = 1", on_all, NONE, RATES)]
    triplets = ("random", "semi-hard", "batch-hard")
    plan += [("06b_triplets", side, mining, MARGINS, (USUAL,)) for side in triplets]
    plan += [("06b_triplets", side, mining, (0.2,), (0.001, 0.01)) for side in triplets]
    plan += [("06b_triplets", "contrastive", mining, (0.5, 1.0), (0.001, USUAL, 0.01))]
    plan += [("06_sprn", side, design, NONE, (0.0015, USUAL, 0.006)) for side in ("strict", "open", "flat")]
    plan += [("06_sprn", "learned apart", apart, NONE, (USUAL,))]
    plan += [("06_sprn", "flat, twice the steps", partial(design, times=2), NONE, (USUAL,))]
    plan += [(eight, f"{side} (5), twice the steps", partial(on_few, times=2), NONE, FEW) for side in few]
    return [*plan, (eight, "no labels (5), twice the steps", on_none, NONE, FEW)]


def means(settings, task):
    """{setting: array (2, seeds)} of one side, validation and test; settings that lack the task are left out."""
    runs = {setting: [seeds[s][task] for s in seeds if task in seeds[s]] for setting, seeds in settings.items()}
    return {setting: np.array(each).T for setting, each in runs.items() if each}


def chosen(settings, task):
    """The setting of a side with the best validation score on average."""
    runs = means(settings, task)
    return max(runs, key=lambda setting: runs[setting][0].mean())


def page(found):
    """rates.md."""
    lines = [HEAD.format(seeds=len(SEEDS)).rstrip("\n")]
    for lesson, by_side in found.items():
        tasks = {t: None for each in by_side.values() for seeds in each.values() for s in seeds.values() for t in s}
        for task in tasks:
            lines += ["", f"## Lesson {lesson.partition('_')[0]}: {task}", "", COLUMNS]
            lines += [line for side, settings in by_side.items() for line in side_lines(side, settings, task)]
    return "\n".join(lines) + "\n"


def side_lines(side, settings, task):
    """The lines of one side, one for each setting."""
    runs = means(settings, task)
    for setting, (valid, test) in runs.items():
        margin, rate = setting.split(", ")
        scores = f"{valid.mean():.3f} | {test.mean():.3f} ({test.min():.3f} to {test.max():.3f})"
        yield f"| {side} | {margin} | {rate} | {scores} | {'yes' if setting == chosen(settings, task) else ''} |"


def main(lessons):
    """Every training of some lessons that was not measured yet."""
    path = HERE / "rates.json"
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for lesson, side, training, margins, rates in sides():
        if lessons and lesson not in lessons:
            continue
        if "then" in side:
            before = chosen(found[lesson]["no labels"], "moved digits").split(", ")[1]
            training = partial(training, before=float(before))
        settings = found.setdefault(lesson, {}).setdefault(side, {})
        for margin, rate, seed in itertools.product(margins, rates, SEEDS):
            seeds = settings.setdefault(f"{margin or ''}, {rate}", {})
            if str(seed) not in seeds:
                seeds[str(seed)] = training(side, margin, rate, seed)
                replace_text(path, json.dumps(found, indent=1) + "\n")
                replace_text(HERE / "rates.md", page(found))


if __name__ == "__main__":
    main(sys.argv[1:])

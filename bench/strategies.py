"""Nine methods at equal time, tuned alike, on two sets: the tables of lessons 12 and 12b.

    python bench/strategies.py       goes on after an interruption

Writes course_lib/recipes/measured/strategies.json and bench/strategies.md. What a step of each method costs is
measured once, in turns and in seconds of one core; from then on every training has the number of steps that fits into
the budget, and follows from its seed. Run it with OMP_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1
TF_NUM_INTEROP_THREADS=1, so that the seconds are those of one core.
"""

import gc
import inspect
import json
import os
import time
from pathlib import Path

import numpy as np
from scipy import stats

from course_lib.distances import distance_matrix
from course_lib.evaluation.baselines import raw_pixels
from course_lib.evaluation.comparison import holm, paired_difference
from course_lib.evaluation.metrics import map_at_r, ranked_matches
from course_lib.machine.files import replace_text
from course_lib.recipes.measurements import file_of
from course_lib.recipes.strategies import ABLATED, DEALS, METHODS, RATES, SETS, batches_of, rate_at
from course_lib.recipes.trials import Trials, score
from course_lib.training import train

WIDTH, BATCH = 8, {"classes": 16, "per_class": 4}
BUDGET, TURNS, TRIALS = 2.0, 8, 8  # seconds of one core; turns of the clock; trials of each method
REFERENCE = "contrastive"
TEMPERATURES, SUPCON_RATES, POOL_SEEDS = (0.03, 0.05, 0.1, 0.2, 0.4, 0.8), 6, 2
SHOWN = (0.05, 0.1, 0.2, 0.4)  # the four temperatures of the table
NOISE = 24  # seeds of one and the same setting
BUDGETS, CURVE_DEALS = (0.5, 1.0, 4.0), (1, 2)  # other budgets, by the settings that were found for BUDGET
PATH = file_of("strategies")


def places():
    """(TRIALS, 2) places from 0 to 1, of the rate and of the setting, the same for every method."""
    return stats.qmc.Sobol(2, seed=0).random(TRIALS)


def keep(found):
    """Write what was measured so far."""
    replace_text(PATH, json.dumps(found, indent=1) + "\n")
    replace_text(Path(__file__).with_suffix(".md"), page(found))


def clock(name):
    """Seconds of one core that a step takes, {method: seconds}: the median over turns, in which all methods run."""
    seen = SETS[name](0)["train"]
    trials = {method: Trials(method, seen, WIDTH) for method in METHODS}
    taken = {method: [] for method in METHODS}
    for turn in range(TURNS + 1):
        for method, trial in trials.items():
            batches = batches_of(seen, turn, 20, **BATCH)
            start = time.process_time()
            for i in range(20):
                trial.model.train_on_batch(*batches[i])
            taken[method].append((time.process_time() - start) / 20)
    return {method: float(np.median(each[1:])) for method, each in taken.items()}  # the first turn builds the graphs


class Measurer:
    """Trains and scores what is missing, and keeps each result."""

    def __init__(self, found):
        self.found, self.method, self.name, self.trials = found, None, None, None

    def steps(self, name, method, seconds=BUDGET):
        return max(1, round(seconds / self.found["seconds"][name][method.split(",")[0]]))

    def trained(self, name, method, deal, rate, setting, seed, seconds=BUDGET):
        if (self.name, self.method) != (name, method):
            self.trials = None
            gc.collect()
            self.name, self.method, self.trials = name, method, Trials(method, SETS[name](deal)["train"], WIDTH)
        self.trials.pictures = SETS[name](deal)["train"]
        return self.trials.run(rate, setting, self.steps(name, method, seconds), seed)

    def fill(self, path, count, measure):
        """Append measure(i) to the list at `path` of the results until it has `count` entries."""
        place = self.found
        for key in path[:-1]:
            place = place.setdefault(key, {})
        done = place.setdefault(path[-1], [])
        for i in range(len(done), count):
            done.append(measure(i))
            print(*path, i, done[-1], flush=True)
            keep(self.found)
        return done

    def tune(self, name, method):
        points = [(rate_at(a), METHODS[method].value(b)) for a, b in places()]
        val = SETS[name](0)["val"]
        one = lambda i: [*points[i], score(self.trained(name, method, 0, *points[i], seed=0), val)]
        self.fill(("tuning", name, method), TRIALS, one)

    def judge(self, name, method, table="judged", settings=None):
        rate, setting = settings or best(self.found["tuning"][name][method])
        one = lambda i: score(self.trained(name, method, i + 1, rate, setting, i + 1), SETS[name](i + 1)["test"])
        self.fill((table, name, method), DEALS - 1, one)

    def baseline(self, name):
        self.fill(("judged", name, "pixels"), DEALS - 1, lambda i: pixel_score(SETS[name](i + 1)["test"]))
        trained = lambda i: self.trained(name, REFERENCE, i + 1, 1e-9, 1.0, i + 1, seconds=1e-6)  # a step of nearly 0
        self.fill(("judged", name, "untrained"), DEALS - 1, lambda i: score(trained(i), SETS[name](i + 1)["test"]))

    def pool(self):
        world = SETS["products"](0)
        for rate in np.geomspace(*RATES, SUPCON_RATES):
            for temperature in TEMPERATURES:

                def one(i, rate=float(rate), temperature=temperature):
                    network = self.trained("products", "SupCon", 0, rate, temperature, i)
                    return [score(network, world[part]) for part in ("val", "test")]

                self.fill(("pool", f"{rate:.4g}", str(temperature)), POOL_SEEDS, one)

    def noise(self):
        world = SETS["products"](0)
        rate, temperature = best(self.found["tuning"]["products"]["SupCon"])

        def one(i):
            network = self.trained("products", "SupCon", 0, rate, temperature, 100 + i)
            return [score(network, world[part]) for part in ("val", "test")]

        self.fill(("noise",), NOISE, one)

    def temperatures(self):
        for temperature in map(str, SHOWN):
            by_rate = {rate: np.mean([val for val, _ in row[temperature]]) for rate, row in self.found["pool"].items()}
            rate = float(max(by_rate, key=by_rate.get))

            def one(i, rate=rate, temperature=temperature):
                network = self.trained("products", "SupCon", i + 1, rate, float(temperature), i + 1)
                return score(network, SETS["products"](i + 1)["test"])

            self.fill(("temperatures", temperature), DEALS - 1, one)
            self.found.setdefault("temperature rates", {})[temperature] = rate

    def defaults(self, method):
        """What those have who tune the rate alone, and those who tune nothing: `train`'s rate, the loss's setting."""
        rates = {
            "rate alone": best(self.found["tuning"]["products"][method])[0],
            "nothing": inspect.signature(train).parameters["learning_rate"].default,
        }
        for tuned, rate in rates.items():
            self.judge("products", method, f"tuned {tuned}", (rate, METHODS[method].default()))

    def ablate(self, name):
        """Why is the contrastive loss behind? The same with a mean over the active different pairs alone."""
        (method, what), parts = next(iter(ABLATED.items())), SETS[name]
        points = [(rate_at(a), what.value(b)) for a, b in places()]
        one = lambda i: [*points[i], score(self.trained(name, method, 0, *points[i], seed=0), parts(0)["val"])]
        rate, setting = best(self.fill(("active", name, "tuning"), TRIALS, one))
        judge = lambda i: score(self.trained(name, method, i + 1, rate, setting, i + 1), parts(i + 1)["test"])
        self.fill(("active", name, "judged"), DEALS - 1, judge)

    def curves(self):
        for method in METHODS:
            rate, setting = best(self.found["tuning"]["products"][method])
            for seconds in BUDGETS:

                def one(i, method=method, rate=rate, setting=setting, seconds=seconds):
                    deal = CURVE_DEALS[i]
                    network = self.trained("products", method, deal, rate, setting, deal, seconds)
                    return score(network, SETS["products"](deal)["test"])

                self.fill(("curves", method, str(seconds)), len(CURVE_DEALS), one)


def pixel_score(pictures):
    """MAP@R by pixels."""
    rows = raw_pixels(pictures.pictures)
    matches = ranked_matches(distance_matrix(rows, rows), pictures.labels, pictures.labels, same_pictures=True)
    return float(map_at_r(matches))


def best(trials):
    """Rate and setting of the best of some [rate, setting, score]."""
    return max(trials, key=lambda trial: trial[2])[:2]


HEAD = """# Strategies at equal time

Made by `python bench/strategies.py`. An encoder of width {width} learns from batches of {classes} classes x {per_class}
pictures, AdamW under a cosine, for {budget:g} seconds of one core, in steps that were timed in turns. Each method has
{trials} trials of rate and setting, at the same places of its ranges, on validation classes that nobody learned from.
The best one then runs on {deals} deals with other classes to learn and to judge by, and another seed each. MAP@R on
classes never seen, mean (smallest to largest); beside it what is gained over `{reference}` on the same deals, with the
95 % interval by Student's t, and p after Holm's correction for all rows.

"""
UNTUNED = """## Tuned less, products

The same deals by the loss's default setting: at the rate that was tuned, and at the default rate of `train`.

"""


def page(found):
    """strategies.md, as far as it is measured."""
    text = HEAD.format(**found["setting"])
    for name, judged in found.get("judged", {}).items():
        if all(len(runs) == found["setting"]["deals"] for runs in judged.values()) and set(METHODS) <= set(judged):
            text += methods_table(found, name, judged) + "\n"
    return (
        text
        + temperatures_table(found)
        + active_table(found)
        + untuned_table(found)
        + carried_table(found)
        + seconds_table(found)
    )


def table(heads, rows):
    """Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def methods_table(found, name, judged):
    """One set."""
    reference = judged[found["setting"]["reference"]]
    gains = {method: paired_difference(reference, judged[method]) for method in METHODS if judged[method] != reference}
    p, rows = holm({method: gain.p for method, gain in gains.items()}), []
    for baseline in ("pixels", "untrained"):
        rows.append([baseline, "", "", "", "", spread(judged[baseline]), "", ""])
    for method in METHODS:
        rate, setting, by = max(found["tuning"][name][method], key=lambda trial: trial[2])
        steps = round(found["setting"]["budget"] / found["seconds"][name][method])
        row = [method, steps, f"{rate:.4f}", f"{METHODS[method].setting.split('.')[-1]} {setting:.3g}", f"{by:.3f}"]
        gain = gains.get(method)
        row += [spread(judged[method]), interval(gain) if gain else "", f"{p[method]:.4f}" if gain else ""]
        rows.append(row)
    heads = ["method", "steps", "rate", "setting", "chosen by", "MAP@R", "gained", "p"]
    return f"## {name}\n\n" + table(heads, rows)


def interval(difference):
    """Mean (low to high)."""
    return f"{difference.mean:+.3f} ({difference.low:+.3f} to {difference.high:+.3f})"


def temperatures_table(found):
    """SupCon at some temperatures, each with the rate that the validation classes chose."""
    rates = found.get("temperature rates", {})
    rows = [[t, f"{rate:.4f}", spread(found["temperatures"][t])] for t, rate in rates.items()]
    return "## SupCon by temperature, products\n\n" + table(["temperature", "rate", "MAP@R"], rows) if rows else ""


def active_table(found):
    """The contrastive loss with a mean over the active different pairs alone."""
    rows = []
    for name, by in found.get("active", {}).items():
        if len(by.get("judged", [])) == found["setting"]["deals"]:
            gain = paired_difference(found["judged"][name]["contrastive"], by["judged"])
            rows.append([name, spread(by["judged"]), interval(gain)])
    heads = ["set", "MAP@R", "gained over contrastive"]
    return "\n## Contrastive, mean over the active different pairs\n\n" + table(heads, rows) if rows else ""


def untuned_table(found):
    """What is lost by tuning the rate alone, and by tuning nothing."""
    less = [found.get(f"tuned {what}", {}).get("products", {}) for what in ("rate alone", "nothing")]
    rows = [
        [method, spread(found["judged"]["products"][method]), *(spread(by[method]) for by in less)]
        for method in METHODS
        if all(len(by.get(method, [])) == found["setting"]["deals"] for by in less)
    ]
    return "\n" + UNTUNED + table(["method", "both tuned", "rate alone", "nothing"], rows) if rows else ""


def carried_table(found):
    """What is lost by settings that another set chose."""
    carried, judged = found.get("carried", {}).get("characters", {}), found.get("judged", {}).get("characters", {})
    rows = [
        [method, spread(judged[method]), spread(runs), interval(paired_difference(judged[method], runs))]
        for method, runs in carried.items()
        if len(runs) == found["setting"]["deals"]
    ]
    heads = ["method", "tuned on characters", "tuned on products", "gained"]
    return "\n## Settings from products on characters\n\n" + table(heads, rows) if rows else ""


def seconds_table(found):
    """Other budgets, by the settings that were tuned for the one above."""
    curves = found.get("curves", {})
    heads = ["method", *(f"{seconds} s" for seconds in next(iter(curves.values()), []))]
    rows = [[method, *(spread(runs) for runs in by.values())] for method, by in curves.items()]
    return "\n## Other budgets, products\n\n" + table(heads, rows) if rows else ""


def spread(runs):
    """Mean (smallest to largest)."""
    return f"{np.mean(runs):.3f} ({min(runs):.3f} to {max(runs):.3f})"


def main():
    """Measure what is missing, the most important first."""
    found = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else {}
    found["setting"] = {"width": WIDTH, **BATCH, "budget": BUDGET, "trials": TRIALS, "deals": DEALS - 1}
    found["setting"] |= {"reference": REFERENCE, "cores": os.cpu_count()}
    measurer = Measurer(found)
    for name in SETS:
        found.setdefault("seconds", {}).setdefault(name, None)
        found["seconds"][name] = found["seconds"][name] or clock(name)
        keep(found)
    for name in ("products", None, "characters"):
        if name is None:
            measurer.pool()
            measurer.noise()
            measurer.temperatures()
            continue
        measurer.baseline(name)
        for method in METHODS:
            measurer.tune(name, method)
            measurer.judge(name, method)
    for name in SETS:
        measurer.ablate(name)
    measurer.curves()
    for method in METHODS:
        measurer.defaults(method)
        measurer.judge("characters", method, "carried", best(found["tuning"]["products"][method]))
    keep(found)


if __name__ == "__main__":
    main()

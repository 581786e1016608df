"""Which choice is worth an hour? Nine methods at equal time, tuned alike, on two sets: the tables of lessons 12 and 12b.

    python bench/strategies.py       goes on after an interruption

Writes course_lib/recipes/measured/strategies.json and bench/strategies.md. What a step of each method costs is
measured once, in turns and in seconds of one core; from then on every training has the number of steps that fits into
the budget, and follows from its seed. Run it with OMP_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1
TF_NUM_INTEROP_THREADS=1, so that the seconds are those of one core.
"""

import gc
import json
import time
from pathlib import Path

import numpy as np
from scipy import stats

from course_lib.distances import distance_matrix
from course_lib.evaluation.baselines import raw_pixels
from course_lib.evaluation.metrics import map_at_r, ranked_matches
from course_lib.machine.files import replace_text
from course_lib.recipes.measurements import file_of
from course_lib.recipes.strategies import DEALS, METHODS, RATES, SETS, batches_of, rate_at
from course_lib.recipes.trials import Trials, score

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
    train = SETS[name](0)["train"]
    trials = {method: Trials(method, train) for method in METHODS}
    taken = {method: [] for method in METHODS}
    for turn in range(TURNS + 1):
        for method, trial in trials.items():
            batches = batches_of(train, turn, 20)
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
        return max(1, round(seconds / self.found["seconds"][name][method]))

    def trained(self, name, method, deal, rate, setting, seed, seconds=BUDGET):
        if (self.name, self.method) != (name, method):
            self.trials = None
            gc.collect()
            self.name, self.method, self.trials = name, method, Trials(method, SETS[name](deal)["train"])
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
            by_rate = {
                rate: np.mean([val for val, _ in row[temperature]]) for rate, row in self.found["pool"].items()
            }
            rate = float(max(by_rate, key=by_rate.get))

            def one(i, rate=rate, temperature=temperature):
                network = self.trained("products", "SupCon", i + 1, rate, float(temperature), i + 1)
                return score(network, SETS["products"](i + 1)["test"])

            self.fill(("temperatures", temperature), DEALS - 1, one)
            self.found.setdefault("temperature rates", {})[temperature] = rate

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


def holm(p_values):
    """Adjusted p-values {name: p}, by Holm."""
    order, adjusted, worst = sorted(p_values, key=p_values.get), {}, 0.0
    for i, name in enumerate(order):
        worst = max(worst, min(1.0, (len(order) - i) * p_values[name]))
        adjusted[name] = worst
    return adjusted


HEAD = """# Strategies at equal time

Made by `python bench/strategies.py`. An encoder of width 8 learns from batches of 16 classes x 4 pictures, AdamW under a
cosine, for {budget:g} seconds of one core, in steps that were timed in turns. Each method has {trials} trials of rate and
setting, at the same places of its ranges, on validation classes that nobody learned from; the best one then runs on
{deals} deals with other classes to learn and to judge by, and another seed each. MAP@R on classes never seen; beside
it what is gained over `{reference}` on the same deals, with the 95 % interval by Student's t, and p after Holm's
correction for all rows.

"""


def page(found):
    """strategies.md, as far as it is measured."""
    text = HEAD.format(budget=BUDGET, trials=TRIALS, deals=DEALS - 1, reference=REFERENCE)
    for name, judged in found.get("judged", {}).items():
        if all(len(judged.get(method, [])) == DEALS - 1 for method in ("pixels", "untrained", *METHODS)):
            text += methods_table(found, name, judged) + "\n"
    text += temperatures_table(found)
    return text


def methods_table(found, name, judged):
    """One set."""
    reference = np.array(judged[REFERENCE])
    gains = {method: np.array(judged[method]) - reference for method in METHODS if method != REFERENCE}
    p = holm({method: stats.ttest_1samp(gain, 0).pvalue for method, gain in gains.items()})
    text = f"## {name}\n\n| method | steps | rate | setting | chosen by | MAP@R | gained | p |\n" + "|---" * 8 + "|\n"
    for baseline in ("pixels", "untrained"):
        text += f"| {baseline} | | | | | {spread(judged[baseline])} | | |\n"
    for method in METHODS:
        rate, setting, by = max(found["tuning"][name][method], key=lambda trial: trial[2])
        steps, low_high = round(BUDGET / found["seconds"][name][method]), ("", "")
        if method in gains:
            low, high = stats.ttest_1samp(gains[method], 0).confidence_interval(0.95)
            low_high = f"{gains[method].mean():+.3f} ({low:+.3f} to {high:+.3f})", f"{p[method]:.4f}"
        text += f"| {method} | {steps} | {rate:.4f} | {METHODS[method].setting.split('.')[-1]} {setting:.3g} | {by:.3f} "
        text += f"| {spread(judged[method])} | {' | '.join(low_high)} |\n"
    return text


def temperatures_table(found):
    """SupCon at four temperatures, each with the rate that the validation classes chose."""
    rates = found.get("temperature rates", {})
    if not rates:
        return ""
    text = "## SupCon by temperature, products\n\n| temperature | rate | MAP@R |\n|---|---|---|\n"
    return text + "".join(f"| {t} | {rate:.4f} | {spread(found['temperatures'][t])} |\n" for t, rate in rates.items())


def spread(runs):
    """Mean (smallest to largest)."""
    return f"{np.mean(runs):.3f} ({min(runs):.3f} to {max(runs):.3f})"


def main():
    """Measure what is missing, the most important first."""
    found = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else {}
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
    measurer.curves()
    for method in METHODS:
        measurer.judge("characters", method, "carried", best(found["tuning"]["products"][method]))
    keep(found)


if __name__ == "__main__":
    main()

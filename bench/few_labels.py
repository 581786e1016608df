"""Few labels: what do unlabelled pictures add? The table that lessons 11 and 11b read.

    python bench/few_labels.py              every set; an interrupted run goes on where it was
    python bench/few_labels.py digits       one of them

Writes course_lib/recipes/measured/few_labels.json and few_labels.md beside it. Of each method eight settings are tried
alike on the digits, with a draw of labels of its own at three counts, and the validation pictures choose one of them
for all counts. The drawn products take these settings over. Then labels are drawn anew, and the test pictures judge.
`rest` are the unlabelled pictures themselves.
"""

import json
import os
import sys
import warnings
from pathlib import Path

import numpy as np
from few_labels_methods import METHODS, PARTS, Problem
from few_labels_networks import STEPS

from course_lib import data
from course_lib.machine.files import replace_text
from course_lib.recipes.few_labels_table import gained, of_set
from course_lib.recipes.measurements import file_of

COUNTS, DRAWS = (1, 2, 5, 10, 20), 10
TUNED_AT = (1, 5, 20)  # labels per class, a draw each, of the digits; the other set takes their settings
DEAR, FEWER = ("catalogue", 6), ("self-training", "CNN", "Siamese", "K+1 GAN", "pseudo-labels", "autoencoder")
FIRST_TUNING_DRAW = 1000  # so that no draw that is judged chose a setting
SETS = {"digits": lambda: data.digits(), "catalogue": lambda: data.catalogue(classes=10, per_class=150)}
HEAD = """# Few labels

Made by `python bench/few_labels.py`. Accuracy in percent on pictures that no training saw: mean ± standard deviation
over draws of the labels. The columns are labelled pictures per class. Digits: {digits}, by other writers.
Drawn products: {catalogue}; all methods see the mean of each 2 x 2
pixels. In brackets: what is gained over the reference on the same draws, in points, the 95 %
interval by Student's t. It is not corrected for the number of intervals, and speaks of other draws of labels and other
starting weights, not of other writers. The reference is, at each number of labels, the method that the
validation pictures prefer of those that see neither the unlabelled pictures nor ImageNet.

Each method had {trials} settings, chosen for all columns by {validation} validation digits, far more than there are
labels. The products take over what the digits chose, as one has to where labels are few. All networks are one small
encoder, in {steps} steps.

"""


def problem_of(name):
    pictures = SETS[name]()
    parts = {part: pictures.where(split=part) for part in PARTS}
    return Problem({part: each.pictures for part, each in parts.items()}, {p: each.labels for p, each in parts.items()})


def drawn(labels, count, draw):
    """Labels (n,) of which all but `count` of each class are -1. A larger count keeps the labels of a smaller one."""
    known = np.full(len(labels), -1)
    for c in range(10):
        rows = np.random.default_rng([draw, c]).permutation(np.flatnonzero(labels == c))[:count]
        known[rows] = c
    return known


def right(problem, method, setting, count, draw):
    """{part: share of right answers}; "rest" are the training pictures without a label."""
    known = drawn(problem.labels["train"], count, draw)
    answers = METHODS[method][0](problem, known, setting, draw)
    hits = {part: answers[part] == problem.labels[part] for part in PARTS}
    return {"val": hits["val"].mean(), "test": hits["test"].mean(), "rest": hits["train"][known < 0].mean()}


def choose(problem, method, tried):
    """Try what was not tried: `tried` grows by [setting, share of right validation pictures], setting by setting."""
    for place, setting in enumerate(METHODS[method][1]):
        if place >= len(tried):
            draws = enumerate(TUNED_AT, start=FIRST_TUNING_DRAW)
            tried.append([setting, float(np.mean([right(problem, method, setting, k, d)["val"] for d, k in draws]))])
            yield


def judge(problem, method, found, draws):
    """Judge the setting with the best validation: `found` grows by the scores of a draw."""
    setting, _ = max(found["tried"], key=lambda each: each[1])
    for draw in range(draws):
        for count in COUNTS:
            runs = found["runs"].setdefault(str(count), [])
            if draw >= len(runs):
                runs.append(
                    {part: round(float(x), 4) for part, x in right(problem, method, setting, count, draw).items()}
                )
        yield


def draws_of(name, method):
    """How many draws: fewer where a fit to large pictures is dear."""
    few = name == DEAR[0] and (method in FEWER or method.startswith("Siamese"))
    return DEAR[1] if few else DRAWS


def measure(name, found, chosen, write):
    """Everything of one set that was not measured yet; `chosen` is the set whose settings it takes over, or None."""
    problem = problem_of(name)
    found["sizes"] = {part: len(each) for part, each in problem.labels.items()}
    for method in METHODS:
        of_method = found["methods"].setdefault(method, {"tried": [], "runs": {}})
        of_method["unlabelled"] = METHODS[method][2]
        if chosen is not None:
            of_method["tried"] = chosen["methods"][method]["tried"]
        for _ in choose(problem, method, of_method["tried"]):
            write()
        for _ in judge(problem, method, of_method, draws_of(name, method)):
            write()
        setting, val = max(of_method["tried"], key=lambda each: each[1])
        means = [round(float(np.mean([run["test"] for run in of_method["runs"][str(k)]])), 3) for k in COUNTS]
        print(f"{name:10} {method:22} val {val:.3f} test {means} {setting}", flush=True)


def table(measured):
    """The table of one set as Markdown."""
    found, counts = of_set(measured), measured["counts"]
    lines = ["| | " + " | ".join(map(str, counts)) + " | draws |", "|---" * (len(counts) + 2) + "|"]
    for method in METHODS:
        if method in found["new"]:
            cells = [cell(found, method, count) for count in counts]
            name = f"{method}{' *' if measured['methods'][method]['unlabelled'] else ''}"
            lines.append(f"| {name} | {' | '.join(cells)} | {len(found['new'][method][counts[0]])} |")
    missing = [method for method in METHODS if method not in found["new"]]
    return "\n".join(lines) + (f"\n\nNot measured yet: {', '.join(missing)}." if missing else "")


def cell(found, method, count):
    """Mean ± deviation in percent, and the interval of what is gained."""
    scores = 100 * found["new"][method][count]
    words = f"{scores.mean():.0f} ± {scores.std(ddof=1):.0f}"
    if method == found["reference"][count]:
        return f"{words}, reference"
    _, low, high = gained(found, method, count)
    return f"{words} [{100 * low:+.0f}, {100 * high:+.0f}]"


def page(found):
    """few_labels.md."""
    sizes = {name: each["sizes"] for name, each in found["sets"].items()}
    words = {name: f"{each['train']} training, {each['test']} test pictures" for name, each in sizes.items()}
    head = HEAD.format(**{"catalogue": "", **words}, **found["setting"], validation=sizes["digits"]["val"])
    titles = {"digits": "## Digits", "catalogue": "## Drawn products"}
    tables = [f"{titles[name]}\n\n{table(each)}" for name, each in found["sets"].items()]
    return head + "\n\n".join([*tables, "\\* sees the unlabelled pictures."]) + "\n"


def main():
    warnings.simplefilter("ignore")
    path = file_of("few_labels")
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"sets": {}}
    found["setting"] = {"steps": STEPS, "trials": len(METHODS["nearest"][1]), "cores": os.cpu_count()}

    def write():
        replace_text(path, json.dumps(found, indent=1) + "\n")

    for name in sys.argv[1:] or SETS:
        each = found["sets"].setdefault(name, {"methods": {}})
        each["counts"] = list(COUNTS)
        measure(name, each, None if name == "digits" else found["sets"]["digits"], write)
        replace_text(Path(__file__).with_suffix(".md"), page(found))


if __name__ == "__main__":
    main()

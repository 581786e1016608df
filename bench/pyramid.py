"""Does scale matter, and what is a feature pyramid worth? The table that lesson 13 reads.

    python bench/pyramid.py          goes on after an interruption

Writes course_lib/recipes/measured/pyramid.json and bench/pyramid.md. The same pictures stand at three sizes on one
canvas. Encoders learn from all sizes, or from the largest alone; validation pictures choose the learning rate of each
kind, and fresh seeds are judged on test pictures: digits by other writers, drawn products of other kinds. Photos of
groceries go through SqueezeNet, which is not trained.
"""

import json
import os
import time
from pathlib import Path

import keras
import numpy as np
from scipy import stats

from course_lib import data
from course_lib.data.canvas import on_canvas
from course_lib.distances import distance_matrix
from course_lib.evaluation.across_sizes import scores_across_sizes
from course_lib.evaluation.metrics import precision_at_1, ranked_matches
from course_lib.losses import SupConLoss
from course_lib.machine.files import replace_text
from course_lib.models import FeaturePyramid, at_scales, embed, encoder, levels_network
from course_lib.recipes.measurements import file_of
from course_lib.training import PKBatches, train

SETS = {  # canvas, sizes, width, steps, classes in a batch, pictures of each, seeds that judge
    "digits": {"canvas": 32, "sizes": (8, 16, 32), "width": 12, "steps": 500, "batch": (10, 6), "seeds": 5},
    "products": {"canvas": 48, "sizes": (12, 24, 48), "width": 12, "steps": 300, "batch": (12, 5), "seeds": 5},
}
KINDS = {  # how an encoder of this width is built
    "top": lambda width: {"width": width},
    "top, wider": lambda width: {"width": width * 4 // 3},
    "top, three halvings": lambda width: {"width": width, "blocks": 3},
    "top, three halvings, wider": lambda width: {"width": width * 19 // 12, "blocks": 3},  # as many weights as "top"
    "levels": lambda width: {"width": width, "levels": 3},
    "laterals": lambda width: {"width": width, "levels": 3, "pyramid": FeaturePyramid(2 * width, top_down=False)},
    "pyramid": lambda width: {"width": width, "levels": 3, "pyramid": FeaturePyramid(2 * width)},
}
FEW = tuple(kind for kind in KINDS if kind != "laterals")  # of the products
LONGER = tuple(kind for kind in KINDS if kind != "top, three halvings")  # does it last?
LONGER_TIMES, LONGER_SEEDS = 3, 5
LARGE_ONLY = ("top", "levels", "pyramid")
SCALES = {"1 and 2": (1, 2), "1/2, 1 and 2": (0.5, 1, 2)}
RATES = (0.01, 0.03)  # 0.003 was behind at every design
PHOTO_SIZES, PHOTO_CANVAS = (32, 64, 128), 128
PARTS = {"top": slice(640, 1152), "early": slice(0, 256), "levels": slice(0, 1152)}  # of fire5, fire7 and fire9
HEAD = """# Feature pyramids

Made by `python bench/pyramid.py`. The same pictures stand at three sizes, at random places of one canvas. Encoders
learn from all sizes at once: SupCon, AdamW under a cosine, the same batches for every design. Validation pictures of
all seeds chose one of two learning rates for each design. MAP@R of the test pictures by the size of the query, in the
mean over the sizes that are searched; a picture's own copies are left out. Digits: five seeds, other writers;
products: five seeds, other products. The interval is that of paired differences, by Student's t. Cost: processor
time of embedding, as a multiple of "top". "Laterals" is the pyramid without the way down; "wider" has 4/3 of the
channels, and the wider network with three halvings as many weights as "top".

"""


def parts_of(name, seed):
    """{part: the pictures of a part at each size, a list over sizes}; nobody and nothing is in two parts."""
    if name == "digits":
        everything = data.digits(seed=seed)
        parts = {part: everything.where(split=part) for part in ("train", "val", "test")}
    else:
        everything = data.catalogue(classes=70, per_class=20, size=SETS[name]["canvas"], seed=seed)
        classes = {"train": range(40), "val": range(40, 50), "test": range(50, 70)}
        parts = {part: everything.of_classes(theirs) for part, theirs in classes.items()}
    canvas, sizes = SETS[name]["canvas"], SETS[name]["sizes"]
    return {part: [on_canvas(each, canvas, size, seed) for size in sizes] for part, each in parts.items()}


def trained(name, kind, rate, seed, parts, large_only=False, times=1):
    """An encoder after a training that depends on the arguments alone, and its processor seconds."""
    setting = SETS[name]
    seen = parts["train"][-1:] if large_only else parts["train"]
    pictures, labels = (np.concatenate([getattr(each, field) for each in seen]) for field in ("pictures", "labels"))
    classes, per_class = setting["batch"]
    keras.utils.set_random_seed(seed)
    network = encoder(pictures.shape[1:], 32, **KINDS[kind](setting["width"]))
    batches = PKBatches(
        pictures, labels, classes=classes, per_class=per_class, steps=times * setting["steps"], seed=seed
    )
    begin = time.process_time()
    train(network, batches, SupConLoss(0.1), epochs=1, learning_rate=rate)
    return network, round(time.process_time() - begin, 1)


def matrix(describe, part):
    """MAP@R across sizes, in 4 digits."""
    found = scores_across_sizes([describe(each.pictures) for each in part], part[0].labels)
    return found.round(4).tolist()


def describe_with(network):
    return lambda pictures: embed(network, pictures)


def pixel_matrix(name, seed):
    """MAP@R across sizes of the test pictures themselves, as long lists of numbers."""
    return matrix(lambda pictures: pictures.reshape(len(pictures), -1) / 255, parts_of(name, seed)["test"])


def measure(name, kind, rate, seed, large_only=False, times=1):
    """One training and its scores."""
    parts = parts_of(name, seed)
    network, seconds = trained(name, kind, rate, seed, parts, large_only, times)
    found = {"seed": seed, "seconds": seconds, "parameters": network.count_params()}
    found["val"] = float(np.mean(matrix(describe_with(network), parts["val"])))
    found["test"] = matrix(describe_with(network), parts["test"])
    for words, factors in SCALES.items() if kind in ("top", "pyramid") and not large_only and times == 1 else ():
        found[words] = matrix(describe_with(at_scales(network, factors)), parts["test"])
    return found


def best_rate(runs):
    """The rate, as a text, that is best on the validation pictures, in the mean over all seeds."""
    return max(runs, key=lambda rate: np.mean([run["val"] for run in runs[rate].values()]))


def costs(name, turns=7):
    """Processor seconds of embedding 1,024 pictures, in turns, by those of "top": {kind: [median, least, most]}."""
    setting = SETS[name]
    shape = (setting["canvas"], setting["canvas"], 1 if name == "digits" else 3)
    pictures = np.zeros((1024, *shape), np.uint8)
    networks = {kind: encoder(shape, 32, **make(setting["width"])) for kind, make in KINDS.items()}
    networks |= {f"top, {words}": at_scales(networks["top"], factors) for words, factors in SCALES.items()}
    taken = {kind: [] for kind in networks}
    for turn in range(turns + 1):
        for kind, network in networks.items():
            begin = time.process_time()
            embed(network, pictures)
            if turn:  # the first one builds the graph
                taken[kind].append(time.process_time() - begin)
    ratios = {kind: np.array(each) / taken["top"] for kind, each in taken.items()}
    return {kind: [round(float(f(each)), 2) for f in (np.median, np.min, np.max)] for kind, each in ratios.items()}


def photos():
    """SqueezeNet without training: precision@1 (sizes of queries, sizes of the gallery) on the groceries' own split."""
    shop = data.groceries(PHOTO_CANVAS)
    asks, searched = (shop.split == part for part in ("test", "train"))
    network = levels_network(PHOTO_CANVAS)
    averages = [  # (n, 1152) for each size
        embed(network, on_canvas(shop, PHOTO_CANVAS, size, background=128).pictures, 32) for size in PHOTO_SIZES
    ]
    found = {}
    for name, columns in PARTS.items():
        rows = [each[:, columns] / np.linalg.norm(each[:, columns], axis=1, keepdims=True) for each in averages]
        found[name] = [[photo_score(a[asks], b[searched], shop.labels, asks, searched) for b in rows] for a in rows]
    return found


def enlarged_photos():
    """The same queries, shrunk to each size and then enlarged to the canvas, among photos of full size: {part: list}.

    Nothing comes back that was lost when they were shrunk, so what is gained over `photos` is owed to the size alone.
    """
    shop = data.groceries(PHOTO_CANVAS)
    asks, searched = (shop.split == part for part in ("test", "train"))
    network = levels_network(PHOTO_CANVAS)
    gallery, small = embed(network, shop.pictures[searched], 32), []
    for size in PHOTO_SIZES[:-1]:
        shrunk = on_canvas(shop.where(asks), size, size)
        small.append(embed(network, on_canvas(shrunk, PHOTO_CANVAS, PHOTO_CANVAS).pictures, 32))
    unit = lambda rows: rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return {
        name: [
            photo_score(unit(rows[:, columns]), unit(gallery[:, columns]), shop.labels, asks, searched)
            for rows in small
        ]
        for name, columns in PARTS.items()
    }


def photo_score(queries, gallery, labels, asks, searched):
    """Precision@1 in 4 digits."""
    matches = ranked_matches(distance_matrix(queries, gallery), labels[asks], labels[searched])
    return round(float(precision_at_1(matches)), 4)


def tables(place, kind, what="test"):
    """The tables (seeds, 3, 3) of one design at its best rate."""
    runs = place["judged"][kind][place["rate"][kind]]
    return np.array([run[what] for run in runs.values() if what in run])


def interval(differences):
    """Mean of paired differences and the reach of its 95 % interval by Student's t."""
    n = len(differences)
    return np.mean(differences), stats.t.ppf(0.975, n - 1) * np.std(differences, ddof=1) / np.sqrt(n)


def row(place, name, scores, plain, more=""):
    """One line of a table: MAP@R by the size of the query, the mean, and what is gained over "top"."""
    by_size = " | ".join(f"{value:.3f}" for value in scores.mean(axis=(0, 2)))
    gained = scores.mean(axis=(1, 2)) - plain.mean(axis=(1, 2))
    mean, reach = interval(gained)
    words = "" if not gained.any() else f"{mean:+.3f} ± {reach:.3f}"
    return f"| {name} | {more} | {by_size} | {scores.mean():.3f} | {words} |\n"


def designs_table(found, name):
    """Each design at its best rate, several sizes at test time, and pixels."""
    place, setting = found[name], SETS[name]
    text = f"## {name.capitalize()}\n\n| design | parameters, cost | " + " | ".join(
        f"{size} pixels" for size in setting["sizes"]
    )
    text += " | mean | gained over top |\n|---|---|" + "---|" * (len(setting["sizes"]) + 2) + "\n"
    plain = tables(place, "top")
    text += row(place, "pixels", np.array(list(place["pixels"].values())), plain)
    for kind, runs in place["judged"].items():
        best = place["rate"][kind]
        cost = place["costs"][kind][0]
        words = f"{runs[best]['0']['parameters']:,}; {cost:.2f}"
        text += row(place, f"{kind}, rate {best}", tables(place, kind), plain, words)
        for scales in SCALES if "1 and 2" in runs[best]["0"] else ():
            cost = f"{place['costs'][f'top, {scales}'][0]:.2f}" if kind == "top" else ""
            text += row(place, f"{kind}, at {scales} times the size", tables(place, kind, scales), plain, cost)
    return text + "\n"


def large_only_table(found):
    """Digits: trained on the largest size alone."""
    place = found["digits"]
    text = "## Trained on the largest size alone\n\n| design | " + " | ".join(
        f"{size} asks {size}" for size in SETS["digits"]["sizes"]
    )
    text += " |\n|---|---|---|---|\n"
    for kind, runs in place["large only"].items():
        scores = np.array([run["test"] for run in runs[place["rate"][kind]].values()])
        text += f"| {kind} | " + " | ".join(f"{scores[:, i, i].mean():.3f}" for i in range(3)) + " |\n"
    return text + "\n"


def longer_table(found):
    """Digits: three times as many steps."""
    place = found["digits"]
    text = f"## {LONGER_TIMES} times as many steps, {LONGER_SEEDS} seeds\n\n"
    text += "| design | mean | gained over top |\n|---|---|---|\n"
    scores = {
        kind: [np.mean(run["test"]) for run in runs[place["rate"][kind]].values()]
        for kind, runs in place["longer"].items()
    }
    for kind, each in scores.items():
        mean, reach = interval(np.subtract(each, scores["top"]))
        text += f"| {kind} | {np.mean(each):.3f} | " + ("" if kind == "top" else f"{mean:+.3f} ± {reach:.3f}") + " |\n"
    return text + "\n"


def photos_table(found):
    """Groceries in SqueezeNet, which is not trained."""
    text = (
        "## Photos of groceries, SqueezeNet without training\n\nPrecision@1 when test photos of one size search among "
    )
    text += "the training photos of another.\n\n| levels | query, pixels | "
    text += (
        " | ".join(f"gallery of {size}" for size in PHOTO_SIZES) + " |\n|---|---|" + "---|" * len(PHOTO_SIZES) + "\n"
    )
    for name, table in found["photos"].items():
        for size, line in zip(PHOTO_SIZES, table, strict=True):
            text += f"| {name} | {size} | " + " | ".join(f"{value:.3f}" for value in line) + " |\n"
    text += "\nQueries shrunk to a size and enlarged again, among photos of full size: "
    rows = [
        f"{name}, {size} pixels {value:.3f}"
        for name, values in found["photos enlarged"].items()
        for size, value in zip(PHOTO_SIZES, values, strict=False)
    ]
    return text + "; ".join(rows) + ".\n"


def page(found):
    """pyramid.md."""
    return (
        HEAD
        + "".join(designs_table(found, name) for name in SETS)
        + large_only_table(found)
        + longer_table(found)
        + photos_table(found)
    )


def main():
    """Measure what is missing, and write both files."""
    path = file_of("pyramid")
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    found["setting"] = {"rates": RATES, "sets": SETS, "photo sizes": PHOTO_SIZES, "cores": os.cpu_count()}

    def keep(place, key, make, *arguments):
        if key not in place:
            place[key] = make(*arguments)
            print(key, place[key], flush=True)
            replace_text(path, json.dumps(found, indent=1) + "\n")
        return place[key]

    for name, setting in SETS.items():
        here = found.setdefault(name, {})
        seeds = range(setting["seeds"])
        for kind in KINDS if name == "digits" else FEW:
            runs = here.setdefault("judged", {}).setdefault(kind, {})
            for rate in RATES:
                done = runs.setdefault(str(rate), {})
                for seed in seeds:
                    keep(done, str(seed), measure, name, kind, rate, seed)
            here.setdefault("rate", {})[kind] = best = best_rate(runs)
            for seed in seeds if kind in LARGE_ONLY and name == "digits" else ():
                runs = here.setdefault("large only", {}).setdefault(kind, {}).setdefault(best, {})
                keep(runs, str(seed), measure, name, kind, float(best), seed, True)
            for seed in range(LONGER_SEEDS) if kind in LONGER and name == "digits" else ():
                runs = here.setdefault("longer", {}).setdefault(kind, {}).setdefault(best, {})
                keep(runs, str(seed), measure, name, kind, float(best), seed, False, LONGER_TIMES)
        for seed in seeds:
            keep(here.setdefault("pixels", {}), str(seed), pixel_matrix, name, seed)
    keep(found, "photos", photos)
    keep(found, "photos enlarged", enlarged_photos)
    for name in SETS:
        keep(found[name], "costs", costs, name)
    replace_text(path, json.dumps(found, indent=1) + "\n")
    replace_text(Path(__file__).with_suffix(".md"), page(found))


if __name__ == "__main__":
    main()

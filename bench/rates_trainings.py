"""The trainings of bench/rates.py: each runs what a lesson compares, by the lesson's own functions, at one setting.

Every function takes a side of the comparison, a margin (or nothing), a rate and a seed, and returns the validation
score and the test score of each task, {task: [validation, test]}.
"""

import contextlib
import functools
import io

import keras
import numpy as np

from course_lib.authoring.source import read
from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import map_at_r, ranked_matches
from course_lib.losses import ContrastiveLoss, InfoNCELoss, MinedTripletLoss, SupConLoss
from course_lib.paths import ROOT
from course_lib.training import PKBatches, TwoViews, pk_batch

SKIPPED = {"exercise", "check", "figure", "widget", "raises-exception"}
BEFORE = {"06_sprn": "networks = {", "06b_triplets": "mined = {", "08_contrastive_learning": 'spaces["untrained"] ='}
WITHOUT_LABELS = {"no labels": 0.2, "no labels, T = 1": 1.0}  # temperatures
EPOCHS = 10  # of a training of lesson 08


@functools.lru_cache(maxsize=9)
def lesson_names(name, seed):
    """What the cells of a lesson define before its trial, with SEED = seed."""
    names = {"__name__": name}
    for cell in read(ROOT / "notebooks" / "source" / f"{name}.py").cells:
        if cell.is_code and BEFORE[name] in cell.text:
            break
        if cell.is_code and not SKIPPED & set(cell.tags):
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.text.replace("SEED = 0", f"SEED = {seed}"), name, "exec"), names)
    return names


def vectors(network, pictures):
    """The embeddings of pictures (n, h, w, c), (n, d)."""
    return keras.ops.convert_to_numpy(network(pictures))


def found(e, labels):
    """MAP@R of a search among embeddings (n, d)."""
    return float(map_at_r(ranked_matches(distance_matrix(e, e), labels, labels, same_pictures=True)))


def score(network, pictures, labels):
    """MAP@R of a search among pictures (n, h, w, c)."""
    return found(vectors(network, pictures), labels)


def of_products(name, network, seed):
    """The scores of a network of lesson 06 or 06b."""
    names = lesson_names(name, seed)
    rows = names["role"] == "validation", names["new"]
    return {"new combinations": [score(network, names["pictures"][r], names["labels"][r]) for r in rows]}


def design(side, margin, rate, seed, times=1):
    """Lesson 06: a design at a rate, with so many times the lesson's 200 steps."""
    trained = lesson_names("06_sprn", seed)["trained"]
    return of_products("06_sprn", trained(side.split(",")[0], rate=rate, steps=200 * times), seed)


def apart(side, margin, rate, seed):
    """Lesson 06: two branches that learn apart, one for the arrangement and one for the colour, side by side."""
    names = lesson_names("06_sprn", seed)
    names["designs"]["S on RGB"] = lambda x: names["spatial_branch"](names["rgb"](x))
    told = {"S on RGB": names["arrangement"], "C alone": names["colour"]}
    branches = [names["trained"](name, labels=each[names["known"]], rate=rate) for name, each in told.items()]
    joined = lambda rows: np.hstack([vectors(branch, names["pictures"][rows]) for branch in branches])
    rows = names["role"] == "validation", names["new"]
    return {"new combinations": [found(joined(each), names["labels"][each]) for each in rows]}


def mining(side, margin, rate, seed):
    """Lesson 06b: a choice of triplets, or the contrastive loss, at a margin and a rate."""
    if side == "contrastive":
        loss = ContrastiveLoss(margin)
    else:
        loss = MinedTripletLoss(margin, side.replace("-", "_"), seed=seed)
    return of_products("06b_triplets", lesson_names("06b_triplets", seed)["trained"](loss, rate=rate)[0], seed)


def digit_parts(seed):
    """{task: (pictures, labels) of validation and of test} of lesson 08."""
    names = lesson_names("08_contrastive_learning", seed)
    both = names["val"], names["test"]
    moved = [(names["views"](part.pictures, np.random.default_rng(seed)), part.labels) for part in both]
    return {"moved digits": moved, "clean digits": [(part.pictures.astype("float32"), part.labels) for part in both]}


def few_of(k, seed):
    """k labelled training pictures of each digit, as lesson 08 draws them, and a view of each."""
    names, rng = lesson_names("08_contrastive_learning", seed), np.random.default_rng([seed, k])
    labels = names["train_set"].labels
    drawn = pk_batch(labels, 10, max(k, 2), rng).reshape(10, -1)[:, :k]  # (10, k)
    few = names["train_set"].where(np.isin(np.arange(len(labels)), drawn))
    return few, names["views"](few.pictures, rng)


def right_by(network, k, seed):
    """The shares of moved digits whose nearest of k labelled pictures of each digit has their label."""
    few, known = few_of(k, seed)
    e, both = vectors(network, known), digit_parts(seed)["moved digits"]
    return [float((few.labels[distance_matrix(vectors(network, x), e).argmin(axis=1)] == y).mean()) for x, y in both]


def on_all(side, margin, rate, seed):
    """Lesson 08: a training on all pictures, and what it finds."""
    names = lesson_names("08_contrastive_learning", seed)
    if side in WITHOUT_LABELS:
        network = names["fit"](InfoNCELoss(WITHOUT_LABELS[side]), TwoViews, rate=rate)
    else:
        kinds = {"clean labels": PKBatches, "labels, views": names["LabelledViews"]}
        network = names["fit"](SupConLoss(0.2), kinds[side], rate=rate)
    searched = {task: [score(network, *part) for part in both] for task, both in digit_parts(seed).items()}
    few = {f"labels of each digit: {k}": right_by(network, k, seed) for k in (1, 2, 5)}
    return searched | (few if side == "no labels" else {})


def on_few(side, margin, rate, seed, k=5, times=1, before=None):
    """Lesson 08: a training on few labelled pictures and their views.

    Args:
        side, margin, rate, seed: as everywhere.
        k: labelled pictures of each digit.
        times: how often the lesson's number of steps.
        before: the rate of a first half of these steps without labels, if there is one.
    """
    fit, (few, _) = lesson_names("08_contrastive_learning", seed)["fit"], few_of(k, seed)
    epochs, start = EPOCHS * times // (2 if before else 1), None
    if before:
        start = fit(InfoNCELoss(0.2), TwoViews, rate=before, epochs=epochs).get_weights()
    kind = lesson_names("08_contrastive_learning", seed)["LabelledViews"]
    network = fit(SupConLoss(0.2), kind, few, start, rate=rate, epochs=epochs)
    return {f"labels of each digit: {k}": right_by(network, k, seed)}


def on_none(side, margin, rate, seed, k=5, times=2):
    """Lesson 08: a longer training without labels, and what few labels make of it."""
    fit = lesson_names("08_contrastive_learning", seed)["fit"]
    network = fit(InfoNCELoss(0.2), TwoViews, rate=rate, epochs=EPOCHS * times)
    return {f"labels of each digit: {k}": right_by(network, k, seed)}

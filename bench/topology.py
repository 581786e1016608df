"""The bands of lesson 01 over more seeds than its notebook has time for.

python bench/topology.py     writes bench/topology.md, about half a minute on 2 cores
"""

from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from course_lib.by_hand.losses import squared_distance
from course_lib.by_hand.twins import (
    ARTICLE_1,
    balanced_pairs,
    forward,
    starting_parameters,
    train_twins,
    train_untied,
)
from course_lib.data import digits
from course_lib.files import replace_text

TRAIN, TEST = digits().where(split="train"), digits().where(split="test")
X_TRAIN, X_TEST = (part.pictures.reshape(len(part), 64) / 255 for part in (TRAIN, TEST))
SHUFFLED = np.random.default_rng(0).permutation(TRAIN.labels)
TWO_SIGMOIDS, TWO_TANHS, RELUS = ("sigmoid", "sigmoid"), ("tanh", "tanh"), ("relu", "relu", "tanh")


def pair_auc(left, right, x=X_TEST, labels=TEST.labels, activations=ARTICLE_1):
    """The chance that a random same pair is nearer than a random different pair."""
    first, second = np.triu_indices(len(x), k=1)
    u, v = forward(left, x, activations)[-1], forward(right, x, activations)[-1]
    return roc_auc_score(labels[first] == labels[second], -squared_distance(u[first], v[second]))


def one_run(seed, labels=TRAIN.labels, steps=600, rate=2, widths=(64, 32, 2), activations=ARTICLE_1):
    """Starting parameters, trained parameters and losses of one seed, as in the lesson."""
    rng = np.random.default_rng(seed)
    pairs, start = balanced_pairs(labels, 20_000, rng), starting_parameters(widths, rng)
    trained, losses = train_twins(start, X_TRAIN, pairs, rng, steps, rate, activations=activations)
    return start, trained, losses


def auc_of(seed, **settings):
    """AUC on the test pictures of the twins of one seed."""
    _, trained, _ = one_run(seed, **settings)
    return pair_auc(trained, trained, activations=settings.get("activations", ARTICLE_1))


def loss_of(seed, rate, activations, window):
    """Mean loss over a window of the 300 steps of one seed."""
    return one_run(seed, steps=300, rate=rate, activations=activations)[2][window].mean()


def from_fifty_pictures(seed):
    """AUC of tied twins on their 50 pictures and on new ones, and of untied branches on new ones."""
    rng = np.random.default_rng(seed)
    five_each = [np.flatnonzero(TRAIN.labels == c)[5 * seed : 5 * seed + 5] for c in range(10)]
    few = rng.permutation(np.concatenate(five_each))
    x, labels = X_TRAIN[few], TRAIN.labels[few]
    pairs = balanced_pairs(labels, 20_000, rng)
    start, other = (starting_parameters([64, 32, 16], rng) for _ in range(2))
    tied, _ = train_twins(start, x, pairs, rng, steps=800, rate=0.1)
    untied = train_untied(start, other, x, pairs, rng, steps=800, rate=0.1)
    return pair_auc(tied, tied, x, labels), pair_auc(tied, tied), pair_auc(*untied)


def measure():
    """{what: values over the seeds}, in the order of the lesson."""
    ten, early, late = range(10), slice(90, 110), slice(-20, None)
    starts = [one_run(seed, steps=800) for seed in ten]
    known, new, untied = zip(*map(from_fifty_pictures, range(14)), strict=True)
    return {
        "AUC untrained": [pair_auc(start, start) for start, _, _ in starts],
        "AUC after 800 steps": [pair_auc(trained, trained) for _, trained, _ in starts],
        "AUC after 600 steps": [auc_of(seed) for seed in ten],
        "AUC after 600 steps on shuffled labels": [auc_of(seed, labels=SHUFFLED) for seed in ten],
        "loss at step 100, rate 0.3, two sigmoids": [loss_of(seed, 0.3, TWO_SIGMOIDS, early) for seed in ten],
        "loss at step 100, rate 0.3, sigmoid and tanh": [loss_of(seed, 0.3, ARTICLE_1, early) for seed in ten],
        "loss at step 100, rate 0.3, two tanh": [loss_of(seed, 0.3, TWO_TANHS, early) for seed in ten],
        "loss at step 300, rate 2, sigmoid and tanh": [loss_of(seed, 2, ARTICLE_1, late) for seed in ten],
        "loss at step 300, rate 2, two tanh": [loss_of(seed, 2, TWO_TANHS, late) for seed in ten],
        "loss at step 300, rate 1, two tanh": [loss_of(seed, 1, TWO_TANHS, late) for seed in ten],
        "50 pictures, tied, AUC on them": known,
        "50 pictures, tied, AUC on new ones": new,
        "50 pictures, untied, AUC on new ones": untied,
        "tied minus untied on new ones": np.subtract(new, untied),
        "AUC of three layers": [auc_of(seed, rate=0.3, widths=(64, 32, 32, 2), activations=RELUS) for seed in ten],
    }


def main():
    rows = [
        f"| {what} | {np.mean(values):.2f} | {np.min(values):.2f} to {np.max(values):.2f} | {len(values)} |"
        for what, values in measure().items()
    ]
    head = ["# Bands of lesson 01", "", "Made by `python bench/topology.py`.", ""]
    head += ["| what | mean | range | seeds |", "|---|---|---|---|"]
    replace_text(Path(__file__).parent / "topology.md", "\n".join([*head, *rows]) + "\n")


if __name__ == "__main__":
    main()

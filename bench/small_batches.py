"""Small batches, lesson 08b: do InfoNCE and VICReg bear them? Every rate, both sizes of batch, three seeds.

    python bench/small_batches.py     every training; an interrupted run goes on where it was

Writes small_batches.md beside it, from its numbers, after each training. Data, views and network are those of lesson
08b. All trainings see equally many pictures, so one with smaller batches takes more steps.
"""

import json
from pathlib import Path

import keras
import numpy as np

from course_lib.data import digits
from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import map_at_r, ranked_matches
from course_lib.evaluation.spectrum import effective_rank
from course_lib.losses import InfoNCELoss, VICRegLoss
from course_lib.machine.files import replace_text
from course_lib.models import UnitLength
from course_lib.recipes import measurements
from course_lib.training import TwoViews, train, views

HERE = Path(__file__).parent
LOSSES = {"InfoNCE": lambda: InfoNCELoss(0.2), "VICReg": lambda: VICRegLoss(invariance=25 / 32)}
BATCHES, RATES, SEEDS = (128, 16), (0.001, 0.003, 0.01, 0.03), (0, 1, 2)
EPOCHS, SEEN = 10, 1920  # pictures in an epoch, two views of each
HEAD = """# Small batches

`python bench/small_batches.py`

Lesson 08b's network without labels, {pictures:,} pictures seen by each training, {seeds} seeds. MAP@R on moved digits;
the rate is chosen by the validation writers, the loss's other settings are those of the lesson.

| loss | embeddings in a batch | rate | validation | test (range) | effective rank | chosen |
|---|---|---|---|---|---|---|
"""


class Views(TwoViews):
    """Two views of each of `number` pictures."""

    number = 64

    def __getitem__(self, i):
        rng = np.random.default_rng([self.seed, self.epoch, i])
        chosen = rng.choice(len(self.pictures), self.number, replace=False)
        which = np.tile(np.arange(self.number), 2)
        return views(self.pictures[chosen[which]], rng, self.noise, self.reach), which


def network(seed, end=()):
    """That of lesson 08b; `end` are layers before the length is set."""
    keras.utils.set_random_seed(seed)
    start = [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Rescaling(1 / 128)]
    hidden = [keras.layers.Dense(128), keras.layers.BatchNormalization(), keras.layers.ReLU()]
    last = [keras.layers.Dense(32), *end, UnitLength(), keras.layers.Rescaling(32**0.5)]
    return keras.Sequential([*start, *hidden, *last])


def score(model, part, seed):
    """MAP@R on the moved pictures of a part."""
    e = model(views(part.pictures, np.random.default_rng(seed))).numpy()
    return float(map_at_r(ranked_matches(distance_matrix(e, e), part.labels, part.labels, same_pictures=True)))


def measured(loss, batch, rate, seed):
    """Validation score, test score and effective rank on the test digits of one training."""
    parts = {split: digits().where(split=split) for split in ("train", "val", "test")}
    known, Views.number = parts["train"], batch // 2
    sizes = {"classes": 10, "per_class": 8, "steps": SEEN // Views.number}
    model = network(seed)
    batches = Views(known.pictures, known.labels, **sizes, seed=seed)
    train(model, batches, LOSSES[loss](), epochs=EPOCHS, learning_rate=rate, weight_decay=0)
    rank = effective_rank(model(parts["test"].pictures.astype("float32")).numpy())
    return [*(score(model, parts[split], seed) for split in ("val", "test")), float(rank)]


def page(found):
    """small_batches.md."""
    rows = [line for loss, batches in found.items() for batch, rates in batches.items() for line in rows_of(rates)]
    names = [(loss, batch) for loss, batches in found.items() for batch, rates in batches.items() for _ in rates]
    lines = [f"| {loss} | {batch} | {line}" for (loss, batch), line in zip(names, rows, strict=True)]
    return "\n".join([HEAD.format(pictures=EPOCHS * SEEN, seeds=len(SEEDS)).rstrip("\n"), *lines]) + "\n"


def rows_of(rates):
    """The ends of the lines of one loss and one batch, a rate each; the best on the validation writers is marked."""
    columns = {rate: np.array(list(seeds.values())).T for rate, seeds in rates.items()}  # validation, test, rank
    best = max(columns, key=lambda rate: columns[rate][0].mean())
    for rate, (valid, test, rank) in columns.items():
        scores = f"{valid.mean():.3f} | {test.mean():.3f} ({test.min():.3f} to {test.max():.3f}) | {rank.mean():.1f}"
        yield f"{rate} | {scores} | {'yes' if rate == best else ''} |"


def main():
    """Every training that was not measured yet."""
    path = measurements.file_of("small_batches")
    found = measurements.small_batches() if path.exists() else {}
    for rate, seed in [(rate, seed) for rate in RATES for seed in SEEDS]:
        for loss, batch in [(loss, batch) for loss in LOSSES for batch in BATCHES]:
            seeds = found.setdefault(loss, {}).setdefault(str(batch), {}).setdefault(str(rate), {})
            if str(seed) not in seeds:
                seeds[str(seed)] = measured(loss, batch, rate, seed)
                replace_text(path, json.dumps(found, indent=1) + "\n")
                replace_text(HERE / "small_batches.md", page(found))


if __name__ == "__main__":
    main()

"""SimSiam at other rates, lesson 08b: was it the batch norm, or the learning rate? Every side and rate, three seeds.

    python bench/simsiam.py     every training; an interrupted run goes on where it was

Writes simsiam.md beside it, from its numbers, after each training. Data, views, network and the length of the training
are those of section 4 of lesson 08b.
"""

import json
from pathlib import Path

import keras
import numpy as np
from small_batches import network, score

from course_lib.data import digits
from course_lib.evaluation.spectrum import effective_rank
from course_lib.losses import InfoNCELoss, PositivesOnlyLoss, SimSiamLoss
from course_lib.machine.files import replace_text
from course_lib.recipes import measurements
from course_lib.training import TwoViews, train

HERE = Path(__file__).parent
NORM = (keras.layers.BatchNormalization,)
SIDES = {  # how the loss is made from a seed, and what the embedding ends in
    "SimSiam": (lambda seed: SimSiamLoss(hidden=16, seed=seed), NORM),
    "SimSiam, no norm": (lambda seed: SimSiamLoss(hidden=16, seed=seed), ()),
    "positives, norm": (lambda seed: PositivesOnlyLoss(), NORM),
    "InfoNCE": (lambda seed: InfoNCELoss(0.2), ()),
}
RATES, SEEDS = (0.001, 0.003, 0.01, 0.03, 0.1), (0, 1, 2)
SIZES = {"classes": 10, "per_class": 8, "steps": 30}
EPOCHS = 32
HEAD = """# SimSiam at other rates

`python bench/simsiam.py`

Lesson 08b's network, {steps} steps, {seeds} seeds: SimSiam with batch norm at the end of the embedding and without,
positives only behind the same norm, and InfoNCE. MAP@R on moved digits; the rate is chosen by the validation writers.

| side | rate | validation | test (range) | deviation (range) | effective rank (range) | chosen |
|---|---|---|---|---|---|---|
"""


def measured(side, rate, seed):
    """Validation score, test score, and deviation and effective rank on the test digits, of one training."""
    loss, end = SIDES[side]
    parts = {split: digits().where(split=split) for split in ("train", "val", "test")}
    model = network(seed, [layer() for layer in end])
    batches = TwoViews(parts["train"].pictures, parts["train"].labels, **SIZES, seed=seed)
    train(model, batches, loss(seed), epochs=EPOCHS, learning_rate=rate, weight_decay=0)
    clean = model(parts["test"].pictures.astype("float32")).numpy()
    scores = [score(model, parts[split], seed) for split in ("val", "test")]
    return [*scores, float(clean.var(axis=0).mean() ** 0.5), float(effective_rank(clean))]


def page(found):
    """simsiam.md."""
    lines = [
        HEAD.format(
            steps=EPOCHS * SIZES["steps"], seeds=max(len(s) for r in found.values() for s in r.values())
        ).rstrip("\n")
    ]
    for side, rates in found.items():
        columns = {rate: np.array(list(seeds.values())).T for rate, seeds in rates.items()}  # (4, seeds) each
        best = max(columns, key=lambda rate: columns[rate][0].mean())
        for rate, (valid, *others) in columns.items():
            cells = [in_words(values, form) for values, form in zip(others, (".3f", ".2f", ".1f"), strict=True)]
            lines.append(f"| {side} | {rate} | {valid.mean():.3f} | {' | '.join(cells)} | {'yes' * (rate == best)} |")
    return "\n".join(lines) + "\n"


def in_words(values, form):
    """The mean of an array over seeds, and its range."""
    return f"{values.mean():{form}} ({values.min():{form}} to {values.max():{form}})"


def main():
    """Every training that was not measured yet."""
    path = measurements.file_of("simsiam")
    found = measurements.simsiam() if path.exists() else {}
    for seed, rate, side in [(seed, rate, side) for seed in SEEDS for rate in RATES for side in SIDES]:
        seeds = found.setdefault(side, {}).setdefault(str(rate), {})
        if str(seed) not in seeds:
            seeds[str(seed)] = measured(side, rate, seed)
            replace_text(path, json.dumps(found, indent=1) + "\n")
            replace_text(HERE / "simsiam.md", page(found))


if __name__ == "__main__":
    main()

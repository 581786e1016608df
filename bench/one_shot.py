"""One-shot reading, lesson 14: both trainings over five seeds, and each idea of the recipe taken away.

    python bench/one_shot.py                    every training; an interrupted run goes on where it was
    python bench/one_shot.py small1             of one part alone, so that two may run beside each other
    python bench/one_shot.py ideas              what each idea is worth, by the validation alphabets
    python bench/one_shot.py ideas "width 48"   one idea alone, over five seeds

Writes one_shot.md beside it, from its numbers, after each training.
"""

import json
import os
import sys
from pathlib import Path

import keras
import numpy as np

from course_lib import data
from course_lib.evaluation.certainty import bootstrap_interval
from course_lib.evaluation.summary import mean_and_deviation
from course_lib.losses import ContrastiveSoftmaxLoss, NormalisedSoftmaxLoss, SupConLoss
from course_lib.machine.files import file_lock, replace_text
from course_lib.models import RandomDistortion, encoder, residual_encoder
from course_lib.recipes import characters, measurements, reading_task
from course_lib.training import train
from course_lib.training.batches import PKBatches, pk_batch

HERE = Path(__file__).parent
SEEDS = (0, 1, 2, 3, 4)
WAYS = 20  # characters in a published run
IDEAS_PART = "small1"
SIZES = {"classes": 32, "per_class": 4, "steps": 100}  # of an epoch
SHORT = 5  # epochs of the trainings that compare ideas
SHAPE = (characters.VIEW, characters.VIEW, 1)
STRONG = {"rotation": 12.0, "scale": 0.15, "shear": 0.2, "bend": 0.035}
STILL = dict.fromkeys(("rotation", "scale", "shear", "shift", "bend", "pen"), 0.0)


class AlphabetBatches(PKBatches):
    """Batches of characters that share their alphabets: 4 alphabets, of each a quarter of the characters."""

    def __init__(self, pictures, labels, alphabets, **settings):
        super().__init__(pictures, labels, **settings)
        self.alphabets = np.asarray(alphabets)

    def __getitem__(self, i):
        rng = np.random.default_rng([self.seed, self.epoch, i])
        chosen = []
        for alphabet in rng.choice(np.unique(self.alphabets), 4, replace=False):
            members = np.flatnonzero(self.alphabets == alphabet)
            chosen.append(members[pk_batch(self.labels[members], self.classes // 4, self.per_class, rng)])
        chosen = np.concatenate(chosen)
        return self.pictures[chosen], self.labels[chosen]


IDEAS = {
    "the recipe": {},
    **{
        f"AdamW, rate {rate}": {"settings": characters.SETTINGS | {"optimizer": "adamw", "learning_rate": rate}}
        for rate in (0.001, 0.003, 0.01, 0.03, 0.1)
    },
    "Muon at a third of its rate": {"settings": characters.SETTINGS | {"learning_rate": 3e-3}},
    "Muon at three times its rate": {"settings": characters.SETTINGS | {"learning_rate": 3e-2}},
    "SupCon alone": {"loss": lambda classes: SupConLoss(0.1)},
    "softmax alone": {"loss": lambda classes: NormalisedSoftmaxLoss(classes, 12.0)},
    "64 characters x 2 drawings": {"classes": 64, "per_class": 2},
    "4 alphabets x 8 characters": {"batches": AlphabetBatches},
    "no new classes by turning": {"turned": False},
    "no distortion": {"distortion": STILL},
    "stronger distortion": {"distortion": STRONG},
    "width 48": {"network": lambda: encoder(SHAPE, 128, 48)},
    "residual, 4 % more weights": {"network": lambda: residual_encoder(SHAPE, 128, 13, dropout=0.0)},
    "residual, dropout 0.3, 54 % more weights": {"network": lambda: residual_encoder(SHAPE, 128, 16)},
    "dropout 0.3": {"network": lambda: with_dropout(0.3)},
    "weights of 3 epochs averaged": {"averaged": 3},
}


def with_dropout(share):
    """The network of the lesson with dropout before its embedding."""
    plain = characters.character_encoder()
    pooled = next(i for i, layer in enumerate(plain.layers) if isinstance(layer, keras.layers.Dense))
    x = keras.layers.Dropout(share)(plain.layers[pooled].input)
    for layer in plain.layers[pooled:]:
        x = layer(x)
    return keras.Model(plain.input, x)


def trained(
    task,
    seed,
    loss=None,
    classes=SIZES["classes"],
    per_class=SIZES["per_class"],
    turned=True,
    distortion=None,
    network=None,
    settings=None,
    batches=None,
    averaged=1,
):
    """A network trained as in `characters.train_on_characters`, for SHORT epochs, with something changed."""
    keras.utils.set_random_seed(seed)
    network = (network or characters.character_encoder)()
    letters = data.turned_classes(task.letters) if turned else task.letters
    loss = (loss or (lambda count: ContrastiveSoftmaxLoss(count, seed=seed)))(len(letters.names))
    sizes = {"classes": classes, "per_class": per_class, "steps": SIZES["steps"], "seed": seed}
    which = (letters.pictures, letters.labels, *([letters.coarse] if batches else []))
    distorted = RandomDistortion(**(distortion or {}), size=characters.VIEW, seed=seed)
    kept = []  # the weights after each epoch
    train(
        network,
        (batches or PKBatches)(*which, **sizes),
        loss,
        epochs=SHORT,
        augmentation=distorted,
        callback=lambda _epoch: kept.append(network.get_weights()),
        **(settings or characters.SETTINGS),
    )
    network.set_weights([np.mean(each, axis=0) for each in zip(*kept[-averaged:], strict=True)])
    return network


def ideas(names):
    """Measure each idea with each seed that was not measured yet: validation error without and with copies."""
    task = reading_task.omniglot_task(IDEAS_PART)
    for seed in SEEDS:
        for name in names:
            if str(seed) not in read("one_shot_ideas").get(name, {}):
                measure_idea(task, name, seed)


def measure_idea(task, name, seed):
    """Train with one idea and one seed, and write both errors down."""
    network = trained(task, seed, **IDEAS[name])
    errors = (reading_task.validation_errors(network, task, n) for n in (0, characters.COPIES))
    found = [float(np.mean(list(each.values()))) for each in errors]
    write("one_shot_ideas", lambda known: known | {name: known.get(name, {}) | {str(seed): found}})


def readers(parts):
    """Train each reader that was not measured yet."""
    for seed in SEEDS:
        for part in parts:
            if len(read("one_shot").get(part, [])) > seed:
                continue
            _, found = reading_task.measure_reader(part, seed)
            found |= {"seed": seed, "cores": len(os.sched_getaffinity(0))}
            write("one_shot", lambda known, p=part, f=found: known | {p: [*known.get(p, []), f]})


def read(name):
    """What was measured before, {} when that is nothing."""
    return measurements.read(name) if measurements.file_of(name).exists() else {}


def write(name, change):
    """Change what was measured before, alone, then write one_shot.md anew."""
    with file_lock(HERE / "one_shot"):
        replace_text(measurements.file_of(name), json.dumps(change(read(name)), indent=1) + "\n")
        replace_text(HERE / "one_shot.md", page(read("one_shot"), read("one_shot_ideas"), read("one_shot_trials")))


def page(found, tried, trials):
    """one_shot.md."""
    first = next(iter(found.values()))
    runs = len(first[0]["errors"])
    lines = [
        "# One shot: alphabets never seen",
        "",
        f"Made by `python bench/one_shot.py`. Error in percent on the {runs} published runs ({runs * WAYS} trials),",
        f"{WAYS}-way, within alphabet, ties broken against us; training from scratch on five alphabets.",
        f"Copies: embeddings are means over a drawing and {characters.COPIES} distorted copies of it.",
        "The recipe was chosen on small1 by the validation alphabets; the number of rounds was not, see below.",
        "",
        "| trained on | seed | error | without copies | validation alphabets | seconds | drawings / s | cores |",
        "|---|---|---|---|---|---|---|---|",
        *(reader_row(part, each) for part, seeds in found.items() for each in seeds),
    ]
    lines += [
        f"\n{part}, seed {e['seed']}: {e['note']}." for part, seeds in found.items() for e in seeds if "note" in e
    ]
    for part, seeds in found.items():
        over = [np.mean(each["errors"]) for each in seeds]
        low, high = bootstrap_interval(np.mean([each["errors"] for each in seeds], axis=0))
        lines += [
            "",
            f"**{part}: {mean_and_deviation(over, '.2f')}** over {len(over)} seeds; "
            f"95 % of draws of other runs: {low:.2f} to {high:.2f}.",
        ]
    return "\n".join([*lines, *trial_lines(trials), *(idea_lines(tried) if tried else [])]) + "\n"


def reader_row(part, each):
    """One line of the table: the numbers of one training."""
    valid = np.mean(list(each["validation"].values()))
    return (
        f"| {part} | {each['seed']} | {np.mean(each['errors']):.2f} | {np.mean(each['plain']):.2f} | "
        f"{valid:.2f} | {each['seconds']:.0f} | {each['drawings_per_second']} | {each['cores']} |"
    )


def trial_lines(trials):
    """Single trainings beside those of the table: with other rounds, on another number of cores."""
    keys = ("part", "seed", "epochs", "cores", "error", "plain", "seconds", "drawings_per_second", "origin")
    cells = [[str(trial.get(key, "")) for key in keys] for trial in trials]
    return [
        "",
        "## Single trainings beside these",
        "",
        "The same seed on another number of threads is another training.",
        "",
        "| trained on | seed | rounds | cores | error | without copies | seconds | drawings / s | why |",
        "|---|---|---|---|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in cells),
    ]


def idea_lines(tried):
    """What each idea is worth."""
    drawings = int(np.prod([SIZES[key] for key in ("classes", "per_class", "steps")]))
    return [
        "",
        "## What each idea is worth",
        "",
        f"Trained on {IDEAS_PART}, {SHORT} epochs of {drawings:,} drawings instead of {characters.EPOCHS}; error in",
        "percent on the validation alphabets (Sanskrit, Tagalog, Katakana): the mean over the seeds, then the range.",
        "A row of one seed has no range, and its difference from the recipe may be that seed's.",
        "The published runs took no part.",
        "",
        "| what is changed | seeds | without copies | with copies |",
        "|---|---|---|---|",
        *(idea_row(name, tried[name]) for name in IDEAS if name in tried),
    ]


def idea_row(name, seeds):
    """One line of the table: an idea over its seeds."""
    cells = []
    for values in zip(*seeds.values(), strict=True):
        spread = f" ({min(values):.1f} to {max(values):.1f})" if len(values) > 1 else ""
        cells.append(f"{np.mean(values):.1f}{spread}")
    return f"| {name} | {len(seeds)} | {' | '.join(cells)} |"


if __name__ == "__main__":
    if sys.argv[1:2] == ["ideas"]:
        ideas(sys.argv[2:] or IDEAS)
    else:
        readers(sys.argv[1:] or list(characters.OTHER))

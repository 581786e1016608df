"""Does a gate help a real encoder, and do its gates say which channels matter? The table that lesson 09b reads.

    python bench/gates.py            goes on after an interruption

Writes course_lib/recipes/measured/gates.json and bench/gates.md. Encoders with and without gates learn handwritten
digits. The validation writers choose the learning rate of each kind, by the mean over the first seeds, and the best
rate gets all seeds. Each seed deals the writers anew.
"""

import json
import os
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from scipy import stats

from course_lib.attention import ECA, Gate, SqueezeExcitation
from course_lib.data import digits
from course_lib.distances import distance_matrix
from course_lib.evaluation.metrics import map_at_r, ranked_matches
from course_lib.losses import ContrastiveLoss
from course_lib.machine.files import replace_text
from course_lib.models import encoder
from course_lib.recipes.measurements import file_of
from course_lib.training import PKBatches

KINDS = {"no gate": None, "SE": SqueezeExcitation, "ECA": ECA}
RATES, TUNING, SEEDS, STEPS, WIDTH = (0.003, 0.01, 0.03, 0.1), 2, 5, 300, 16
SIDE, BATCH = 24, {"classes": 10, "per_class": 5}
OUT = 8  # channels of 64 that are knocked out of the last block
HEAD = """# Gates in an encoder

Made by `python bench/gates.py`. Encoders of width {width}, with and without gates, learn handwritten digits of {side} x
{side} pixels in {steps} batches of {batch} pictures: contrastive loss, AdamW under a cosine. Each kind has its best
rate of {rates}, chosen by {tuning} seeds on the validation writers. MAP@R on the pictures by the test writers: mean
over {seeds} seeds (smallest to largest), and the 95 % interval, by Student's t, of what is gained over the encoder
without a gate on the same pictures. "Pixels" are the pictures themselves.

"""


def parts_of(seed):
    """Digits to learn, to choose by and to test, no writer in two of them.

    Each pixel becomes 3 x 3: of 8 x 8 pixels, four halvings would leave one place, and a mean over it is no mean.
    """
    everything = digits(seed=seed)
    everything = replace(everything, pictures=everything.pictures.repeat(SIDE // 8, axis=1).repeat(SIDE // 8, axis=2))
    return tuple(everything.where(split=part) for part in ("train", "val", "test"))


def score(embeddings, labels):
    """MAP@R of each picture among all others."""
    distances = distance_matrix(embeddings, embeddings)
    return float(map_at_r(ranked_matches(distances, labels, labels, same_pictures=True)))


def pixel_score(part):
    """MAP@R of the pictures themselves, as long lists of numbers."""
    return score(part.pictures.reshape(len(part), -1) / 255, part.labels)


def ends(network):
    """The last gate layer of a network, and its layers behind."""
    at = max(i for i, layer in enumerate(network.layers) if isinstance(layer, Gate))
    return network.layers[at], network.layers[at + 1 :]


def with_mean_gates(network, pictures):
    """A twin of an SE encoder with the mean of its gates over `pictures`, whatever it is shown."""
    twin = encoder(network.input_shape[1:], 32, WIDTH, gate=SqueezeExcitation)
    twin.set_weights(network.get_weights())
    for ours, theirs in zip(twin.layers, network.layers, strict=True):
        if isinstance(theirs, Gate):
            gates = keras.Model(network.input, theirs.output[1])(pictures).numpy().mean(axis=0)  # (c,)
            gates = gates.clip(1e-6, 1 - 1e-6)
            kernel, _ = ours.expand.get_weights()
            ours.expand.set_weights([0 * kernel, np.log(gates / (1 - gates))])
    return twin


def knock_outs(network, seen, pictures, labels, seed):
    """Scores without OUT channels of the last block, the same ones in all pictures: {which: score}.

    Which have the largest gates, and which the brightest maps, is seen on the pictures that the encoder learned from.
    """
    layer, (average, largest, join, *head) = ends(network)
    inside = keras.Model(network.input, layer.output)
    maps, gates = (part.numpy() for part in inside(seen))  # (m, h, w, c), (m, c)
    gate, light = (
        gates.mean(axis=0),
        (maps.mean(axis=(1, 2)) / gates.clip(1e-6)).mean(axis=0),
    )  # (c,) each; before the gate
    maps = inside(pictures)[0].numpy()  # (n, h, w, c)

    def without(out):
        kept = (~np.isin(np.arange(len(gate)), out)).astype("float32")  # (c,)
        x = join([average(maps * kept), largest(maps * kept)])
        for part in head:
            x = part(x, training=False) if isinstance(part, keras.layers.BatchNormalization) else part(x)
        return score(x.numpy(), labels)

    rng, by_gate, by_light = np.random.default_rng(seed), gate.argsort(), light.argsort()  # the smallest first
    found = {"largest gates": without(by_gate[-OUT:]), "smallest gates": without(by_gate[:OUT])}
    found |= {"brightest maps": without(by_light[-OUT:]), "dimmest maps": without(by_light[:OUT])}
    found["at random"] = float(np.mean([without(rng.choice(len(gate), OUT, replace=False)) for _ in range(20)]))
    found["none"] = without([])
    return found, {
        "variation": float((gates.std(axis=0) / gate).mean()),
        "gates": [float(gate.min()), float(gate.max())],
    }


class Trainer:
    """An encoder of one kind that learns again and again from new weights, through one graph."""

    def __init__(self, kind):
        self.make = lambda: encoder((SIDE, SIDE, 1), 32, WIDTH, gate=KINDS[kind])
        self.network, self.optimizer = self.make(), keras.optimizers.AdamW(0.001, weight_decay=5e-4)
        weights, loss = self.network.trainable_variables, ContrastiveLoss(1.0)
        self.optimizer.build(weights)

        @tf.function(autograph=False)
        def step(x, y):
            with tf.GradientTape() as tape:
                value = loss(y, self.network(x, training=True))
            self.optimizer.apply(tape.gradient(value, [weight.value for weight in weights]), weights)

        self.step = step

    def train(self, seen, rate, seed):
        """The network after a training that depends on the arguments alone."""
        keras.utils.set_random_seed(seed)
        self.network.set_weights(self.make().get_weights())
        for variable in self.optimizer.variables:
            variable.assign(np.zeros(variable.shape))
        batches = PKBatches(seen.pictures, seen.labels, **BATCH, steps=STEPS, seed=seed)
        for i in range(STEPS):
            self.optimizer.learning_rate.assign(rate * (1 + np.cos(np.pi * i / STEPS)) / 2)
            x, y = batches[i]
            self.step(tf.constant(x, tf.float32), tf.constant(y))
        return self.network


def measure(trainer, rate, seed):
    """One training: scores on validation and test pictures, and for SE what its gates do."""
    seen, val, test = parts_of(seed)
    network = trainer.train(seen, rate, seed)
    floats = lambda part: part.pictures.astype("float32")
    embed = lambda net, part: net(floats(part), training=False).numpy()
    found = {"val": score(embed(network, val), val.labels), "test": score(embed(network, test), test.labels)}
    found["parameters"] = network.count_params()
    if any(isinstance(layer, SqueezeExcitation) for layer in network.layers):
        few = seen.where(np.arange(len(seen)) % 2 == 0)
        found["fixed"] = score(embed(with_mean_gates(network, floats(few)), test), test.labels)
        found["knocked out"], found["gates"] = knock_outs(network, floats(few), floats(test), test.labels, seed)
    return found


def best_rate(runs):
    """The rate, as a text, that is best on the validation pictures over the first seeds."""
    return max(runs, key=lambda rate: np.mean([run["val"] for run in runs[rate][:TUNING]]))


def page(found):
    """gates.md."""
    best = {kind: runs[found["best"][kind]] for kind, runs in found["kinds"].items()}
    tables = kinds_table(found, best), channels_table(found["setting"], best["SE"])
    return HEAD.format(**found["setting"]) + "\n".join(tables)


def kinds_table(found, best):
    """Each kind at its best rate."""
    text = "| gate | parameters | rate | MAP@R | gained |\n|---|---|---|---|---|\n"
    text += f"| pixels | | | {spread(found['pixels'])} | |\n"
    for kind, five in best.items():
        low, high = interval(
            [run["test"] - without["test"] for run, without in zip(five, best["no gate"], strict=True)]
        )
        gained = "" if kind == "no gate" else f"{low:+.3f} to {high:+.3f}"
        scores = spread([run["test"] for run in five])
        text += f"| {kind} | {five[0]['parameters']:,} | {found['best'][kind]} | {scores} | {gained} |\n"
    return text


def channels_table(setting, five):
    """What is lost without some channels of the last block of SE."""
    rows = {"as trained": [run["test"] for run in five], "mean gates, the same for all": [run["fixed"] for run in five]}
    for which in ("largest gates", "smallest gates", "brightest maps", "dimmest maps", "at random"):
        rows[f"without {setting['out']} channels: {which}"] = [run["knocked out"][which] for run in five]
    text = f"SE at that rate; the channels are those of the last block, {setting['channels']}:\n\n"
    return text + "| | MAP@R |\n|---|---|\n" + "".join(f"| {name} | {spread(five)} |\n" for name, five in rows.items())


def spread(five):
    """Mean (smallest to largest)."""
    return f"{np.mean(five):.3f} ({min(five):.3f} to {max(five):.3f})"


def interval(differences):
    """(low, high) by Student's t: what the mean difference over many seeds may be."""
    return stats.ttest_1samp(differences, 0).confidence_interval(0.95) if np.std(differences) else (0.0, 0.0)


def main():
    """Train what is missing, and write both files."""
    path = file_of("gates")
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"kinds": {}, "best": {}}
    found["setting"] = {"width": WIDTH, "channels": 4 * WIDTH, "out": OUT, "steps": STEPS, "seeds": SEEDS, "side": SIDE}
    found["setting"] |= {
        "batch": BATCH["classes"] * BATCH["per_class"],
        "rates": ", ".join(map(str, RATES)),
        "tuning": TUNING,
    }
    found["setting"]["cores"] = os.cpu_count()
    found["pixels"] = [pixel_score(parts_of(seed)[2]) for seed in range(SEEDS)]
    for kind in KINDS:
        trainer, runs = Trainer(kind), found["kinds"].setdefault(kind, {})
        for rate in (*map(str, RATES), None):  # the last time the best one, with the other seeds
            name = rate or best_rate(runs)
            done = runs.setdefault(name, [])
            for seed in range(len(done), TUNING if rate else SEEDS):
                done.append(measure(trainer, float(name), seed))
                print(kind, name, seed, done[-1], flush=True)
                replace_text(path, json.dumps(found, indent=1) + "\n")
        found["best"][kind] = best_rate(runs)
    replace_text(path, json.dumps(found, indent=1) + "\n")
    replace_text(Path(__file__).with_suffix(".md"), page(found))


if __name__ == "__main__":
    main()

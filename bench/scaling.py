"""How the cost of the course's parts grows, and where that hurts; and a step of the engine by hand beside Keras.

    python bench/scaling.py

Each part is timed at several sizes. The sizes take turns, so that a busy moment meets all; of each the median of the
rounds counts. The exponent is the slope of a straight line through the logarithms.

Writes scaling.json and scaling.md beside it.
"""

import json
import os
import time
from functools import partial
from pathlib import Path

import keras
import numpy as np

from course_lib.by_hand.losses import contrastive
from course_lib.by_hand.optimizers import Adam
from course_lib.by_hand.training import loss_gradients
from course_lib.by_hand.twins import starting_parameters
from course_lib.losses import ContrastiveLoss, TripletLoss
from course_lib.losses.mining import MinedTripletLoss
from course_lib.machine.files import replace_text
from course_lib.models import augmentation, encoder
from course_lib.search import Index
from course_lib.training.batches import PKBatches
from course_lib.training.loop import Trained, compile_model

HERE = Path(__file__).parent
ROUNDS, SHORTEST = 7, 0.02  # seconds that one timing lasts at least
HIDDEN = (16, 64, 256, 1024)  # of the twins by hand, whose pictures have 64 numbers, as those of lesson 02
WORDS = {
    "twin step by hand": "weights",
    "twin step in Keras": "weights",
    "training step, batch": "pictures in a batch",
    "training step, size": "pixels of a picture",
    "all triples": "embeddings in a batch",
    "hardest triples": "embeddings in a batch",
    "P x K batch": "classes",
    "exact index": "vectors",
    "graph index": "vectors",
}


def twins_by_hand(hidden):
    """A step of 64 pairs in NumPy, and how many weights it has."""
    rng = np.random.default_rng(0)
    parameters, x = starting_parameters((64, hidden, 32), rng), rng.normal(size=(128, 64))
    roles, same, optimizer = np.arange(128).reshape(2, 64), np.arange(64) % 2 == 0, Adam(1e-3)

    def step():
        gradients = loss_gradients(parameters, x, roles, contrastive, same)[1]
        optimizer.step(parameters, gradients)

    return sum(each.size for each in parameters.values()), step


def twins_in_keras(hidden):
    """The same network and as many pictures in Keras, with the contrastive loss over the pairs of the batch."""
    network = keras.Sequential([keras.Input((64,)), keras.layers.Dense(hidden, "relu"), keras.layers.Dense(32)])
    network.add(keras.layers.UnitNormalization())
    network.compile(keras.optimizers.Adam(1e-3), ContrastiveLoss(1.0))
    x, labels = np.random.default_rng(0).normal(size=(128, 64)).astype("float32"), np.repeat(np.arange(64), 2)
    return network.count_params(), partial(network.train_on_batch, x, labels)


def training_step(batch, side):
    """A step of lesson 15: its encoder, its augmentation, the triplet loss."""
    loss, shape = TripletLoss(margin=0.2), (side, side, 3)
    model = Trained(encoder(shape), loss, augmentation(0), shape)
    compile_model(model, loss, "adamw", 1e-3, 5e-4)
    pictures = np.random.default_rng(0).integers(0, 255, (batch, *shape), dtype="uint8")
    return partial(model.train_on_batch, pictures, np.repeat(np.arange(batch // 4), 4))


def loss_alone(loss, batch):
    """A loss of embeddings (batch, 64) and its gradient, in a graph."""
    given = keras.Sequential([keras.Input((64,)), keras.layers.Dense(64)])
    given.compile(keras.optimizers.SGD(0.0), loss)
    x = np.random.default_rng(0).normal(size=(batch, 64)).astype("float32")
    return partial(given.train_on_batch, x, np.repeat(np.arange(batch // 4), 4))


def pk_batch(classes):
    """One batch of 16 x 4 among so many classes of 20 pictures."""
    labels = np.repeat(np.arange(classes), 20)
    batches = PKBatches(np.zeros((len(labels), 1), "uint8"), labels, classes=16, per_class=4)
    return partial(batches.__getitem__, 0)


def indexed(kind, n):
    """An index of n vectors of 64 numbers, built."""
    vectors = np.random.default_rng(0).normal(size=(n, 64)).astype("float32")
    return partial(Index, vectors, kind=kind)


def parts():
    """{name: {size: a function that is timed}}."""
    return {
        "twin step by hand": dict(map(twins_by_hand, HIDDEN)),
        "twin step in Keras": dict(map(twins_in_keras, HIDDEN)),
        "training step, batch": {batch: training_step(batch, 32) for batch in (16, 32, 64, 128, 256)},
        "training step, size": {side**2: training_step(64, side) for side in (16, 32, 48, 64, 96)},
        "all triples": {batch: loss_alone(TripletLoss(0.2), batch) for batch in (32, 64, 128, 256, 512)},
        "hardest triples": {b: loss_alone(MinedTripletLoss(0.2, "batch_hard"), b) for b in (32, 64, 128, 256, 512)},
        "P x K batch": {classes: pk_batch(classes) for classes in (16, 64, 256, 1024, 4096)},
        "exact index": {n: indexed("exact", n) for n in (1_000, 4_000, 16_000, 64_000)},
        "graph index": {n: indexed("hnsw", n) for n in (1_000, 4_000, 16_000)},
    }


def timed(call):
    """Seconds of one call, over as many as fill SHORTEST."""
    begin, calls = time.perf_counter(), 0
    while (took := time.perf_counter() - begin) < SHORTEST or not calls:
        call()
        calls += 1
    return took / calls if calls else took


def measured(sizes):
    """{size: (median, smallest, largest) of the seconds}, the sizes in turn."""
    for call in sizes.values():
        call()  # builds graphs
    rounds = [{size: timed(call) for size, call in sizes.items()} for _ in range(ROUNDS)]
    found = {size: sorted(one[size] for one in rounds) for size in sizes}
    return {size: (float(np.median(each)), each[0], each[-1]) for size, each in found.items()}


def exponent(found):
    """The power with which the seconds of {size: (median, ...)} grow, by least squares, over all sizes."""
    sizes, seconds = np.log([float(size) for size in found]), np.log([each[0] for each in found.values()])
    return float(np.polyfit(sizes, seconds, 1)[0])


def last_exponent(found):
    """The same between the two largest sizes, where what every call costs counts least."""
    return exponent(dict(list(found.items())[-2:]))


def page(found):
    """scaling.md."""
    text = HEAD.format(**found["machine"])
    for name, sizes in found["parts"].items():
        text += f"| {name} | {WORDS[name]} | {exponent(sizes):.2f} | {last_exponent(sizes):.2f} | "
        text += ", ".join(f"{int(size):,}: {ms(each)}" for size, each in sizes.items()) + " |\n"
    hand, by_keras = (found["parts"][name] for name in ("twin step by hand", "twin step in Keras"))
    times = [k[0] / h[0] for h, k in zip(hand.values(), by_keras.values(), strict=True)]
    shown = ", ".join(f"{int(size):,} weights {each:.1f}" for size, each in zip(hand, times, strict=True))
    steps, triples = found["parts"]["training step, batch"], found["parts"]["all triples"]
    largest = list(steps)[-1]
    return text + FOOT.format(times=shown, share=triples[largest][0] / steps[largest][0])


def ms(each):
    """Milliseconds: median (smallest to largest)."""
    return "{:.3g} ({:.3g} to {:.3g})".format(*(1000 * seconds for seconds in each))


HEAD = """# How costs grow

Made by `python bench/scaling.py`. Milliseconds of one call: median (smallest to largest) of {rounds} rounds, in which
the sizes take turns. {cores} processor cores, Keras {keras}, backend {backend}. Power: of a straight line through all
logarithms, and between the two largest sizes alone, where what every call costs, whatever its size, counts least.

| part | by | power | at the end | milliseconds |
|---|---|---|---|---|
"""
FOOT = """
**By hand against Keras.** Keras' step, in numbers of 32 bits, takes so many times that of NumPy in 64 bits:
{times}. Small networks are quicker by hand, since a step of Keras costs some milliseconds whatever it computes.

**Where it hurts.** The losses over triples grow fastest, between the square and the cube of the batch, and looking for
the hardest ones costs more than taking all in the largest batch. The loss over all triples is {share:.0%} of the step
of the largest batch above it. A training step grows in proportion to the pixels once they are many, so twice the side
costs four times the time. What draws a batch looks at every class, which is nothing beside a step until there are
thousands of classes. Building an exact index is copying; a graph is what an index costs.
"""


def main():
    found = {name: measured(sizes) for name, sizes in parts().items()}
    machine = {
        "cores": os.cpu_count(),
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "rounds": ROUNDS,
    }
    found = json.loads(json.dumps({"machine": machine, "parts": found}))
    replace_text(HERE / "scaling.json", json.dumps(found, indent=1) + "\n")
    replace_text(HERE / "scaling.md", page(found))


if __name__ == "__main__":
    main()

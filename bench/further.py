"""From a network that has seen the world to one of a shop's photos: frozen, with a head in seconds, trained further.

python bench/further.py        up to two hours on 2 cores; a killed run goes on where it was

Writes further.md beside it, from its numbers, after each part. Test photos of the groceries search among the training
photos; then the same with some of the products laid aside, and among pictures of other kinds.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
from own_photos import folders, in_batches, resized, score

from course_lib import data, paths
from course_lib.app.export import export_network
from course_lib.evaluation.summary import mean_and_deviation
from course_lib.machine.files import replace_text
from course_lib.models import SquareRoot, UnitLength, frozen_encoder, levels_network
from course_lib.recipes import measurements, products
from course_lib.recipes.further import EPOCHS, LEVELS, SIZE, linear_head, train_further

HERE = Path(__file__).parent
SEEDS = (0, 1, 2)
EPOCHS_UNSEEN = 11  # of the training on a part of the products, for fewer minutes
KINDS = {
    "frozen": "SqueezeNet of ImageNet, frozen",
    "levels": "the same, three levels side by side",
    "head": "the same with a linear head",
    "head, mirrored": "the same, of a photo and its mirror image",
    "trained, plain": "trained further, beside the frozen one, with a linear head",
    "trained": "the same, of a photo and its mirror image",
}


def vectors_of(network, pictures):
    """Embeddings (n, d) of pictures (n, h, w, 3) by a Keras network, in ONNX Runtime."""
    plain = export_network(network)
    return in_batches(plain, resized(pictures, plain.shape[0]))


def scores(vectors, pictures, part):
    """{"fine" or "coarse": precision@1 in percent and its 95 % interval over classes} for a part (n,) of them."""
    ask, searched = ((pictures.split == split)[part] for split in ("test", "train"))
    levels = {"fine": pictures.labels, "coarse": pictures.coarse}
    return {level: score(vectors[part], labels[part], ask, searched)[:3] for level, labels in levels.items()}


def timed(make):
    """(network, the seconds of processor time that it took to make)."""
    begin = time.process_time()
    return make(), round(time.process_time() - begin)


def described(network, seconds, vectors, pictures, part):
    """What the table says of one network."""
    size = round(4 * network.count_params() / 1e6, 1)
    return {"seconds": seconds, "megabytes": size, **scores(vectors, pictures, part)}


def last_level(network):
    """The network that was trained further alone: averages of its last level, as the frozen network gives them."""
    alone = network.get_layer("roots").get_layer("levels_0")
    last = levels_network(SIZE, ("fire9",), weights=None)
    weights = {layer.name: layer.get_weights() for layer in alone.layers}
    for layer in last.layers:
        if layer.weights:
            layer.set_weights(weights[layer.name])
    return last


def elsewhere(networks):
    """{folder: {kind: (precision@1, its interval)}} in percent, for pictures of other kinds."""
    others = {name: folder for name, folder in folders().items() if name != "groceries"}
    return {
        name: {
            kind: score(vectors_of(network, pictures), labels, ask, searched)[:3] for kind, network in networks.items()
        }
        for name, (pictures, labels, ask, searched) in others.items()
    }


def all_levels():
    """The frozen network, but what the linear head sees: square roots of the averages of three levels, length 1."""
    levels = levels_network(SIZE, LEVELS)
    return keras.Model(levels.input, UnitLength()(SquareRoot()(levels.output)))


def measured():
    """Everything, a bit more after each part: yields a dictionary. Parts that are there already are not made again."""
    file = measurements.file_of("further")
    before = json.loads(file.read_text()) if file.is_file() else {}
    found: dict[str, Any] = (
        before if before.get("epochs") == EPOCHS else {"epochs": EPOCHS, "training seconds": {}, "unseen": {}}
    )
    pictures = data.groceries(SIZE)
    seen, unseen = products.CASES["groceries"].split(pictures)
    everything, new = np.ones(len(pictures), bool), np.isin(pictures.labels, unseen.labels)
    learning = {"seen": pictures.where(split="train"), "unseen": seen.where(split="train")}
    found |= {"cores": os.cpu_count(), "products": [len(set(part.labels)) for part in (seen, unseen)]}
    times = found["training seconds"]

    def of_all(network, seconds):
        return described(network, seconds, vectors_of(network, pictures.pictures), pictures, everything)

    def of_new(network):
        return scores(vectors_of(network, pictures.pictures), pictures, new)

    def trained(seed, mirrored):
        folder = paths.training_folder()
        network, seconds = timed(lambda: train_further(learning["seen"], seed, EPOCHS, folder, mirrored=mirrored))
        times.setdefault(str(seed), seconds)  # the first: later calls take the training from its checkpoint
        return network, times[str(seed)]

    for kind, make in (("frozen", lambda: frozen_encoder(SIZE)), ("levels", all_levels)):
        if kind not in found:
            found[kind], found["unseen"][kind] = [of_all(make(), 0)], of_new(make())
            yield found
    for kind, mirrored in (("head", False), ("head, mirrored", True)):
        if kind not in found:
            found[kind] = [of_all(*timed(lambda mirrored=mirrored: linear_head(learning["seen"], mirrored)))]
            found["unseen"][kind] = of_new(linear_head(learning["unseen"], mirrored))
            yield found
    for place, seed in enumerate(SEEDS):
        for kind, mirrored in (("trained", True), ("trained, plain", False)):
            if place == len(found.setdefault(kind, [])):
                found[kind].append(of_all(*trained(seed, mirrored)))
                yield found
    if "elsewhere" not in found:
        network, _ = trained(0, True)
        found["elsewhere"] = elsewhere(
            {"frozen": frozen_encoder(SIZE), "alone": last_level(network), "trained": network}
        )
        yield found
    for kind, mirrored in (("trained", True), ("trained, plain", False)):
        if kind not in found["unseen"]:
            network = train_further(learning["unseen"], 0, EPOCHS_UNSEEN, paths.training_folder(), mirrored=mirrored)
            found["unseen"][kind] = of_new(network)
            yield found


def cell(entry):
    """A score with its interval."""
    middle, low, high = entry
    return f"{middle:.1f} [{low:.1f}, {high:.1f}]"


def kind_row(words, entries, unseen):
    """One line of the table; entries: what `described` said for each seed."""
    minutes = mean_and_deviation([each["seconds"] / 120 for each in entries], ".1f")
    levels = [
        mean_and_deviation([each[level][0] for each in entries], ".1f") if len(entries) > 1 else cell(entries[0][level])
        for level in ("fine", "coarse")
    ]
    return f"| {words} | {minutes} | {entries[0]['megabytes']} | {' | '.join(levels)} | {unseen} |"


def table(found, scratch):
    """The table of networks as Markdown."""
    lines = [
        "| network | minutes on two cores | MB | all products, fine, % | coarse, % | products never seen, fine, % |",
        "|---|---|---|---|---|---|",
    ]
    photos = {level: [100 * each["photos"][level] for each in scratch["network"]] for level in ("fine", "coarse")}
    fine, coarse = (mean_and_deviation(values, ".1f") for values in photos.values())
    minutes = mean_and_deviation([seconds / 60 for seconds in scratch["seconds"]], ".1f")
    new = scratch["by class"]["unseen"]["photos"]["fine"]
    lines.append(
        f"| from scratch, as in photos.md | {minutes} | {found['scratch MB']} | {fine} | {coarse} | {100 * new:.1f} |"
    )
    lack = "not measured yet"
    for kind, words in KINDS.items():
        there = found["unseen"].get(kind)
        new = cell(there["fine"]) if there else lack
        row = kind_row(words, found[kind], new) if found.get(kind) else f"| {words} |{f' {lack} |' * 4} {new} |"
        lines.append(row)
    return "\n".join(lines)


def elsewhere_table(found):
    """What was forgotten, as Markdown."""
    names = {
        "frozen": "frozen",
        "alone": "trained further on the groceries, alone",
        "trained": "trained further, beside the frozen one, with its head, mirror images",
    }
    lines = [f"| precision@1 in % | {' | '.join(found)} |", "|---" * (len(found) + 1) + "|"]
    for kind, words in names.items():
        lines.append(f"| {words} | {' | '.join(cell(each[kind]) for each in found.values())} |")
    return "\n".join(lines)


def page(found, scratch):
    """further.md."""
    seen, unseen = found["products"]
    seeds = len(found.get("trained", []))
    parts = [
        "# Training on from ImageNet",
        "Made by `python bench/further.py`. Precision@1 of the test photos of the groceries among its\n"
        "training photos. In brackets: 95 % intervals over classes; else mean ± standard deviation over the\n"
        f"seeds, of the network trained further {seeds}. Never seen: {unseen} products of which\n"
        f"it saw nothing, after training on the other {seen}, one seed, {EPOCHS_UNSEEN} epochs in place of {EPOCHS}.\n"
        "Minutes: processor time of both cores, halved; from scratch by the clock, on shared cores.",
        table(found, scratch),
    ]
    if "elsewhere" in found:
        words = "The same networks on pictures of other kinds, as in own_photos.md. Alone: averages of the last level."
        parts += ["## What was forgotten", words, elsewhere_table(found["elsewhere"])]
    return "\n\n".join(parts) + "\n"


def main():
    keras.utils.set_random_seed(0)
    scratch = measurements.read("photos")
    for found in measured():
        found["scratch MB"] = round(products.shipped_recipe("groceries").weights_path.stat().st_size / 1e6, 1)
        replace_text(measurements.file_of("further"), json.dumps(found, indent=1) + "\n")
        replace_text(HERE / "further.md", page(found, scratch))


if __name__ == "__main__":
    main()

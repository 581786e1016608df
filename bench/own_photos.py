"""What finds the right picture in a folder that no network of the course was trained for?

python bench/own_photos.py     writes own_photos.md beside it, about ten minutes on 2 cores
"""

import json
import os
import time
from pathlib import Path

import keras
import numpy as np
from PIL import Image

from course_lib import data
from course_lib.app.export import export_network
from course_lib.distances import distance_matrix
from course_lib.evaluation.baselines import colour_histogram, raw_pixels
from course_lib.evaluation.certainty import bootstrap_interval
from course_lib.evaluation.metrics import average_precisions, ranked_matches
from course_lib.machine.files import replace_text
from course_lib.models import frozen_encoder
from course_lib.recipes.measurements import file_of
from course_lib.recipes.products import shipped_encoder

HERE = Path(__file__).parent
SIDE = 160  # pixels, of the pictures as they lie in the folder; drawings and digits are smaller and are enlarged
SIZES = (96, 128, 160)  # at which the frozen network looks at them


def folders():
    """{name: (pictures (n, h, w, 3) uint8, labels (n,), which ask (n,) bool, which are searched (n,) bool)}.

    Where neighbours in time are alike (shelves, hands of writers), the two halves are the official ones; elsewhere each
    picture asks all others.
    """
    digits, drawings, shop = data.digits(), data.omniglot("small1", 105), data.catalogue(80, 10, SIDE)
    fruit = data.groceries(SIDE)
    everything = lambda part: np.ones(len(part), bool)
    return {
        "groceries": (fruit.pictures, fruit.labels, fruit.split == "test", fruit.split == "train"),
        "catalogue": (shop.pictures, shop.labels, everything(shop), everything(shop)),
        "digits": (_rgb(digits.pictures), digits.labels, digits.split == "test", digits.split == "train"),
        "characters": (_rgb(drawings.pictures), drawings.labels, everything(drawings), everything(drawings)),
    }


def _rgb(grey):
    return grey.repeat(3, axis=-1)


def resized(pictures, size):
    """Pictures (n, h, w, 3) at (n, size, size, 3), as the search reads them."""
    if pictures.shape[1] == size:
        return pictures
    return np.stack(
        [np.asarray(Image.fromarray(each).resize((size, size), Image.Resampling.BILINEAR)) for each in pictures]
    )


def methods():
    """{name: a function from pictures (n, h, w, 3) to vectors (n, d)}."""
    keras.utils.set_random_seed(0)
    networks = {
        "the course's network of the groceries": shipped_encoder("groceries"),
        "SqueezeNet with random weights": frozen_encoder(128, weights=None),
        **{f"SqueezeNet, frozen, at {size} pixels": frozen_encoder(size) for size in SIZES},
    }
    plain = {name: export_network(network) for name, network in networks.items()}
    return {"pixels": raw_pixels, "colour histogram": colour_histogram} | {
        name: lambda pictures, network=network: in_batches(network, resized(pictures, network.shape[0]))
        for name, network in plain.items()
    }


def in_batches(network, pictures, batch=16):
    return np.concatenate([network(pictures[i : i + batch]) for i in range(0, len(pictures), batch)])


def score(vectors, labels, ask, searched):
    """(precision@1, its 95 % interval over classes, MAP@R) in percent."""
    same = ask is searched or bool((ask & searched).any())
    distances = distance_matrix(vectors[ask], vectors[searched])
    matches = ranked_matches(distances, labels[ask], labels[searched], same_pictures=same)
    first, precisions = matches[:, 0].astype(float), average_precisions(matches)
    interval = bootstrap_interval(first, labels[ask])
    return [round(100 * float(number), 1) for number in (first.mean(), *interval, precisions.mean())]


def measure():
    """{folder: {method: {"score": ..., "milliseconds": of processor time for each picture}}}."""
    found = {}
    for folder, (pictures, labels, ask, searched) in folders().items():
        found[folder] = {"pictures": len(pictures), "classes": len(np.unique(labels))}
        for name, look in methods().items():
            begin = time.process_time()
            vectors = look(pictures)
            spent = time.process_time() - begin
            found[folder][name] = {
                "score": score(vectors, labels, ask, searched),
                "milliseconds": round(1000 * spent / len(pictures), 1),
            }
            print(folder, name, found[folder][name], flush=True)
    return found


def page(cores, found):
    """own_photos.md."""
    names = [name for name in next(iter(found.values())) if name not in ("pictures", "classes")]
    head = [f"{folder}, {each['pictures']:,} pictures, {each['classes']} classes" for folder, each in found.items()]
    rows = [
        f"| precision@1 in %, [95 % interval over classes] | {' | '.join(head)} | ms |",
        "|---" * (len(head) + 2) + "|",
    ]
    for name in names:
        scores = [each[name]["score"] for each in found.values()]
        cells = [f"{first:.1f} [{low:.1f}, {high:.1f}]" for first, low, high, _ in scores]
        rows.append(f"| {name} | {' | '.join(cells)} | {found['groceries'][name]['milliseconds']:.0f} |")
    table = "\n".join(rows)
    maps = ["| MAP@R in % | " + " | ".join(found) + " |", "|---" * (len(found) + 1) + "|"]
    maps += [
        f"| {name} | " + " | ".join(f"{each[name]['score'][3]:.1f}" for each in found.values()) + " |" for name in names
    ]
    return (
        "# Which network for a folder of one's own?\n\n"
        "Made by `python bench/own_photos.py`. Each data set is treated as a folder for which nothing is trained. Of\n"
        "the groceries and the digits the test pictures search among the training pictures (other shelves, other\n"
        "writers); of the catalogue and the characters each picture searches among all others. The network of\n"
        "the groceries was trained on the training photos of the first folder: there it knows what is searched.\n"
        f"ms: processor time for one photo of the groceries in NumPy, on {cores} shared cores.\n\n"
        f"{table}\n\n" + "\n".join(maps) + "\n"
    )


def main():
    measured = {"cores": os.cpu_count(), "found": measure()}
    replace_text(file_of("own_photos"), json.dumps(measured, indent=1) + "\n")
    replace_text(HERE / "own_photos.md", page(**measured))


if __name__ == "__main__":
    main()

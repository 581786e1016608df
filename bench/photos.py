"""The longer training of lesson 15 on the official split of the groceries, over several seeds.

    python bench/photos.py        about an hour on 2 cores; an interrupted run goes on where it was

Writes photos.md beside it, from its numbers, after each training. Test pictures search among the training pictures, and
among the iconic ones; then the same training on some of the products, tested on these and on the others.
"""

import json
import os
import time
from pathlib import Path

import numpy as np

from course_lib import data, paths
from course_lib.evaluation.baselines import colour_histogram, raw_pixels
from course_lib.evaluation.retrieval import official_scores
from course_lib.evaluation.summary import mean_and_deviation
from course_lib.machine.files import replace_text
from course_lib.models import embed
from course_lib.recipes import products
from course_lib.recipes.measurements import file_of
from course_lib.recipes.photos import EPOCHS, SIZE, embed_mirrored, train_on_photos

HERE = Path(__file__).parent
SEEDS = (0, 1, 2)
SCORES = ("fine", "coarse", "hierarchical")


def all_scores(embed_pictures, pictures, icons=None):
    """The scores of one way to embed pictures, on the test pictures of a PictureSet."""
    gallery, queries = pictures.where(split="train"), pictures.where(split="test")
    found = {"photos": official_scores(embed_pictures, queries, gallery)}
    return found | ({"icons": official_scores(embed_pictures, queries, icons)} if icons else {})


def trained(part, seed, before):
    """A network trained on the training pictures of `part`, and how long a whole training takes.

    Of a training that goes on from a checkpoint only the rest is timed, and its epochs count for all; for one that was
    finished before, the seconds are those of the table there was, `before`.
    """
    ends = [time.perf_counter()]
    note_end = lambda _epoch: ends.append(time.perf_counter())
    network = train_on_photos(part.where(split="train"), seed, checkpoints=paths.training_folder(), callback=note_end)
    if len(ends) == 1:
        return network, before[seed]
    return network, round((ends[-1] - ends[0]) * EPOCHS / (len(ends) - 1))


def measured():
    """Everything, a bit more after each training: yields a dictionary."""
    file = file_of("photos")
    before = json.loads(file.read_text())["seconds"] if file.is_file() else []
    pictures, icons = data.groceries(SIZE), data.iconic_groceries(SIZE)
    found = {
        name: all_scores(f, pictures, icons) for name, f in (("pixels", raw_pixels), ("histogram", colour_histogram))
    }
    found |= {"cores": os.cpu_count(), "seconds": [], "network": [], "mirrored": []}
    sides = dict(zip(("seen", "unseen"), products.CASES["groceries"].split(pictures), strict=True))
    found["pictures"] = {part: len(pictures.where(split=part).labels) for part in ("train", "test")}
    found["pictures"]["icons"] = len(icons.labels)
    found["products"] = {side: len(np.unique(part.labels)) for side, part in sides.items()}
    for seed in SEEDS:
        network, seconds = trained(pictures, seed, before)
        found["seconds"].append(seconds)
        found["network"].append(all_scores(lambda batch, n=network: embed(n, batch), pictures, icons))
        found["mirrored"].append(all_scores(lambda batch, n=network: embed_mirrored(n, batch), pictures, icons))
        yield found
    network = train_on_photos(sides["seen"].where(split="train"), 0, checkpoints=paths.training_folder())
    found["by class"] = {side: all_scores(lambda batch: embed(network, batch), part) for side, part in sides.items()}
    yield found


def row(words, scores):
    """One line of the table; scores: one dictionary per seed."""
    cells = []
    for name in SCORES:
        values = [100 * each[name] for each in scores]
        cells.append(mean_and_deviation(values, ".1f"))
    return f"| {words} | {' | '.join(cells)} |"


def table(found):
    """The dictionary as Markdown."""
    lines = ["| gallery | method | fine, % | coarse, % | hierarchical, % |", "|---|---|---|---|---|"]
    count, seen = found["pictures"], found["products"]["seen"]
    galleries = {"photos": f"{count['train']:,} training photos", "icons": f"{count['icons']} iconic pictures"}
    for gallery, words in galleries.items():
        lines += [row(f"{words} | {name}", [found[name][gallery]]) for name in ("pixels", "histogram")]
        for name, said in (("network", "network"), ("mirrored", "network, picture and mirror image")):
            lines.append(row(f"{words} | {said}", [each[gallery] for each in found[name]]))
    for side, scores in found.get("by class", {}).items():
        lines.append(
            row(f"photos of the {side} products | network trained on {seen} products, one seed", [scores["photos"]])
        )
    return "\n".join(lines)


def page(found):
    """photos.md."""
    seconds = ", ".join(map(str, found["seconds"]))
    return (
        "# Photos: the longer training\n\nMade by `python bench/photos.py`. Precision@1 on the "
        f"{found['pictures']['test']:,} test photos of the official split;\nhierarchical: the right coarse class "
        "counts half. Networks: mean ± standard deviation "
        f"over {len(found['seconds'])} seeds.\n\n{table(found)}\n\n"
        f"Seconds of the trainings on {found['cores']} shared cores: {seconds}.\n"
    )


def main():
    for found in measured():
        replace_text(file_of("photos"), json.dumps(found, indent=1) + "\n")
        replace_text(HERE / "photos.md", page(found))


if __name__ == "__main__":
    main()

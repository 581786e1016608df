"""Are copies of photos found, and nothing else? Copies of real photos among other photos of the same products.

    python bench/duplicates.py

The differences that LIMIT in course_lib.app.alignment lies between come from training photos of the groceries; recall
and precision are then measured on test photos, taken in other shops.
"""

import io
import json
import os
import random
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from course_lib import data
from course_lib.app.alignment import LIMIT, SIDE, best_match
from course_lib.app.duplicate_groups import duplicate_groups
from course_lib.app.prepare import prepare_collection
from course_lib.data.reading import whole_or_reason
from course_lib.machine.files import replace_text
from course_lib.recipes.measurements import file_of

HERE = Path(__file__).parent
CALIBRATED, ORIGINALS, OTHERS, TIMED, LARGE = 12, 20, 60, 100, 10_000


def saved(image, kind="JPEG", **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def shrunk(image, share):
    return image.resize((round(image.width * share), round(image.height * share)), Image.Resampling.LANCZOS)


def cut(image, share, chance):
    width, height = round(image.width * share), round(image.height * share)
    left, top = chance.randint(0, image.width - width), chance.randint(0, image.height - height)
    return image.crop((left, top, left + width, top + height))


def turned_by_note(image):
    note = Image.Exif()
    note[0x0112] = 6
    return saved(image.rotate(90, expand=True), exif=note, quality=90)


KINDS = {  # (ending, function from (bytes, picture, chance) to the bytes of the copy)
    "same file": (".jpg", lambda content, image, chance: content),
    "half the size": (".jpg", lambda content, image, chance: saved(shrunk(image, 0.5), quality=90)),
    "a quarter of the size": (".png", lambda content, image, chance: saved(shrunk(image, 0.25), "PNG")),
    "JPEG of quality 30": (".jpg", lambda content, image, chance: saved(image, quality=30)),
    "JPEG of quality 10": (".jpg", lambda content, image, chance: saved(image, quality=10)),
    "mirrored": (".jpg", lambda content, image, chance: saved(image.transpose(0), quality=90)),
    "turned by 90 degrees": (".jpg", lambda content, image, chance: saved(image.transpose(2), quality=90)),
    "turned, with a note that undoes it": (".jpg", lambda content, image, chance: turned_by_note(image)),
    "cut to 90 % of each side": (".jpg", lambda content, image, chance: saved(cut(image, 0.9, chance), quality=90)),
    "cut to 75 %": (".jpg", lambda content, image, chance: saved(cut(image, 0.75, chance), quality=90)),
    "cut to 60 %": (".jpg", lambda content, image, chance: saved(cut(image, 0.6, chance), quality=90)),
    "cut to 75 %, half the size, quality 40": (
        ".jpg",
        lambda content, image, chance: saved(shrunk(cut(image, 0.75, chance), 0.5), quality=40),
    ),
}


def photos(split, count, chance):
    """[(name, bytes)] of photos of a split."""
    with zipfile.ZipFile(data.find("groceries")) as file:
        names = sorted(name for name in file.namelist() if f"/dataset/{split}/" in name and name.endswith(".jpg"))
        return [(Path(name).stem, file.read(name)) for name in chance.sample(names, count)]


def copies_of(content, chance):
    """{kind: (ending, bytes)}."""
    with Image.open(io.BytesIO(content)) as image:
        picture = image.convert("RGB")
    return {kind: (ending, make(content, picture, chance)) for kind, (ending, make) in KINDS.items()}


def difference(first, second):
    """The smaller one of both directions, of two files."""
    wholes = [whole_or_reason(path, SIDE) for path in (first, second)]
    return min(best_match(*wholes).difference, best_match(*wholes[::-1]).difference)


def calibrate(folder):
    """{kind: differences of copies of training photos}, and those of different photos of one product."""
    chance = random.Random(0)
    found = defaultdict(list)
    for _, content in photos("train", CALIBRATED, chance):
        (folder / "original.jpg").write_bytes(content)
        for kind, (ending, copy) in copies_of(content, chance).items():
            path = folder / f"copy{ending}"
            path.write_bytes(copy)
            found[kind].append(difference(folder / "original.jpg", path))
    others = []
    for (name, content), (other, another) in pairwise(sorted(photos("train", 20 * CALIBRATED, chance))):
        if name.rpartition("_")[0] == other.rpartition("_")[0]:
            (folder / "a.jpg").write_bytes(content)
            (folder / "b.jpg").write_bytes(another)
            others.append(difference(folder / "a.jpg", folder / "b.jpg"))
    copies = {kind: [float(np.median(each)), max(each)] for kind, each in found.items()}
    return {"copies": copies, "others": len(others), "smallest": min(others)}


def measure(folder):
    """Recall and precision of each kind on test photos, with other photos of the same products beside them."""
    chance = random.Random(1)
    originals = photos("test", ORIGINALS, chance)
    products = {name.rpartition("_")[0] for name, _ in originals}
    known = {name for name, _ in originals}
    others = [(name, content) for name, content in photos("test", 2000, chance) if name.rpartition("_")[0] in products]
    for name, content in [(name, content) for name, content in others if name not in known][:OTHERS]:
        (folder / f"{name}.jpg").write_bytes(content)
    for name, content in originals:
        (folder / f"{name}.jpg").write_bytes(content)
        for number, (ending, copy) in enumerate(copies_of(content, chance).values()):
            (folder / f"{name}~{number}{ending}").write_bytes(copy)
    groups = [[copy.file for copy in group] for group in duplicate_groups(folder, prepare_collection(folder))]
    right, wrong, found = defaultdict(int), defaultdict(int), defaultdict(int)
    strange = []
    for group in groups:
        for a, b in combinations(group, 2):
            same = source(a) == source(b)
            strange += [] if same else [[a, b]]
            for kind in {kind_of(a), kind_of(b)} - {None}:
                (right if same else wrong)[kind] += 1
        there = {source(file) for file in group if kind_of(file) is None}
        for file in group:
            found[kind_of(file)] += source(file) in there
    count = sum(1 for _ in folder.iterdir())
    scores = {kind: [found[kind] / ORIGINALS, right[kind] / max(1, right[kind] + wrong[kind])] for kind in KINDS}
    return {"files": count, "originals": ORIGINALS, "kinds": scores, "wrong_pairs": strange[:20], "wrong": len(strange)}


def source(file):
    return Path(file).stem.partition("~")[0]


def kind_of(file):
    """The kind of a copy by its name, None for an original."""
    number = Path(file).stem.partition("~")[2]
    return list(KINDS)[int(number)] if number else None


def seconds(folder):
    """Processor seconds of the first call and of the second one for TIMED photos, and the groups among them."""
    for name, content in photos("test", TIMED, random.Random(2)):
        (folder / f"{name}.jpg").write_bytes(content)
    spent = []
    for _ in range(2):
        begin = time.process_time()
        groups = duplicate_groups(folder, prepare_collection(folder))
        spent.append(time.process_time() - begin)
    return {"photos": TIMED, "seconds": spent, "groups": [[copy.file for copy in group] for group in groups]}


def page(limit, large, calibration, test, timed):
    """duplicates.md."""
    rows = ["| copy | difference: median, largest | recall in % | precision in % |", "|---|---|---|---|"]
    for kind, (recall, precision) in test["kinds"].items():
        median, largest = calibration["copies"][kind]
        rows.append(f"| {kind} | {median:.1f}, {largest:.1f} | {100 * recall:.0f} | {100 * precision:.0f} |")
    first, second = timed["seconds"]
    factor = large / timed["photos"]
    calibrated, others = calibration["smallest"], calibration["others"]
    return (
        "# Copies among one's photos\n\n"
        "Made by `python bench/duplicates.py` from photos of the groceries, and from copies of them made in the ways\n"
        "of the first column. Difference: on training photos, of the block of the picture in which a copy differs\n"
        "most from its original once one lies upon the other (root mean square of colour values). Of different photos\n"
        f"of the same product, {others} pairs, the smallest difference is {calibrated:.1f}; the limit in\n"
        f"`course_lib.app.alignment` is {limit:.0f}.\n\n"
        f"Recall and precision: `duplicates` on {test['files']} files: {test['originals']} test photos, a copy\n"
        "of each in every way, and other test photos of the same products. Recall: copies that are in one group with\n"
        "their original. Precision: pairs in one group, one of them such a copy, that are of the same photo.\n"
        f"Pairs in one group that are not: {test['wrong']}.\n\n"
        + "\n".join(rows)
        + f"\n\nProcessor time for {timed['photos']} photos: {first:.0f} s the first time, {second:.0f} s again, with\n"
        f"the pictures' embeddings kept. For {large:,} this makes {factor * first / 60:.0f} and "
        f"{factor * second / 60:.0f} minutes,\n"
        "extrapolated in proportion, not measured. "
        f"Groups among these {timed['photos']}: {len(timed['groups'])}.\n"
    )


def main():
    with tempfile.TemporaryDirectory() as place:
        os.environ["COURSE_CACHE"] = str(Path(place) / "cache")
        folders = [Path(place) / name for name in ("calibration", "test", "timed")]
        for folder in folders:
            folder.mkdir()
        found = {"limit": LIMIT, "large": LARGE}
        for name, work, folder in zip(
            ("calibration", "test", "timed"), (calibrate, measure, seconds), folders, strict=True
        ):
            found[name] = work(folder)
            print(name, found[name], file=sys.stderr, flush=True)
    replace_text(file_of("duplicates"), json.dumps(found, indent=1) + "\n")
    replace_text(HERE / "duplicates.md", page(**found))


if __name__ == "__main__":
    main()

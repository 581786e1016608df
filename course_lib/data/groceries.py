"""The Grocery Store Dataset: photos from shops."""

import csv
import zipfile

import numpy as np

from course_lib.data.archives import archive_named
from course_lib.data.checks import check_size
from course_lib.data.decoding import colour_picture, decode_members, kept
from course_lib.data.download import fetch
from course_lib.data.record import SPLITS, PictureSet

SOURCE = (
    "5,421 photos of 81 products from the Grocery Store Dataset (Klasson, Zhang and Kjellström, WACV 2019, "
    "https://github.com/marcusklasson/GroceryStoreDataset), MIT licence."
)


def groceries(size=48):
    """5,421 photos from shops, RGB (5421, size, size, 3), 81 products in 43 coarse classes, the official split.

    Of each photo the middle square is taken, then shrunk. The archive (124 MB) is found or downloaded, and the
    decoded pictures are kept for the next call. Raises DataNotFound when there is no copy and no network.
    """
    check_size(size)
    archive = archive_named("groceries")
    arrays = kept(f"groceries-{size}-{archive.checksum[:12]}", lambda: _decode(fetch("groceries"), size))
    names, coarse_names = (tuple(arrays.pop(field).tolist()) for field in ("names", "coarse_names"))
    return PictureSet(**arrays, names=names, coarse_names=coarse_names, source=SOURCE)


def _decode(path, size):
    with zipfile.ZipFile(path) as archive:
        root = archive.namelist()[0].split("/")[0] + "/dataset/"
        rows = [(split, *row) for split in SPLITS for row in _table(archive, f"{root}{split}.txt")]
        classes = _table(archive, f"{root}classes.csv")[1:]
    members = [root + row[1] for row in rows]
    return {
        "pictures": decode_members(path, members, colour_picture, size, "Reading groceries"),
        "labels": np.array([int(row[2]) for row in rows], np.int64),
        "names": _names({int(row[1]): row[0] for row in classes}),
        "split": np.array([row[0] for row in rows]),
        "coarse": np.array([int(row[3]) for row in rows], np.int64),
        "coarse_names": _names({int(row[3]): row[2] for row in classes}),
    }


def _table(archive, member):
    lines = archive.read(member).decode("utf-8").splitlines()
    return [[cell.strip() for cell in row] for row in csv.reader(lines) if row]


def _names(by_number):
    return np.array([by_number[number] for number in range(len(by_number))])

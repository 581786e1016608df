"""The Grocery Store Dataset: photos from shops."""

import csv
import zipfile
from typing import Any

import numpy as np

from course_lib.data.archive_pictures import colour_picture, decode_members
from course_lib.data.archives import archive_named
from course_lib.data.cache import load_or_build_arrays
from course_lib.data.download import fetch
from course_lib.data.record import SPLITS, PictureSet, check_size

SOURCE = (
    "5,421 photos of 81 products from the Grocery Store Dataset (Klasson, Zhang and Kjellström, WACV 2019, "
    "https://github.com/marcusklasson/GroceryStoreDataset), MIT licence."
)


def groceries(size: int = 48) -> PictureSet:
    """5,421 photos from shops, RGB (5421, size, size, 3), 81 products in 43 coarse classes, the official split.

    Of each photo the middle square is taken, then shrunk. The archive (124 MB) is found or downloaded, and the
    decoded pictures are kept for the next call.

    Raises:
        DataNotFound: there is no copy and no network.

    Source: Klasson, Zhang and Kjellström 2019, A hierarchical grocery store image dataset with visual and semantic
        labels, WACV.
    """
    return _from_archive(size, "groceries", _photos)


def iconic_groceries(size: int = 48) -> PictureSet:
    """The 81 pictures that stand for the products of `groceries`, RGB (81, size, size, 3), all in the split "train".

    One clean picture of each product, as an online shop shows it, with the labels of the photos: a gallery with one
    example per class. Found, kept and missed as `groceries` is.
    """
    return _from_archive(size, "iconic", _icons)


def _from_archive(size, what, rows_of):
    check_size(size)
    archive = archive_named("groceries")
    key = f"{what}-{size}-{archive.checksum[:12]}"
    arrays = load_or_build_arrays(key, lambda: _decode(fetch("groceries"), size, rows_of))
    texts: dict[str, Any] = {field: tuple(arrays[field].tolist()) for field in ("names", "coarse_names", "files")}
    return PictureSet(**arrays | texts, source=SOURCE)


def _decode(path, size, rows_of):
    with zipfile.ZipFile(path) as archive:
        root = archive.namelist()[0].split("/")[0] + "/dataset/"
        classes = _table(archive, f"{root}classes.csv")[1:]
        splits, files, labels, coarse = zip(*rows_of(archive, root, classes), strict=True)
    return {
        "pictures": decode_members(path, [root + file for file in files], colour_picture, size, "Reading groceries"),
        "labels": np.array(labels, np.int64),
        "names": _names({int(row[1]): row[0] for row in classes}),
        "split": np.array(splits),
        "coarse": np.array(coarse, np.int64),
        "coarse_names": _names({int(row[3]): row[2] for row in classes}),
        "files": np.array(files),
    }


def _photos(archive, root, classes):
    """(split, file, label, coarse label) of each photo."""
    return [
        (split, row[0], int(row[1]), int(row[2])) for split in SPLITS for row in _table(archive, f"{root}{split}.txt")
    ]


def _icons(archive, root, classes):
    """The same of each picture that stands for a class."""
    return [("train", row[4].lstrip("/"), int(row[1]), int(row[3])) for row in classes]


def _table(archive, member):
    lines = archive.read(member).decode("utf-8").splitlines()
    return [[cell.strip() for cell in row] for row in csv.reader(lines) if row]


def _names(by_number):
    return np.array([by_number[number] for number in range(len(by_number))])

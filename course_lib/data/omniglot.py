"""Omniglot: handwritten characters of many alphabets, and the published one-shot test."""

import zipfile
from dataclasses import dataclass

import numpy as np

from course_lib.data.archives import archive_named
from course_lib.data.checks import check_size
from course_lib.data.decoding import decode_members, ink_picture, kept
from course_lib.data.download import fetch
from course_lib.data.record import PictureSet
from course_lib.errors import expect

PARTS = ("small1", "small2")
SOURCE = (
    "Handwritten characters from Omniglot (Lake, Salakhutdinov and Tenenbaum, Science 350, 2015, "
    "https://github.com/brendenlake/omniglot), MIT licence."
)


def omniglot(part="small1", size=32):
    """One of Omniglot's two small background sets: characters of five alphabets, 20 drawers each.

    Grey (n, size, size, 1), the ink bright on dark; n is 2,720 for "small1" (136 characters) and 3,120 for "small2"
    (156 characters). The label is the character, the coarse label its alphabet. All of it is "train": the published
    test is `omniglot_runs`. Greek and Latin are in both sets, the same drawings.
    Raises DataNotFound when there is no copy and no network.
    """
    expect(part in PARTS, "part", repr(part), f"one of {PARTS}")
    check_size(size)
    arrays = _kept(f"omniglot-{part}", size, _decode_background)
    names, labels = np.unique(arrays["characters"], return_inverse=True)
    alphabets = [name.split("/")[0] for name in names]
    coarse_names, coarse_of_label = np.unique(alphabets, return_inverse=True)
    return PictureSet(
        pictures=arrays["pictures"],
        labels=labels.astype(np.int64),
        names=tuple(names.tolist()),
        split=np.full(len(labels), "train"),
        coarse=coarse_of_label[labels].astype(np.int64),
        coarse_names=tuple(coarse_names.tolist()),
        source=SOURCE,
    )


@dataclass(frozen=True, eq=False)
class OneShotRuns:
    """The 20 published runs of 20-way one-shot classification within an alphabet, the ink bright on dark.

    test     (20, 20, h, w, 1) uint8: for each run 20 drawings to name
    gallery  (20, 20, h, w, 1) uint8: for each run one drawing of each of its 20 characters
    answers  (20, 20) int64: for each test drawing the index of its character in the run's gallery
    """

    test: np.ndarray
    gallery: np.ndarray
    answers: np.ndarray


def omniglot_runs(size=32):
    """The published one-shot test of Omniglot as OneShotRuns.

    The gallery stands in the order of its file names, which is not the order of the answers: a model that always
    says "the first" gets 1 of 20. Raises DataNotFound when there is no copy and no network.
    """
    check_size(size)
    return OneShotRuns(**_kept("omniglot-runs", size, _decode_runs))


def _kept(name, size, decode):
    key = f"{name}-{size}-{archive_named(name).checksum[:12]}"
    return kept(key, lambda: decode(fetch(name), size))


def _decode_background(path, size):
    members = _members(path, ".png")
    characters = ["/".join(member.split("/")[-3:-1]) for member in members]
    pictures = decode_members(path, members, ink_picture, size, "Reading Omniglot")
    return {"pictures": pictures, "characters": np.array(characters)}


def _decode_runs(path, size):
    test, gallery, answers = [], [], []
    for table in _members(path, "class_labels.txt"):
        rows = _rows(path, table)
        classes = sorted(drawn for _, drawn in rows)
        test += [item for item, _ in rows]
        gallery += classes
        answers.append([classes.index(drawn) for _, drawn in rows])
    pictures = decode_members(path, test + gallery, ink_picture, size, "Reading the one-shot runs")
    test, gallery = pictures.reshape(2, *np.shape(answers), size, size, 1)
    return {"test": test, "gallery": gallery, "answers": np.array(answers, np.int64)}


def _members(path, ending):
    with zipfile.ZipFile(path) as archive:
        return sorted(member for member in archive.namelist() if member.endswith(ending))


def _rows(path, table):
    with zipfile.ZipFile(path) as archive:
        return [line.split() for line in archive.read(table).decode("utf-8").splitlines() if line.strip()]

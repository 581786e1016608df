"""Omniglot: handwritten characters of many alphabets, and the published one-shot test."""

import zipfile

import numpy as np

from course_lib.data.archive_pictures import decode_members, ink_picture
from course_lib.data.archives import DataNotFound, archive_named
from course_lib.data.cache import load_or_build_arrays
from course_lib.data.download import fetch
from course_lib.data.record import PictureSet, check_size
from course_lib.data.runs import OneShotRuns
from course_lib.errors import expect

PARTS = ("small1", "small2")
SIDE = 105  # pixels of every published drawing
WAYS = 20  # characters of every published run
SOURCE = (
    "Handwritten characters from Omniglot (Lake, Salakhutdinov and Tenenbaum, Science 350, 2015, "
    "https://github.com/brendenlake/omniglot), MIT licence."
)


def omniglot(part: str = "small1", size: int = 32) -> PictureSet:
    """One of Omniglot's two small background sets: characters of five alphabets, 20 drawers each.

    Grey (n, size, size, 1), the ink bright on dark; n is 2,720 for "small1" (136 characters) and 3,120 for "small2"
    (156 characters). The label is the character, the coarse label its alphabet. All of it is "train": the published
    test is `omniglot_runs`. Greek and Latin are in both sets, the same drawings. `drawers_of` says who drew each.

    Raises:
        ValueError: another part.
        DataNotFound: there is no copy and no network.

    Source: Lake, Salakhutdinov and Tenenbaum 2015, Human-level concept learning through probabilistic program
        induction, Science 350.
    """
    expect(part in PARTS, "part", repr(part), f"one of {PARTS}")
    check_size(size)
    arrays = _kept(f"omniglot-{part}", size, _decode_background)
    files = arrays["files"].tolist()  # Greek/character01/0394_05.png
    names, labels = np.unique([file.rpartition("/")[0] for file in files], return_inverse=True)
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
        files=tuple(files),
    )


def drawers_of(characters: PictureSet) -> np.ndarray:
    """Who drew each picture of a PictureSet from `omniglot`, (n,) int64: 1 to 20, counted anew in each alphabet.

    The number is the end of the file's name: Greek/character01/0394_05.png was drawn by 5.

    Raises:
        ValueError: the files have no such names, or there are none.
    """
    expect(characters.files, "characters", "pictures without files", "a PictureSet from omniglot()")
    ends = [file.removesuffix(".png").rpartition("_")[2] for file in characters.files]
    strange = [file for file, end in zip(characters.files, ends, strict=True) if not end.isdecimal()]
    expect(not strange, "characters", strange[:1], "files named like 0394_05.png, as from omniglot()")
    return np.array(ends).astype(np.int64)


def omniglot_runs(size: int = 32) -> OneShotRuns:
    """The published one-shot test of Omniglot as OneShotRuns.

    At size=105 the drawings are as they were published. The gallery stands in the order of its file names, which is
    not the order of the answers: a model that always says "the first" gets 1 of 20.

    Raises:
        DataNotFound: there is no copy and no network.

    Source: as of `omniglot`.
    """
    check_size(size)
    return OneShotRuns(**_kept("omniglot-runs", size, _decode_runs))


def _kept(name, size, decode):
    key = f"{name}-{size}-{archive_named(name).checksum[:12]}"
    return load_or_build_arrays(key, lambda: decode(fetch(name), size))


def _decode_background(path, size):
    members = _members(path, ".png")
    pictures = decode_members(path, members, _drawing, size, "Reading Omniglot")
    return {"pictures": pictures, "files": np.array(["/".join(member.split("/")[-3:]) for member in members])}


def _decode_runs(path, size):
    test, gallery, answers = [], [], []
    for table in _members(path, "class_labels.txt"):
        rows = _rows(path, table)
        classes = sorted({drawn for _, drawn in rows})
        if not len(rows) == len(classes) == WAYS:
            raise DataNotFound(f"{path} is damaged: {table} does not pair {WAYS} drawings with as many characters.")
        test += [item for item, _ in rows]
        gallery += classes
        answers.append([classes.index(drawn) for _, drawn in rows])
    pictures = decode_members(path, test + gallery, _drawing, size, "Reading the one-shot runs")
    test, gallery = pictures.reshape(2, len(answers), WAYS, size, size, 1)
    return {"test": test, "gallery": gallery, "answers": np.array(answers, np.int64)}


def _drawing(data, size):
    return ink_picture(data, size, drawn_at=SIDE)


def _members(path, ending):
    with zipfile.ZipFile(path) as archive:
        return sorted(member for member in archive.namelist() if member.endswith(ending))


def _rows(path, table):
    with zipfile.ZipFile(path) as archive:
        return [line.split() for line in archive.read(table).decode("utf-8").splitlines() if line.strip()]

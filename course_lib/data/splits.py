"""Splits by picture, by order, by group and by class."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from course_lib.data.record import SPLITS, PictureSet
from course_lib.errors import check_seed, expect, is_whole
from course_lib.labels import checked_labels

PARTS = MappingProxyType({"train": 0.6, "val": 0.2, "test": 0.2})


def split_by_picture(pictures: PictureSet, parts: Mapping[str, float] = PARTS, seed: int = 0) -> PictureSet:
    """The same PictureSet with a new split: within each class the pictures are dealt out by the fractions in `parts`.

    Every picture lands in exactly one part, and each part's share of a class of n pictures is within one picture of
    its fraction. The deal of a class depends on the seed, its label and its n, not on the other classes.

    Args:
        pictures: any set.
        parts: {split: fraction}.
        seed: another one deals otherwise.

    Raises:
        ValueError: `parts` holds other words than train, val, test, or does not add up to 1.

    >>> from course_lib.data import catalogue
    >>> split_by_picture(catalogue(classes=1, per_class=10), {"train": 0.7, "test": 0.3}).describe()
    '10 RGB pictures of 32 x 32 pixels, 1 classes in 1 coarse classes, 7 train, 3 test'
    """
    _check_parts(parts)
    check_seed(seed)
    words, ends = np.array(list(parts)), np.cumsum(list(parts.values()))
    split = np.empty(len(pictures), dtype="<U5")
    for label in np.unique(pictures.labels):
        rows = np.flatnonzero(pictures.labels == label)
        order = np.random.default_rng([seed, label]).permutation(len(rows))
        ends_here = np.round(ends * len(rows))  # (parts,)
        split[rows] = words[np.searchsorted(ends_here, order, side="right")]
    return replace(pictures, split=split)


def split_by_order(pictures: PictureSet, share: float = 0.2) -> PictureSet:
    """The same PictureSet, the last pictures of each class in the order of their files as "test", others as "train".

    Cameras number their photos one after the other, and those taken in a row are alike: dealt out at random, nearly
    every picture would find its neighbour on the other side. Here that can happen once in a class. A class of one
    picture goes to "train", all others have at least one picture on each side.

    Args:
        pictures: with files.
        share: of each class for "test", above 0 and below 1; rounded.

    Raises:
        ValueError: an argument does not fit.
    """
    expect(0 < share < 1, "share", share, "above 0 and below 1")
    expect(len(pictures.files) == len(pictures), "pictures", "none with files", "pictures that come from files")
    split = np.full(len(pictures), "train")
    for label in np.unique(pictures.labels):
        rows = sorted(np.flatnonzero(pictures.labels == label), key=lambda row: natural_order(pictures.files[row]))
        held = min(max(round(share * len(rows)), 1), len(rows) - 1)
        split[rows[len(rows) - held :]] = "test"
    return replace(pictures, split=split)


def natural_order(file: str) -> list[tuple[str, int]]:
    """A key by which photo 9 comes before photo 10.

    >>> sorted(["photo10.jpg", "photo9.jpg"], key=natural_order)
    ['photo9.jpg', 'photo10.jpg']
    """
    return [(words, int(number or 0)) for words, number in re.findall(r"(\D*)(\d*)", file)]


def split_by_group(
    pictures: PictureSet, groups: ArrayLike, parts: Mapping[str, float] = PARTS, seed: int = 0
) -> PictureSet:
    """The same PictureSet with a new split in which whole groups move: all pictures of a writer, a shelf, a day.

    The groups are shuffled and laid in a row, and each goes to the part in which the middle of its pictures falls: so
    a part's share is within half the largest group at each of its ends.

    Args:
        pictures: any set.
        groups: the group of each picture (n,), numbers or texts.
        parts: {split: fraction}.
        seed: another one deals otherwise.

    Raises:
        ValueError: there is not one group for each picture, a part of more than nothing gets no group, `parts` holds
            other words than train, val, test, or does not add up to 1.
    """
    _check_parts(parts)
    check_seed(seed)
    row = checked_labels(groups, "groups")
    expect(row.shape == (len(pictures),), "groups", f"shape {row.shape}", f"({len(pictures)},), one of each picture")
    found, index, sizes = np.unique(row, return_inverse=True, return_counts=True)
    order = np.random.default_rng(seed).permutation(len(found))
    middles = (np.cumsum(sizes[order]) - sizes[order] / 2) / len(pictures)  # (groups,)
    words = np.array(list(parts))
    ends = np.cumsum(list(parts.values()))
    of_group = np.empty(len(found), dtype="<U5")
    of_group[order] = words[np.minimum(np.searchsorted(ends, middles), len(words) - 1)]
    empty = [word for word, share in parts.items() if share > 0 and word not in of_group]
    expect(not empty, "groups", f"{len(found)} groups, none of them in {', '.join(empty)}", "enough for every part")
    return replace(pictures, split=of_group[index])


def split_by_class(pictures: PictureSet, unseen: int | Iterable[int], seed: int = 0) -> tuple[PictureSet, PictureSet]:
    """Two PictureSets (seen, unseen) without a common class: whole classes move, names and label numbers stay.

    Args:
        pictures: any set.
        unseen: how many classes, drawn by the seed, or a list of labels.
        seed: another one draws other classes.

    Raises:
        ValueError: `unseen` leaves one of the two sides without a class.
    """
    check_seed(seed)
    present = np.unique(pictures.labels)
    if is_whole(unseen):
        count = int(cast(int, unseen))
        expect(1 <= count < len(present), "unseen", unseen, f"1 to {len(present) - 1} of the {len(present)} classes")
        labels = np.random.default_rng(seed).choice(present, size=count, replace=False)
    else:
        _check_class_list(unseen, present)
        labels = np.array(list(cast(Iterable[int], unseen)))  # of a set, NumPy would make one object
    moves = np.isin(pictures.labels, labels)
    return pictures.where(~moves), pictures.where(moves)


def _check_parts(parts):
    unknown = sorted(set(parts) - set(SPLITS))
    expect(not unknown, "parts", unknown, f"only the words {SPLITS}")
    fractions = np.array(list(parts.values()), dtype=float)
    adds_up = len(fractions) > 0 and (fractions >= 0).all() and np.isclose(fractions.sum(), 1)
    expect(adds_up, "parts", dict(parts), "fractions of at least 0 that add up to 1")


def _check_class_list(unseen, present):
    expected = f"a number, or a list of some of the labels {present[:5].tolist()} ... {present[-1]}"
    expect(isinstance(unseen, list | tuple | set | np.ndarray | range), "unseen", repr(unseen), expected)
    known = len(unseen) > 0 and np.isin(list(unseen), present).all()
    expect(known, "unseen", list(unseen), expected)
    left = len(set(present.tolist()) - {int(label) for label in unseen})
    expect(left > 0, "unseen", f"all {len(present)} classes", "at least one class left to be seen")

"""The one record in which every picture set comes."""

import itertools
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import check_whole, expect

SPLITS = ("train", "val", "test")


@dataclass(frozen=True, eq=False)
class PictureSet:
    """Pictures with their labels, names and split.

    Args:
        pictures: (n, h, w, c) uint8, c is 1 (grey) or 3 (RGB).
        labels: (n,) int64, index into names.
        names: different ones, none empty.
        split: (n,) str, "train", "val" or "test".
        coarse: (n,) int64, index into coarse_names, or None.
        coarse_names: different names, empty when coarse is None.
        source: one sentence: origin and licence.
        files: n paths below the folder or archive, empty where pictures come from no files.
        skipped: the (file, reason) that `folder` could not use.

    Raises:
        ValueError: naming the field that does not fit.
    """

    pictures: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    split: np.ndarray
    coarse: np.ndarray | None = None
    coarse_names: tuple[str, ...] = ()
    source: str = ""
    files: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        check_pictures(self.pictures)
        n = len(self.pictures)
        _check_labels("labels", self.labels, "names", self.names, n)
        if self.coarse is None:
            expect(self.coarse_names == (), "coarse_names", repr(self.coarse_names), "() when coarse is None")
        else:
            _check_labels("coarse", self.coarse, "coarse_names", self.coarse_names, n)
        _check_split(self.split, n)
        expect(len(self.files) in (0, n), "files", f"{len(self.files)} paths", f"{n}, one for each picture, or none")
        expect(isinstance(self.source, str), "source", repr(self.source), "one sentence of text")

    def __len__(self) -> int:
        return len(self.pictures)

    def where(self, mask: ArrayLike | None = None, *, split: str | None = None) -> "PictureSet":
        """The pictures where a mask is true, or those of one split. Names and label numbers stay.

        Args:
            mask: truth values (n,).
            split: "train", "val" or "test".

        Raises:
            ValueError: both or none are given, the mask does not fit, or no picture is left.
        """
        expect(
            (mask is None) != (split is None), "where", f"mask={mask!r}, split={split!r}", "either a mask or a split"
        )
        if mask is None:
            expect(split in SPLITS, "split", repr(split), f"one of {SPLITS}")
            mask = self.split == split
            expect(np.any(mask), "split", repr(split), f"a split that holds pictures; this set has {self._counts()}")
        rows = np.asarray(mask)
        fits = rows.dtype == bool and rows.shape == (len(self),)
        expect(fits, "mask", f"{rows.dtype} {rows.shape}", f"bool ({len(self)},)")
        expect(rows.any(), "mask", "none true", "at least one picture")
        coarse = None if self.coarse is None else self.coarse[rows]
        kept = {"pictures": self.pictures[rows], "labels": self.labels[rows], "split": self.split[rows]}
        files = tuple(itertools.compress(self.files, rows))
        return replace(self, **kept, coarse=coarse, files=files)

    def of_classes(self, class_ids: ArrayLike) -> "PictureSet":
        """The pictures whose label is in `class_ids`, a list of integers. Names and label numbers stay."""
        class_ids = np.atleast_1d(np.asarray(class_ids))
        present = np.unique(self.labels)
        known = class_ids.size > 0 and np.isin(class_ids, present).all()
        expect(known, "class_ids", class_ids.tolist(), f"labels that this set holds, such as {present[:5].tolist()}")
        return self.where(np.isin(self.labels, class_ids))

    def describe(self) -> str:
        """One line: how many pictures, of what size, in how many classes, in which splits."""
        n, h, w, c = self.pictures.shape
        coarse = "" if self.coarse is None else f" in {len(np.unique(self.coarse))} coarse classes"
        kind = "grey" if c == 1 else "RGB"
        return (
            f"{n} {kind} pictures of {h} x {w} pixels, {len(np.unique(self.labels))} classes{coarse}, {self._counts()}"
        )

    def _counts(self):
        counts = Counter(self.split.tolist())
        return ", ".join(f"{counts[split]} {split}" for split in SPLITS if counts[split])


def check_pictures(pictures: np.ndarray) -> None:
    """Raise ValueError unless pictures is a uint8 array (n, h, w, 1) or (n, h, w, 3) that is not empty."""
    expect(isinstance(pictures, np.ndarray), "pictures", type(pictures).__name__, "a NumPy array (n, h, w, c)")
    expect(pictures.dtype == np.uint8, "pictures", pictures.dtype, "uint8, 0 to 255")
    fits = pictures.ndim == 4 and pictures.shape[-1] in (1, 3)
    expect(fits, "pictures", f"shape {pictures.shape}", "shape (n, h, w, 1) or (n, h, w, 3)")
    expect(pictures.size > 0, "pictures", f"shape {pictures.shape}", "at least one picture of at least one pixel")


def check_size(size: object) -> None:
    """Raise ValueError unless `size` is a side of a picture in pixels that the course can work with, 8 to 1,024."""
    check_whole("size", size, 8, 1024)


def _check_labels(argument, labels, names_argument, names, n):
    fits = isinstance(names, tuple) and all(isinstance(name, str) and name for name in names)
    expect(fits, names_argument, repr(names)[:80], "a tuple of names, none of them empty")
    twice = [name for name, count in Counter(names).items() if count > 1]
    expect(not twice, names_argument, f"{twice[:3]} more than once", "every name once")
    _check_column(argument, labels, n, np.int64)
    outside = labels[(labels < 0) | (labels >= len(names))]
    expect(not len(outside), argument, outside[:3].tolist(), f"0 to {len(names) - 1}, one for each of {names_argument}")


def _check_split(split, n):
    _check_column("split", split, n, np.str_)
    unknown = sorted(set(split.tolist()) - set(SPLITS))
    expect(not unknown, "split", unknown[:3], f"only the words {SPLITS}")


def _check_column(argument, column, n, dtype):
    expect(isinstance(column, np.ndarray), argument, type(column).__name__, f"a NumPy array ({n},)")
    expect(np.issubdtype(column.dtype, dtype), argument, column.dtype, f"{dtype.__name__.rstrip('_')}")
    expect(column.shape == (n,), argument, f"shape {column.shape}", f"({n},), one for each picture")

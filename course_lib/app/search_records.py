"""The records of the search: what is asked for, what was found, what a collection says of itself."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Query:
    """What is searched for: its embedding (d,), its thumbnail (JPEG bytes), its place if it is in the collection."""

    embedding: np.ndarray
    thumbnail: bytes
    place: int | None = None


@dataclass(frozen=True)
class Hit:
    """A picture that was found: its place in the collection, its distance, its name and, below the folder, its file."""

    place: int
    distance: float
    name: str
    file: str


@dataclass(frozen=True)
class Facts:
    """What is known of a collection in words and numbers.

    Args:
        title: of the page.
        source: one sentence: origin and licence.
        thing: what two pictures of one class share, in one word: "product" or "folder".
        names: of the products or folders.
        coarse_names: of the coarse classes, empty when there are none.
        threshold: a distance below it is called the same thing; 0 when nothing tells where it should be.
        calibrated: on what it was calibrated, in words.
        files: the file of each picture below the folder or archive, empty where they come from no files.
        skipped: list of [file, reason] that could not be used.
        stamps: what a folder held, file by file, with size and times: its place in the collection, -1 if left out.
        index: name of the file with the Index, beside this one.
        network: name of the file with the network, beside this one.
        compared_by: the network in words.
    """

    title: str
    source: str
    thing: str
    names: list[str]
    coarse_names: list[str]
    threshold: float
    calibrated: str
    files: list[str]
    skipped: list[list[str]]
    stamps: dict[str, int]
    index: str
    network: str
    compared_by: str


@dataclass(frozen=True, eq=False)
class Gathered:
    """n pictures, read and embedded, of which a collection is made.

    Args:
        title, source, thing, names, coarse_names, threshold, calibrated, files, skipped, stamps: as in Facts.
        embeddings: (n, d) float32.
        labels: (n,) index into names.
        coarse: (n,) index into coarse_names, zeros when there are none.
        queries: (q,) places of those that the page offers as queries.
        loose: (n,) bool, pictures of no class; None when there are none.
        thumbnails: n JPEG files.
    """

    title: str
    source: str
    thing: str
    names: tuple[str, ...]
    coarse_names: tuple[str, ...]
    threshold: float
    calibrated: str
    embeddings: np.ndarray
    labels: np.ndarray
    coarse: np.ndarray
    queries: np.ndarray
    thumbnails: list[bytes]
    loose: np.ndarray | None = None
    files: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    stamps: dict[str, int] = field(default_factory=dict)

"""The records of the search: what is asked for, what was found, what a collection says of itself."""

from dataclasses import dataclass, field

import numpy as np

from course_lib.evaluation.left_out import Asked
from course_lib.evaluation.refusal import Refusal


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
        refusal: the threshold for "not here", and how often it is wrong.
        tried: how many pictures were searched for among the others, to find the failures.
        files: the file of each picture below the folder or archive, empty where they come from no files.
        skipped: list of [file, reason] that could not be used.
        folder: the path of the folder, empty where the pictures come from none.
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
    refusal: Refusal
    tried: int
    files: list[str]
    skipped: list[list[str]]
    folder: str
    stamps: dict[str, int]
    index: str
    network: str
    compared_by: str


@dataclass(frozen=True, eq=False)
class Gathered:
    """n pictures, read and embedded, of which a collection is made.

    Args:
        title, source, thing, names, coarse_names, refusal, files, skipped, folder, stamps: as in
            Facts.
        asked: the distances from which `refusal` follows; None where nobody could ask.
        embeddings: (n, d) float32.
        labels: (n,) index into names.
        coarse: (n,) index into coarse_names, zeros when there are none.
        queries: (q,) places of those that the page offers as queries.
        loose: (n,) bool, pictures of no class; None when there are none.
        thumbnails: n JPEG files.
        digests: (n, 32) uint8, the SHA-256 of each picture's file; None where they come from no folder.
    """

    title: str
    source: str
    thing: str
    names: tuple[str, ...]
    coarse_names: tuple[str, ...]
    refusal: Refusal
    asked: Asked | None
    embeddings: np.ndarray
    labels: np.ndarray
    coarse: np.ndarray
    queries: np.ndarray
    thumbnails: list[bytes]
    loose: np.ndarray | None = None
    digests: np.ndarray | None = None
    files: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    folder: str = ""
    stamps: dict[str, int] = field(default_factory=dict)

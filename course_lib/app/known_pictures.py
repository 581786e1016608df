"""What was read and embedded before, by the content of each file: renamed, moved and copied files are known.

While many new files are read, what is done so far is kept in a file of its own now and then: a preparation that is
killed goes on from there, and the collection of before stays as it was.
"""

import contextlib
import hashlib
import itertools
import threading
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_lib.app.collection import VERSION, Collection
from course_lib.machine.array_file import read_arrays, write_arrays

KIND = "begun collection"
SECONDS = 20  # between two times that the work so far is kept
UNKNOWN = bytes(32)  # in place of the digest of a file that changed while it was read


class Described(NamedTuple):
    """A picture as the search knows it: embedding (d,) float32, thumbnail as JPEG bytes, SHA-256 of its file."""

    embedding: np.ndarray
    thumbnail: bytes
    digest: bytes


def file_digest(file: Path) -> bytes:
    """The SHA-256 of a file's bytes, 32 bytes.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.digest()


class KnownPictures:
    """Pictures by the digests of their files.

    Args:
        before: the last collection of a folder by this network, or None.
        fingerprint: of the network.
        begun: the file that keeps the work so far, or None where nothing shall be kept.
    """

    def __init__(self, before: Collection | None, fingerprint: str, begun: Path | None) -> None:
        self.fingerprint, self.begun = fingerprint, begun
        self.kept, self.lock = time.monotonic(), threading.Lock()
        self.new: dict[bytes, Described] = self._read_begun()
        self.found = dict(self.new)
        old = [described_at(before, place) for place in range(len(before))] if before else []
        self.found |= {picture.digest: picture for picture in old}
        self.found.pop(UNKNOWN, None)

    def get(self, digest: bytes) -> Described | None:
        """What is known of a file with this digest."""
        return self.found.get(digest)

    def add(self, picture: Described) -> None:
        """Know a picture from now on, and keep the work so far if that is due. Several threads may call it."""
        self.found[picture.digest] = self.new[picture.digest] = picture
        if self.begun and time.monotonic() - self.kept > SECONDS and self.lock.acquire(blocking=False):
            try:
                self._keep(self.begun)
            finally:
                self.kept = time.monotonic()
                self.lock.release()

    def _keep(self, path):
        new = list(self.new.values())
        arrays = {
            "embeddings": np.stack([picture.embedding for picture in new]),
            "digests": as_rows([picture.digest for picture in new]),
            "thumbnails": np.frombuffer(b"".join(picture.thumbnail for picture in new), np.uint8),
            "ends": np.cumsum([len(picture.thumbnail) for picture in new]),
        }
        with contextlib.suppress(OSError):  # no room: the collection itself will say so
            write_arrays(path, KIND, VERSION, {"fingerprint": self.fingerprint}, arrays)

    def _read_begun(self):
        try:
            facts, arrays = read_arrays(self.begun, KIND, VERSION) if self.begun else ({}, {})
        except (OSError, ValueError):
            return {}
        if facts.get("fingerprint") != self.fingerprint:
            return {}
        starts = [0, *arrays["ends"].tolist()]
        files = [arrays["thumbnails"][a:b].tobytes() for a, b in itertools.pairwise(starts)]
        rows = zip(arrays["embeddings"], files, arrays["digests"], strict=True)
        return {digest.tobytes(): Described(row, file, digest.tobytes()) for row, file, digest in rows}


def described_at(collection: Collection, place: int) -> Described:
    """Picture `place` of a collection of a folder."""
    query = collection.query_at(place)
    return Described(query.embedding, query.thumbnail, collection.arrays["digests"][place].tobytes())


def as_rows(digests: list[bytes]) -> np.ndarray:
    """Digests as (n, 32) uint8."""
    return np.frombuffer(b"".join(digests), np.uint8).reshape(-1, 32)

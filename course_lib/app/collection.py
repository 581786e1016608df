"""What the search page knows, in one file that is made once and only loaded by the page."""

import io
import os
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from PIL import Image

from course_lib.app.plain_network import PlainNetwork
from course_lib.data.upload import uploaded
from course_lib.search import Index

THUMBNAIL = 96  # pixels


@dataclass(frozen=True)
class Query:
    """What is searched for: its embedding (d,), its thumbnail (JPEG bytes), its label or None when nobody knows."""

    embedding: np.ndarray
    thumbnail: bytes
    label: int | None = None


@dataclass(frozen=True, eq=False)
class Collection:
    """n pictures, of which the first `gallery` are searched and the others can be chosen as queries.

    title         of the page
    source        one sentence: origin and licence
    names         tuple of names of products
    coarse_names  tuple of names of coarse classes, empty when there are none
    threshold     a distance below it is called the same product; 0 when nothing tells where it should be
    calibrated    on what it was calibrated, in words
    embeddings    (n, d) float32
    labels        (n,) index into names
    coarse        (n,) index into coarse_names, zeros when there are none
    failures      (f, 2): a query and the picture of another product that is nearest to it
    thumbnails    uint8, all JPEG files one after the other, and `ends` (n,) where each ends
    network       embeds uploaded pictures, or None
    """

    title: str
    source: str
    names: tuple
    coarse_names: tuple
    threshold: float
    calibrated: str
    gallery: int
    embeddings: np.ndarray
    labels: np.ndarray
    coarse: np.ndarray
    failures: np.ndarray
    thumbnails: np.ndarray
    ends: np.ndarray
    network: PlainNetwork = field(repr=False)

    @cached_property
    def index(self):
        """The Index of the gallery; its ids are the places of the pictures here."""
        return Index(self.embeddings[: self.gallery], metadata={"coarse": self.coarse[: self.gallery]})

    def thumbnail(self, i):
        """The JPEG file (bytes) of picture i."""
        begin = self.ends[i - 1] if i else 0
        return self.thumbnails[begin : self.ends[i]].tobytes()

    def chosen(self, i):
        """Picture i as a Query."""
        return Query(self.embeddings[i], self.thumbnail(i), int(self.labels[i]))

    def sent(self, content):
        """The bytes of an uploaded picture as a Query. Raises UnusableUpload with a sentence for its sender."""
        small, large = uploaded(content, self.network.shape[0], THUMBNAIL)
        return Query(self.network(small[None])[0], as_jpeg(large))

    def choices(self):
        """{label: places of the pictures that can be chosen}; those of the gallery where no others are left."""
        first = self.gallery if self.gallery < len(self.labels) else 0
        return {int(c): first + np.flatnonzero(self.labels[first:] == c) for c in np.unique(self.labels[first:])}

    def save(self):
        """All of it as the bytes of an .npz file."""
        content = io.BytesIO()
        plain = {name: np.asarray(getattr(self, name)) for name in self.__dataclass_fields__ if name != "network"}
        np.savez(content, **plain, **self.network.to_arrays())
        return content.getvalue()

    @classmethod
    def load(cls, path):
        """The collection in the file `path`, which `course_lib.app.prepare` wrote."""
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        network = PlainNetwork.from_arrays(arrays)
        parts = {name: arrays[name] for name in cls.__dataclass_fields__ if name != "network"}
        for name in ("names", "coarse_names"):
            parts[name] = tuple(parts[name].tolist())
        for name in ("title", "source", "threshold", "calibrated", "gallery"):
            parts[name] = parts[name].item()
        return cls(**parts, network=network)


def as_jpeg(picture):
    """A picture (h, w, 3) or (h, w, 1) uint8 as the bytes of a JPEG file."""
    content = io.BytesIO()
    Image.fromarray(picture.squeeze()).save(content, "JPEG", quality=82)
    return content.getvalue()


def open_collection(name="catalogue"):
    """The collection that the server names in COURSE_PAGE, else that of a data set, made when it is not there yet."""
    path = os.environ.get("COURSE_PAGE")
    if not path:
        from course_lib.app.prepare import prepared

        path = prepared(name)
    return Collection.load(path)

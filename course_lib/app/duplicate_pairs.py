"""Which pictures of a collection may be copies of each other: pairs that are worth comparing pixel by pixel."""

import io
from functools import cache

import numpy as np
from PIL import Image

from course_lib.app.collection import Collection
from course_lib.app.known_pictures import UNKNOWN

SIDE, WAVES = 32, 8  # pixels of a side of what is hashed, and how many waves across it are kept
MOST_BITS = 12  # of 64, in which the hashes of two copies may differ
NEAREST = 6  # pictures that each one is compared with, by its hash and again by its embedding
FAR = 1.0  # distance of two embeddings beyond which no copy lies
ROWS = 500  # at once


def same_files(collection: Collection) -> list[list[int]]:
    """Places of pictures whose files are the same, byte by byte: each group of two or more."""
    groups: dict[bytes, list[int]] = {}
    for place, digest in enumerate(collection.arrays["digests"]):
        groups.setdefault(digest.tobytes(), []).append(place)
    groups.pop(UNKNOWN, None)
    return [places for places in groups.values() if len(places) > 1]


def likely_pairs(collection: Collection, places: np.ndarray) -> np.ndarray:
    """(p, 2) pairs of places that are worth comparing, each once, the smaller place first.

    Two ways lead there. A hash of the coarsest waves of a picture survives a smaller size and a lower quality; as those
    of its mirrored and turned forms are looked up too, these are found as well. A cutting has another hash, but its
    embedding lies near.

    Args:
        collection: of a folder.
        places: (n,) those that are compared, one of each file.

    Source:
        The hash is pHash: C. Zauner (2010), Implementation and benchmarking of perceptual image hash functions.
    """
    found = [*_by_hash(collection, places), *_by_embedding(collection, places)]
    pairs = np.sort(np.array(found, np.int64).reshape(-1, 2), axis=1)
    return np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)


def wave_hash(grey: np.ndarray) -> np.uint64:
    """64 bits: is the share of each of the coarsest 8 x 8 waves in a grey (32, 32) picture above the median of them?"""
    shares = _waves() @ grey @ _waves().T  # (8, 8)
    bits = (shares > np.median(shares)).ravel()
    return np.packbits(bits).view(np.uint64)[0]


@cache
def _waves():
    """The first eight cosine waves over 32 pixels (8, 32): rows of the discrete cosine transform."""
    middle = np.arange(SIDE) + 0.5
    return np.cos(np.pi / SIDE * np.arange(1, WAVES + 1)[:, None] * middle)


def _by_hash(collection, places):
    greys = [_grey(collection.thumbnail(int(place))) for place in places]
    codes = np.array([wave_hash(grey) for grey in greys])  # (n,)
    for turns in range(4):
        for mirrored in (False, True):
            forms = (np.rot90(np.fliplr(grey) if mirrored else grey, turns) for grey in greys)
            yield from _near_codes(np.array([wave_hash(form) for form in forms]), codes, places)


def _near_codes(asked, codes, places):
    for begin in range(0, len(asked), ROWS):
        bits = np.bitwise_count(asked[begin : begin + ROWS, None] ^ codes)  # (rows, n)
        some = min(NEAREST + 1, len(codes))
        near = np.argpartition(bits, some - 1, axis=1)[:, :some]
        rows, columns = np.nonzero(np.take_along_axis(bits, near, axis=1) <= MOST_BITS)
        yield from zip(places[begin + rows].tolist(), places[near[rows, columns]].tolist(), strict=True)


def _by_embedding(collection, places):
    """The nearest embeddings; more are asked for where some of them are further copies of one file."""
    is_asked = np.zeros(len(collection), bool)
    is_asked[places] = True
    embeddings, k = collection.arrays["embeddings"], min(2 * NEAREST + 1, len(collection))
    for begin in range(0, len(places), ROWS):
        asked = places[begin : begin + ROWS]
        distances, ids = collection.index.search(embeddings[asked], k)
        usable = (ids >= 0) & (distances < FAR) & is_asked[ids] & (ids != asked[:, None])
        usable &= usable.cumsum(axis=1) <= NEAREST
        rows, columns = np.nonzero(usable)
        yield from zip(asked[rows].tolist(), ids[rows, columns].tolist(), strict=True)


def _grey(thumbnail):
    with Image.open(io.BytesIO(thumbnail)) as picture:
        return np.asarray(picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX), np.float64)

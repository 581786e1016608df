"""New classes out of old ones: a character turned or mirrored is another character."""

import numpy as np

from course_lib.data.record import PictureSet
from course_lib.errors import expect

TURNS = ("", " 90", " 180", " 270")  # degrees, against the clock
MIRROR = " mirrored"


def turned_classes(characters: PictureSet, mirrored: bool = True) -> PictureSet:
    """A PictureSet with 8 classes for each class: turned by 0, 90, 180, 270 degrees, and the same mirrored.

    With mirrored=False 4 classes. Way w of class i is class w * c + i of c, named like "Greek/character01 90
    mirrored"; coarse classes are turned with their classes, and way 0 is the set as it was. Exact: no pixel is
    computed anew. The pictures must be square. A class that looks the same when turned, such as a circle, becomes
    several classes that no network can tell apart.
    """
    h, w = characters.pictures.shape[1:3]
    expect(h == w, "characters", f"pictures of {h} x {w}", "square pictures")
    ways = [(turn, mirror) for mirror in range(1 + bool(mirrored)) for turn in range(4)]
    return PictureSet(
        pictures=np.concatenate([_turned(characters.pictures, *way) for way in ways]),
        labels=_repeated(characters.labels, len(characters.names), len(ways)),
        names=_renamed(characters.names, ways),
        split=np.tile(characters.split, len(ways)),
        coarse=_repeated(characters.coarse, len(characters.coarse_names), len(ways)),
        coarse_names=_renamed(characters.coarse_names, ways),
        source=characters.source,
        files=characters.files * len(ways),
    )


def _turned(pictures, turn, mirror):
    """Pictures (n, h, h, c), mirrored left to right if wanted, then turned by 90 degrees `turn` times."""
    return np.rot90(pictures[:, :, ::-1] if mirror else pictures, turn, axes=(1, 2))


def _repeated(labels, count, times):
    """labels (n,) of `count` classes, `times` times, each time with the next `count` numbers; None stays None."""
    if labels is None:
        return None
    return (labels + count * np.arange(times)[:, None]).reshape(-1)  # (times * n,)


def _renamed(names, ways):
    return tuple(f"{name}{TURNS[turn]}{MIRROR * mirror}" for turn, mirror in ways for name in names)

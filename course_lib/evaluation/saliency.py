"""Why did it match? Hide a patch of a picture and see how far its embedding moves from the other. NumPy only.

The occlusion map is of Zeiler and Fergus (2014), here for a distance instead of a class. `changed_by_hiding` asks
whether a map means anything, in the manner of the deletion test of Petsiuk, Das and Saenko (2018, "RISE").
"""

import itertools
from collections.abc import Callable

import numpy as np

from course_lib.arrays import as_array
from course_lib.data import check_pictures
from course_lib.distances import checked_embeddings, distance_matrix
from course_lib.errors import check_whole, expect
from course_lib.labels import checked_labels

AT_ONCE = 2**26  # bytes of pictures that are embedded in one call


def occlusion_maps(
    embed: Callable[[np.ndarray], np.ndarray],
    pictures: np.ndarray,
    targets: np.ndarray,
    patch: int = 12,
    stride: int = 4,
) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """How much the distance of each picture to its target grows when a patch of it is hidden.

    growth[p, i, j] = |f(picture p without the patch at (tops[i], lefts[j])) - target p| - |f(picture p) - target p|

    The patch takes the mean colour of its picture; the last row and column of patches end at the edge. Memory does not
    grow with the number of patches: the covered pictures are made, and embedded, some hundreds at a time.

    Args:
        embed: f, from pictures (n, h, w, c) to embeddings (n, d); called with `AT_ONCE` bytes of pictures at a time,
            which may be all, and always with a multiple of 256 but for the last ones.
        pictures: (n, h, w, c).
        targets: (n, d), an embedding for each picture.
        patch: pixels of its side.
        stride: pixels between two patches, at most `patch`.

    Returns:
        Growth (n, rows, columns), and the places (tops (rows,), lefts (columns,)). Above 0: what is there makes the two
        alike.

    Raises:
        ValueError: a patch that does not fit into the pictures.

    >>> left_half = lambda pictures: pictures[:, :, :4].mean(axis=(1, 2))
    >>> pictures = np.arange(64, dtype=np.uint8).reshape(1, 8, 8, 1)
    >>> occlusion_maps(left_half, pictures, np.array([[29.5]]), patch=4, stride=4)[0]
    array([[[9.25, 0.  ],
            [6.75, 0.  ]]])
    """
    check_pictures(pictures)
    tops, lefts = grid(pictures.shape[1:], patch, stride)
    shown = itertools.chain(pictures, (hide(p, top, left, patch) for p in pictures for top in tops for left in lefts))
    block = max(1, AT_ONCE // (256 * pictures[0].nbytes)) * 256
    parts = iter(lambda: list(itertools.islice(shown, block)), [])
    embeddings = np.concatenate([checked_embeddings(embed(np.stack(part))) for part in parts])
    targets, n, expected = np.asarray(targets), len(pictures), (len(pictures), embeddings.shape[1])
    expect(targets.shape == expected, "targets", f"shape {targets.shape}", f"{expected}, an embedding for each picture")
    checked_embeddings(targets, "targets")
    before = np.linalg.norm(embeddings[:n] - targets, axis=1)  # (n,)
    after = np.linalg.norm(embeddings[n:].reshape(n, -1, expected[1]) - targets[:, None], axis=2)  # (n, rows columns)
    return (after - before[:, None]).reshape(n, len(tops), len(lefts)), (tops, lefts)


def grid(shape: tuple[int, ...], patch: int, stride: int) -> tuple[np.ndarray, ...]:
    """Upper and left edges of the patches that cover a picture of `shape` (h, w, c), the last ones at its edge.

    >>> [edges.tolist() for edges in grid((10, 8, 3), patch=4, stride=4)]
    [[0, 4, 6], [0, 4]]
    """
    check_whole("patch", patch, 1, min(shape[:2]))  # the side of a picture
    check_whole("stride", stride, 1, patch)  # the patches leave no gap
    return tuple(np.append(np.arange(0, side - patch, stride), side - patch) for side in shape[:2])


def hide(picture: np.ndarray, top: int, left: int, patch: int, colour: int | None = None) -> np.ndarray:
    """A copy of a uint8 picture (h, w, c) whose patch at (top, left) has one colour (c,), else its mean colour."""
    h, w = picture.shape[:2]
    inside = 0 <= top <= h - patch and 0 <= left <= w - patch
    expect(inside, "top, left", f"({top}, {left})", f"a patch of {patch} pixels inside {h} x {w}")
    covered = picture.copy()
    covered[top : top + patch, left : left + patch] = picture.mean(axis=(0, 1)).round() if colour is None else colour
    return covered


def over_pixels(growth: np.ndarray, places: tuple[np.ndarray, np.ndarray], patch: int) -> np.ndarray:
    """For each pixel the mean growth over all patches that cover it: (rows, columns) and its places to (h, w)."""
    expect(growth.shape == tuple(map(len, places)), "places", tuple(map(len, places)), f"{growth.shape}, as in growth")
    rows, columns = (_covered(edges, patch) for edges in places)  # (rows, h), (columns, w)
    return rows.T @ growth @ columns / np.outer(rows.sum(axis=0), columns.sum(axis=0))


def _covered(edges, patch):
    """Which patch, by its edge (rows,), covers which row of pixels: bool (rows, h)."""
    pixels = np.arange(edges[-1] + patch)
    return (edges[:, None] <= pixels) & (pixels < edges[:, None] + patch)


def most_salient(growth: np.ndarray, places: tuple[np.ndarray, np.ndarray]) -> tuple[int, int]:
    """The place (top, left) of the patch whose hiding makes the distance grow most."""
    fits = growth.size and not np.isnan(growth).any()
    expect(fits, "growth", f"shape {growth.shape}", "numbers, at least one")
    row, column = np.unravel_index(np.argmax(growth), growth.shape)
    return int(places[0][row]), int(places[1][column])


def changed_by_hiding(
    embed: Callable[[np.ndarray], np.ndarray],
    pictures: np.ndarray,
    corners: np.ndarray,
    patch: int,
    gallery: np.ndarray,
    labels: np.ndarray,
    colour: int | None = None,
) -> float:
    """The share of pictures whose nearest neighbour has another class when one patch is hidden.

    A map says something about the search when its most salient patch changes more than a random one.

    Args:
        embed: a function from pictures (n, h, w, c) to embeddings (n, d).
        pictures: (n, h, w, c).
        corners: (n, 2), top and left of the patch in each picture.
        patch: pixels of its side.
        gallery: (m, d), what is searched.
        labels: (m,), of the gallery.
        colour: as in `hide`.

    >>> brightness = lambda pictures: pictures.mean(axis=(1, 2))
    >>> light_and_dark = np.full((2, 4, 4, 1), [[[[250]]], [[[20]]]], np.uint8)
    >>> changed_by_hiding(brightness, light_and_dark, [(0, 0), (0, 0)], 4, [[250.0], [0.0]], [1, 2], colour=0)
    0.5
    """
    corners, labels = as_array(corners, "corners"), checked_labels(labels)
    gallery = checked_embeddings(gallery, "gallery")
    check_pictures(pictures)
    expect(len(gallery), "gallery", "no embeddings", "at least one")
    expect(corners.shape == (len(pictures), 2), "corners", f"shape {corners.shape}", f"({len(pictures)}, 2)")
    one_each = f"{len(gallery)}, one per embedding of the gallery"
    expect(labels.shape == (len(gallery),), "labels", f"shape {labels.shape}", one_each)
    covered = np.stack([hide(p, top, left, patch, colour) for p, (top, left) in zip(pictures, corners, strict=True)])
    before, after = (labels[distance_matrix(embed(p), gallery).argmin(axis=1)] for p in (pictures, covered))  # (n,)
    return float((before != after).mean())

"""Distances between drawings that need no learning. Every table of results starts with them."""

from collections.abc import Callable

import numpy as np
from scipy.spatial import KDTree
from scipy.spatial.distance import cdist

from course_lib.data import OneShotRuns, check_pictures
from course_lib.distances import checked_embeddings, distance_matrix
from course_lib.errors import expect


def embedding_distances(embed: Callable[[np.ndarray], np.ndarray], runs: OneShotRuns) -> np.ndarray:
    """Euclidean distances (runs, w, w) of test to gallery drawings.

    Args:
        embed: a function from pictures (n, h, w, 1) to embeddings (n, d), such as `flat_pixels` or a trained network.
        runs: their drawings.
    """
    ways, shape = runs.answers.shape[1], runs.test.shape[2:]
    test, gallery = (embed(part.reshape(-1, *shape)) for part in (runs.test, runs.gallery))
    d = test.shape[-1]
    pairs = zip(test.reshape(-1, ways, d), gallery.reshape(-1, ways, d), strict=True)
    return np.stack([distance_matrix(own, others) for own, others in pairs])


def flat_pixels(pictures: np.ndarray) -> np.ndarray:
    """The pixels in a row, 0 to 1: uint8 (n, h, w, c) to float32 (n, h * w * c)."""
    check_pictures(pictures)
    return pictures.reshape(len(pictures), -1).astype("float32") / 255


def centred(pictures: np.ndarray) -> np.ndarray:
    """uint8 pictures (n, h, w, c) shifted by whole pixels until the ink's centre of mass is in the middle.

    What is pushed over an edge is lost, what comes in is dark. A picture without ink stays as it is.
    """
    check_pictures(pictures)
    n, h, w, _ = pictures.shape
    moved = np.zeros_like(pictures)
    for i in range(n):
        ink = pictures[i].sum(axis=2, dtype=float)
        down, right = (_to_the_middle(ink.sum(axis=1 - axis)) for axis in (0, 1))
        moved[i, _end(down, h), _end(right, w)] = pictures[i, _end(-down, h), _end(-right, w)]
    return moved


def _to_the_middle(ink):
    """By how many places to shift ink (n,) along its axis."""
    if not ink.any():
        return 0
    return round((len(ink) - 1) / 2 - np.average(np.arange(len(ink)), weights=ink))


def _end(shift, n):
    """The places of n that are filled after a shift."""
    return slice(max(shift, 0), n + min(shift, 0))


def ink_points(picture: np.ndarray) -> np.ndarray:
    """Where the ink is, as points (p, 2) around their mean; ink is what is brighter than half in uint8 (h, w, 1)."""
    points = np.argwhere(picture[..., 0] > 127).astype(float)
    expect(len(points), "picture", "no ink", "at least one pixel brighter than 127")
    return points - points.mean(axis=0)


def modified_hausdorff(left: np.ndarray, right: np.ndarray) -> float:
    """max(mean over l of min over r of |l - r|, the same the other way round) for points (p, 2) and (q, 2).

    How far a point lies from the other drawing, on average; Hausdorff's own distance takes the farthest point instead
    of the mean, and one stray dot decides.

    Source: Dubuisson and Jain 1994.

    >>> modified_hausdorff([[0, 0], [0, 2]], [[0, 0]])
    1.0
    """
    left, right = (checked_embeddings(points, name) for name, points in (("left", left), ("right", right)))
    expect(left.shape[1:] == right.shape[1:], "right", f"shape {right.shape}", f"(q, {left.shape[1]}), as left")
    expect(len(left) and len(right), "left, right", f"{len(left)}, {len(right)} points", "at least one each")
    d = cdist(left, right)  # (p, q)
    return float(max(d.min(axis=1).mean(), d.min(axis=0).mean()))


def hausdorff_distances(runs: OneShotRuns) -> np.ndarray:
    """`modified_hausdorff` (runs, w, w) of the ink of test and gallery drawings of OneShotRuns.

    Nearest points are found in trees, one per drawing: some seconds on two cores for the published runs at their own
    size of 105 pixels. There it is wrong in 38.8 % of the trials, the figure of Lake, Salakhutdinov and Tenenbaum
    (2015).
    """
    return np.stack([_hausdorff_run(*run) for run in zip(runs.test, runs.gallery, strict=True)])


def _hausdorff_run(test, gallery):
    test, gallery = ([ink_points(picture) for picture in part] for part in (test, gallery))
    return np.maximum(_gaps(test, gallery), _gaps(gallery, test).T)


def _gaps(lefts, rights):
    """Mean distance of the points of each of `lefts` to the nearest point of each of `rights`, (l, r)."""
    points, sizes = np.concatenate(lefts), np.array([len(left) for left in lefts])
    starts = np.cumsum(sizes) - sizes
    gaps = [np.add.reduceat(KDTree(right, 32).query(points, workers=-1)[0], starts) / sizes for right in rights]
    return np.stack(gaps, axis=1)

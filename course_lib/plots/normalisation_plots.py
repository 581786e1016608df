"""The figures of lesson 04 and its parts: gradients that grow without bound, embeddings that move with their mates."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import QUERY
from course_lib.plots.literal import Figure, legend_label
from course_lib.plots.methods import line_look

FEW = 10  # places on an axis that can be written out


def figure_growth(
    x: ArrayLike, lines: Mapping[str, ArrayLike], *, xlabel: str, ylabel: str, alt: str
) -> tuple[Figure, str]:
    """One curve per entry of `lines`, all above 0, on logarithmic axes. Returns (figure, alt).

    Args:
        x: (n,); up to ten places are written out below the axis.
        lines: {name: y (n,)}.
        xlabel: what x is.
        ylabel: what y is.
        alt: the alternative text.

    Raises:
        ValueError: a value has no logarithm.
    """
    expect(lines, "lines", "none", "at least one curve, {name: y}")
    for name, values in {"x": x, **lines}.items():
        expect((np.asarray(values) > 0).all(), name, np.min(values), "values above 0")
    figure = Figure()
    axes = figure.subplots()
    for place, (name, y) in enumerate(lines.items()):
        axes.loglog(x, y, label=legend_label(name), **line_look(name, place))
    axes.set(xlabel=xlabel, ylabel=ylabel)
    if len(np.asarray(x)) <= FEW:
        axes.set_xticks(np.asarray(x), [f"{place:g}" for place in np.asarray(x)])
        axes.set_xticks([], minor=True)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure, alt


def figure_mates(
    cloud: ArrayLike,
    labels: np.ndarray,
    names: Sequence[str],
    alone: ArrayLike,
    among: ArrayLike,
    *,
    title: str,
    alt: str,
) -> tuple[Figure, str]:
    """Where a few pictures lie alone and among batch mates, over the cloud of all pictures. Returns (figure, alt).

    Args:
        cloud: (n, 2).
        labels: (n,), class numbers into names.
        names: of the classes.
        alone: (m, 2).
        among: (m, 2): an arrow joins the two places of each picture.
        title: above all.
        alt: the alternative text.
    """
    cloud, alone, among = (np.asarray(points, dtype=float) for points in (cloud, alone, among))
    expect(cloud.ndim == 2 and cloud.shape[1] == 2, "cloud", f"shape {cloud.shape}", "shape (n, 2)")
    expect(among.shape == alone.shape, "among", f"shape {among.shape}", f"shape {alone.shape}, as alone")
    low, high = _view(cloud, among)
    wide, tall = high - low
    figure = Figure(figsize=(7, 1 + float(np.clip(6.6 * tall / wide, 3, 6))))
    axes = figure.subplots()
    axes.scatter(cloud[:, 0], cloud[:, 1], c=[f"C{label % 10}" for label in labels], s=7, alpha=0.3, linewidths=0)
    found = np.unique(labels)
    medians = np.array([np.median(cloud[labels == label], axis=0) for label in found])  # (classes, 2)
    for label, place in zip(found, apart(medians, 0.05 * max(wide, tall)), strict=True):
        axes.annotate(names[label], place, ha="center", va="center", fontsize=13, color="#333333")
    for start, end in zip(alone, among, strict=True):
        axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "black", "linewidth": 1.2})
    axes.plot(*alone.T, "o", color=QUERY, markersize=7, markeredgecolor="black", label="in inference")
    axes.plot(*among.T, "D", color="white", markersize=6, markeredgecolor="black", label="among these mates")
    axes.set(title=title, aspect="equal", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.06), ncols=2)
    return figure, alt


def _view(cloud, among):
    """Corners of what is shown: the cloud with some room, so that the view stays while the mates change."""
    room = 0.08 * np.ptp(cloud, axis=0).max()
    low, high = cloud.min(axis=0) - room, cloud.max(axis=0) + room
    return np.minimum(low, among.min(axis=0) - room / 2), np.maximum(high, among.max(axis=0) + room / 2)


def apart(places: ArrayLike, least: float) -> np.ndarray:
    """Places (n, 2) pushed away from each other until all are `least` apart; those that are keep their place.

    >>> apart([[0.0, 0.0], [0.2, 0.0], [9.0, 0.0]], least=1.0)
    array([[-0.4,  0. ],
           [ 0.6,  0. ],
           [ 9. ,  0. ]])
    """
    moved = np.array(places, dtype=float)
    for _ in range(100):
        for i, j in combinations(range(len(moved)), 2):
            gap = moved[j] - moved[i]
            length = np.hypot(*gap)
            if length < least:
                push = (least - length) / 2 * (gap / length if length > 0 else np.array([1.0, 0.0]))
                moved[i], moved[j] = moved[i] - push, moved[j] + push
    return moved

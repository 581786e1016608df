"""The figures of lesson 04: a gradient that grows without bound, and embeddings that move with their batch mates."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import DIFFERENT, QUERY
from course_lib.plots.literal import Figure, legend_label


def figure_growth(
    x: ArrayLike, lines: Mapping[str, ArrayLike], *, xlabel: str, ylabel: str, alt: str
) -> tuple[Figure, str]:
    """One curve per entry of `lines`, all above 0, on logarithmic axes. Returns (figure, alt).

    Args:
        x: (n,).
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
    for (name, y), style in zip(lines.items(), ("-", "--", ":", "-.") * len(lines), strict=False):
        axes.loglog(x, y, style, label=legend_label(name))
    axes.set(xlabel=xlabel, ylabel=ylabel)
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
    figure = Figure(figsize=(7, 4.4))
    axes = figure.subplots()
    axes.scatter(cloud[:, 0], cloud[:, 1], c=[f"C{label % 10}" for label in labels], s=7, alpha=0.3, linewidths=0)
    for label in np.unique(labels):
        place = np.median(cloud[labels == label], axis=0)
        axes.annotate(names[label], place, ha="center", va="center", fontsize=13, color="#555555")
    for start, end in zip(alone, among, strict=True):
        axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "black", "linewidth": 1.2})
    axes.plot(*alone.T, "o", color=QUERY, markersize=7, label="in inference")
    axes.plot(*among.T, "D", color=DIFFERENT, markersize=6, label="among these mates")
    # Room on each side, so that the view stays while the mates change.
    room = 0.35 * np.ptp(cloud, axis=0).max()
    low, high = (
        np.minimum(cloud.min(axis=0) - room, among.min(axis=0) - room / 5),
        np.maximum(cloud.max(axis=0) + room, among.max(axis=0) + room / 5),
    )
    axes.set(title=title, aspect="equal", xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure, alt

"""The figures of lesson 01: two activations with their slopes, and two branches at work."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import QUERY
from course_lib.plots.literal import Figure, legend_label
from course_lib.plots.methods import line_look

SECOND = "#CC79A7"  # the right branch; the left one has the colour of the query


def figure_activations(
    z: ArrayLike, values: Mapping[str, ArrayLike], slopes: Mapping[str, ArrayLike], *, alt: str
) -> tuple[Figure, str]:
    """Activations {name: (n,)} over z (n,) on the left, their slopes on the right. Returns (figure, alt)."""
    figure = Figure(figsize=(7.5, 2.8))
    panels = figure.subplots(1, 2)
    for axes, lines, title in zip(panels, (values, slopes), ("value", "slope"), strict=True):
        for place, (name, y) in enumerate(lines.items()):
            axes.plot(z, y, label=legend_label(name), **line_look(name, place))
        axes.set(title=title, xlabel="z")
    panels[0].legend()
    return figure, alt


def figure_twins(
    pictures: np.ndarray, left: Sequence[np.ndarray], right: Sequence[np.ndarray], *, title: str, alt: str
) -> tuple[Figure, str]:
    """Two branches, each with its picture, its hidden layer and its point in the plane. Returns (figure, alt).

    Args:
        pictures: two of (h, w) or (h, w, 1).
        left: what `forward` returned for one picture, the hidden layer (1, h) second, the embedding (1, 2) last, both
            between -1 and 1.
        right: the same of the other branch.
        title: above all.
        alt: the alternative text.
    """
    for side, outputs in (("left", left), ("right", right)):
        shape = outputs[-1].shape
        expect(shape == (1, 2), side, f"an embedding of shape {shape}", "one embedding of two numbers")
    figure = Figure(figsize=(8.4, 3.4))
    grid = figure.add_gridspec(2, 3, width_ratios=(1, 2.8, 2.6))
    for row, (picture, outputs, colour) in enumerate(zip(pictures, (left, right), (QUERY, SECOND), strict=True)):
        draw_picture(figure.add_subplot(grid[row, 0]), picture, ("left", "right")[row])
        draw_hidden(figure.add_subplot(grid[row, 1]), outputs[1][0], colour)
    draw_points(figure.add_subplot(grid[:, 2]), left[-1][0], right[-1][0])
    figure.suptitle(title)
    return figure, alt


def draw_picture(axes: Axes, picture: ArrayLike, title: str) -> None:
    """One grey picture without its axes."""
    axes.imshow(np.squeeze(picture), cmap="gray", vmin=0, vmax=255)
    axes.set_title(title)
    axes.axis("off")


def draw_hidden(axes: Axes, values: np.ndarray, colour: str) -> None:
    """The values (h,) of a hidden layer as bars."""
    axes.bar(range(len(values)), values, color=colour)
    axes.set(ylim=(min(0, values.min()), 1), xticks=[], title=f"{len(values)} hidden values")


def draw_points(axes: Axes, left: np.ndarray, right: np.ndarray) -> None:
    """Two embeddings (2,) as points in the square from -1 to 1, joined by their distance."""
    axes.plot(*zip(left, right, strict=True), color="black", linewidth=1)
    axes.plot(*left, "o", color=QUERY, markersize=11, label="left")
    axes.plot(*right, "D", color=SECOND, markersize=7, label="right")
    axes.set(xlim=(-1.08, 1.08), ylim=(-1.08, 1.08), aspect="equal", title="embeddings")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))

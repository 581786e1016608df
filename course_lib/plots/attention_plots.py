"""The figures of lesson 09: the gates of channels under their maps, the gates of places under their picture,
scores by task."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import QUERY, SAME, frame
from course_lib.plots.literal import Figure


def figure_gates(
    maps: ArrayLike, gates: ArrayLike, *, title: str, alt: str, marked: int | None = None
) -> tuple[Figure, str]:
    """The c maps of one picture in a row, and below each its gate as a bar. Returns (figure, alt).

    Args:
        maps: (h, w, c), values 0 to 255.
        gates: (c,).
        title: above all.
        alt: the alternative text.
        marked: the number of a channel to draw in green.
    """
    maps, gates = np.asarray(maps), np.asarray(gates)
    expect(maps.ndim == 3, "maps", f"shape {maps.shape}", "the maps of one picture (h, w, c)")
    channels = maps.shape[2]
    expect(gates.shape == (channels,), "gates", f"shape {gates.shape}", f"{channels} gates, one per channel")
    figure = Figure(figsize=(8.4, 3.2))
    grid = figure.add_gridspec(2, channels, height_ratios=(1, 1.3))
    for c in range(channels):
        axes = figure.add_subplot(grid[0, c])
        axes.imshow(maps[..., c], cmap="gray", vmin=0, vmax=255)
        frame(axes, SAME if c == marked else "none")
    bars = figure.add_subplot(grid[1, :])
    bars.bar(range(channels), gates, width=0.5, color=[SAME if c == marked else QUERY for c in range(channels)])
    bars.set(xlim=(-0.5, channels - 0.5), ylim=(0, max(1, 1.1 * gates.max())), xticks=range(channels))
    bars.set(xlabel="channel", ylabel="gate")
    bars.grid(axis="x", visible=False)
    figure.suptitle(title)
    return figure, alt


def figure_places(pictures: ArrayLike, gates: ArrayLike, titles: Sequence[str], *, alt: str) -> tuple[Figure, str]:
    """Grey pictures (n, h, w), values 0 to 255, above their gates (n, h, w) on one scale. Returns (figure, alt)."""
    pictures, gates = np.asarray(pictures), np.asarray(gates)
    expect(pictures.ndim == 3 and len(pictures), "pictures", f"shape {pictures.shape}", "at least one (n, h, w)")
    expect(gates.shape == pictures.shape, "gates", f"shape {gates.shape}", f"that of the pictures, {pictures.shape}")
    expect(len(titles) == len(pictures), "titles", len(titles), f"{len(pictures)} titles")
    figure = Figure(figsize=(2.1 * len(pictures) + 0.9, 2.8))
    panels = figure.subplots(2, len(pictures), squeeze=False)
    for column, (picture, gate, title) in enumerate(zip(pictures, gates, titles, strict=True)):
        panels[0, column].imshow(picture, cmap="gray", vmin=0, vmax=255)
        panels[0, column].set_title(title)
        drawn = panels[1, column].imshow(gate, cmap="viridis", vmin=gates.min(), vmax=gates.max())
    for axes in panels.ravel():
        axes.axis("off")
    figure.colorbar(drawn, ax=list(panels[1]), label="gate")
    return figure, alt


def figure_tasks(scores: Mapping[str, Mapping[str, float]], *, xlabel: str, alt: str) -> tuple[Figure, str]:
    """One panel per task, one bar per method: scores {task: {method: 0 to 1}}. Returns (figure, alt)."""
    expect(scores, "scores", "none", "at least one task, {task: {method: value}}")
    figure = Figure(figsize=(8.4, 3.2))
    panels = figure.subplots(1, len(scores), sharey=True, squeeze=False)[0]
    for axes, (task, values) in zip(panels, scores.items(), strict=True):
        axes.barh(list(values), list(values.values()), height=0.65, color=QUERY)
        for place, value in enumerate(values.values()):
            axes.annotate(f" {value:.2f}", (value, place), va="center", fontsize=9)
        axes.set(title=task, xlabel=xlabel, xlim=(0, 1.15))
        axes.grid(axis="y", visible=False)
    panels[0].invert_yaxis()
    return figure, alt

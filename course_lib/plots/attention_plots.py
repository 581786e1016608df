"""The figures of lesson 09b: the gates of channels under their maps, scores by task."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import QUERY, SAME, frame
from course_lib.plots.literal import Figure
from course_lib.plots.methods import METHODS

NEUTRAL = "#8C8C8C"  # of what has no colour of its own


def figure_gates(
    maps: ArrayLike, gates: ArrayLike, *, title: str, alt: str, marked: int | None = None, ylabel: str = "gate"
) -> tuple[Figure, str]:
    """The c maps of one picture in a row, and below each its gate as a bar. Returns (figure, alt).

    The axis ends above the largest gate: how they compare is what counts, not how large they are.

    Args:
        maps: (h, w, c), values 0 to 255.
        gates: (c,).
        title: above all.
        alt: the alternative text.
        marked: the number of a channel to draw in green.
        ylabel: what a bar is.
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
    bars.set(xlim=(-0.5, channels - 0.5), ylim=(0, 1.1 * gates.max() or 1), xticks=range(channels))
    bars.set(xlabel="channel", ylabel=ylabel)
    bars.grid(axis="x", visible=False)
    figure.suptitle(title)
    return figure, alt


def figure_tasks(scores: Mapping[str, Mapping[str, float]], *, xlabel: str, alt: str) -> tuple[Figure, str]:
    """One panel per task, one bar per method: scores {task: {method: 0 to 1}}. Returns (figure, alt)."""
    expect(scores, "scores", "none", "at least one task, {task: {method: value}}")
    rows = list(dict.fromkeys(method for values in scores.values() for method in values))
    figure = Figure(figsize=(8.4, 3.2))
    panels = figure.subplots(1, len(scores), sharey=True, squeeze=False)[0]
    for axes, (task, values) in zip(panels, scores.items(), strict=True):
        for method, value in values.items():
            axes.barh(rows.index(method), value, height=0.65, color=METHODS.get(method, NEUTRAL))
            axes.annotate(f" {value:.2f}", (value, rows.index(method)), va="center", fontsize=9)
        axes.set(title=task, xlabel=xlabel, xlim=(0, 1.15))
        axes.grid(axis="y", visible=False)
    panels[0].set_yticks(range(len(rows)), rows)
    panels[0].invert_yaxis()
    return figure, alt

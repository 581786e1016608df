"""The figures of lessons 12 and 12b: gains with intervals, curves read at one place, where two searches look."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axis import Axis
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.literal import Figure, encodable, legend_label
from course_lib.plots.methods import colour_of, marked_look


def figure_gains(
    panels: Mapping[str, Mapping[str, tuple[float, float, float]]], *, xlabel: str, alt: str
) -> tuple[Figure, str]:
    """A panel for each data set, a row for each method: what it gains, with its interval. Returns (figure, alt).

    Args:
        panels: {data set: {method: (gain, low, high)}}, the same methods in each.
        xlabel: what is gained, over whom.
        alt: the alternative text.
    """
    expect(panels and all(panels.values()), "panels", "none", "at least one data set with one method")
    methods = list(next(iter(panels.values())))
    expect(all(list(one) == methods for one in panels.values()), "panels", "other methods", f"{methods} in each")
    figure = Figure(figsize=(8.4, 1 + 0.34 * len(methods)))
    all_axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axes, (name, rows) in zip(all_axes, panels.items(), strict=True):
        for row, (method, (gain, low, high)) in enumerate(rows.items()):
            colour = colour_of(method, row)
            axes.plot([low, high], [row, row], color=colour, linewidth=3, solid_capstyle="butt")
            axes.plot([gain], [row], "o", color=colour, markeredgecolor="white")
        axes.axvline(0, color="black", linewidth=1)
        axes.set(title=encodable(name), xlabel=xlabel, ylim=(len(methods) - 0.4, -0.6))
        axes.set_yticks(range(len(methods)), map(encodable, methods))
        axes.grid(axis="y", visible=False)
    return figure, alt


def figure_read(
    x: ArrayLike, lines: Mapping[str, ArrayLike], at: float, *, xlabel: str, ylabel: str, log: bool = False
) -> tuple[Figure, str]:
    """Curves over x, read where x is nearest to `at`; the alternative text gives the readings. Returns (figure, alt).

    Args:
        x: (n,), growing.
        lines: {name: (n,)}.
        at: where to read.
        xlabel: of x, whose end is its unit.
        ylabel: of the lines.
        log: x in equal factors.
    """
    places = np.asarray(x, dtype=float)
    curves = {name: np.asarray(line, dtype=float) for name, line in lines.items()}
    expect(curves, "lines", "none", "at least one curve, {name: y}")
    fits = places.ndim == 1 and len(places) and all(line.shape == places.shape for line in curves.values())
    expect(fits, "lines", {name: line.shape for name, line in curves.items()}, f"the shape of x, {places.shape}")
    i = int(abs(places - at).argmin())
    figure = Figure()
    axes = figure.subplots()
    for place, (name, line) in enumerate(curves.items()):
        look = {"markersize": 4, **marked_look(name, place)}
        axes.plot(places, line, label=f"{legend_label(name)}  {line[i]:.2f}", **look)
    axes.axvline(places[i], color="black", linestyle=":", linewidth=1)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    if log:
        axes.set_xscale("log", base=2)
        axes.set_xticks(places, [f"{place:g}" for place in places])
    figure.legend(loc="outside right center", title=f"at {places[i]:g}")
    best_first = sorted(curves, key=lambda name: -curves[name][i])
    readings = ", ".join(f"{name} {curves[name][i]:.2f}" for name in best_first)
    return figure, f"{ylabel} against {xlabel}. At {places[i]:g}: {readings}."


def figure_looked(searches: Mapping[str, ArrayLike], *, xlabel: str, ylabel: str, alt: str) -> tuple[Figure, str]:
    """Where each search looked, and below what that shows of x alone. Returns (figure, alt).

    Args:
        searches: {name: (n, 2)}, x and y of each trial, both drawn in equal factors.
        xlabel: of x.
        ylabel: of y.
        alt: the alternative text.
    """
    expect(searches, "searches", "none", "at least one, {name: (n, 2)}")
    looked = {name: np.asarray(points, dtype=float) for name, points in searches.items()}
    for name, points in looked.items():
        fits = points.ndim == 2 and points.shape[1] == 2 and (points > 0).all()
        expect(fits, name, f"shape {points.shape}", "trials (n, 2), all above 0")
    figure = Figure(figsize=(7, 3.4))
    panels = figure.subplots(2, len(looked), sharex=True, sharey="row", squeeze=False, height_ratios=(5, 1))
    every = np.concatenate(list(looked.values()))
    for (above, below), (name, points) in zip(panels.T, looked.items(), strict=True):
        above.plot(*points.T, "o", color="black")
        below.plot(points[:, 0], np.zeros(len(points)), "|", color="black", markersize=18)
        different = len(np.unique(points[:, 0].round(12)))
        above.set(title=encodable(f"{name}: {different} different values"), ylabel=ylabel, xscale="log", yscale="log")
        three_ticks(above.yaxis, every[:, 1])
        three_ticks(below.xaxis, every[:, 0])
        below.set(xlabel=xlabel, yticks=[])
    return figure, alt


def three_ticks(axis: Axis, values: np.ndarray) -> None:
    """Mark the smallest and the largest of some values (n,) and their middle by equal factors; nothing between."""
    low, high = values.min(), values.max()
    places = [low, np.sqrt(low * high), high]
    axis.set_ticks(places, [f"{place:.2g}" for place in places])
    axis.set_ticks([], minor=True)

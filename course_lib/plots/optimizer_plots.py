"""The figures of lessons 03 and 03b: a race of optimizers over a surface, and curves over decades."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots import methods
from course_lib.plots.literal import Figure, legend_label

# One colour for each optimizer, in every figure; blue, green and vermilion are those of query, same and different.
OPTIMIZERS = {
    "SGD": "#939393",
    "momentum": "#369CCF",
    "Adagrad": "#C78500",
    "RMSProp": "#CC79A7",
    "Adam": "#000000",
    "AdamW": "#882255",
}


def line_look(name: str, place: int) -> dict[str, Any]:
    """As `methods.line_look`, in the colour of the optimizer."""
    return methods.line_look(name, place) | {"color": colour_of(name, place)}


def colour_of(name: str, place: int) -> str:
    """The colour of a curve: that of the optimizer with which its name begins, of its method, or of its place.

    >>> colour_of("Adam, turned", 0), colour_of("height", 2)
    ('#000000', 'C2')
    """
    first = name.split()[0].rstrip(",:") if name.strip() else ""
    return OPTIMIZERS.get(first, methods.colour_of(name, place))


def figure_decades(
    x: ArrayLike, lines: Mapping[str, ArrayLike], *, xlabel: str, ylabel: str, alt: str, log: str = "xy"
) -> tuple[Figure, str]:
    """Curves over x; the axes named in `log` are logarithmic. Returns (figure, alt).

    Args:
        x: (n,).
        lines: {name: (n,)}.
        xlabel: what x is.
        ylabel: what the lines are.
        alt: the alternative text.
        log: "x", "y" or both.

    Raises:
        ValueError: there is no curve, or x on a logarithmic axis is not positive.
    """
    x = np.asarray(x)
    expect(lines, "lines", "none", "at least one curve, {name: y}")
    expect("x" not in log or (x > 0).all(), "x", x.min(), "positive numbers on a logarithmic axis")
    figure = Figure()
    axes = figure.subplots()
    for place, (name, y) in enumerate(lines.items()):
        mark = methods.MARKERS[place % len(methods.MARKERS)] if len(x) < 20 else None
        axes.plot(x, y, marker=mark, markersize=4, label=legend_label(name), **line_look(name, place))
    for axis in log:
        axes.set(**{f"{axis}scale": "log"})
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure, alt


def figure_race(
    height: Callable[[np.ndarray], np.ndarray],
    paths: Mapping[str, np.ndarray],
    *,
    goals: ArrayLike,
    title: str,
    alt: str,
    reach: tuple[float, float] = (2.5, 1.6),
) -> tuple[Figure, str]:
    """Paths over a surface on the left, their height by step on the right. Returns (figure, alt).

    Args:
        height: a function from points (2, ...) to heights (...).
        paths: {name: (steps + 1, 2)}, NaN where a path has left the map.
        goals: (g, 2), the lowest points, which get a cross.
        title: above all.
        alt: the alternative text.
        reach: how far the map goes to each side of 0, in x and in y.
    """
    expect(paths, "paths", "none", "at least one path, {name: (steps + 1, 2)}")
    for name, path in paths.items():
        expect(np.ndim(path) == 2 and np.shape(path)[1] == 2, name, np.shape(path), "points, (steps + 1, 2)")
    figure = Figure(figsize=(9, 3.6))
    plane, course = figure.subplots(1, 2, width_ratios=(1.25, 1))
    draw_contours(plane, height, goals, reach)
    for place, (name, path) in enumerate(paths.items()):
        look = line_look(name, place)
        plane.plot(*path.T, linewidth=1.2, **look)
        plane.plot(*path[-1], methods.MARKERS[place % len(methods.MARKERS)], color=look["color"], markersize=8)
        course.plot(np.maximum(height(path.T), 1e-12), label=legend_label(name), **look)
    course.set(xlabel="step", title="height", yscale="log")
    course.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    figure.suptitle(title)
    return figure, alt


def draw_contours(
    axes: Axes, height: Callable[[np.ndarray], np.ndarray], goals: ArrayLike, reach: tuple[float, float]
) -> None:
    """Lines of equal height, each some times as high as the one inside it, and a cross at every goal."""
    x, y = (np.linspace(-side, side, 161) for side in reach)  # (161,) each
    heights = height(np.array(np.meshgrid(x, y)))  # (161, 161)
    levels = heights.max() * np.geomspace(1e-4, 0.9, 12)  # (12,)
    axes.contour(x, y, heights, levels=levels, colors="#AAAAAA", linewidths=0.7)
    axes.plot(*np.transpose(goals), "+", color="black", markersize=12, markeredgewidth=2)
    axes.set(xlim=(-reach[0], reach[0]), ylim=(-reach[1], reach[1]), xlabel="x", ylabel="y")
    axes.grid(visible=False)

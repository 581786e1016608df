"""Figures that show how far a score moves: a dot for each run, intervals, and what a cut axis makes of both."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.literal import Figure, encodable, legend_label
from course_lib.plots.methods import METHODS as EVERYWHERE
from course_lib.plots.methods import bar_look

WITHOUT_LEARNING = {"pixels": "#939393", "untrained": "#C78500"}
DESIGNS = ("no gate", "SE", "ECA", "top", "top, wider", "top, three halvings", "levels", "laterals", "pyramid")
FIXED = {**WITHOUT_LEARNING, **{name: EVERYWHERE[name] for name in DESIGNS}}
METHODS = ("#CC79A7", "#369CCF", "#A69400", "#882255", "#000000")  # none of those for query, same and different


def method_colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each method by its name: pixels, an untrained network and designs have theirs, others in order."""
    others = [name for name in names if name not in FIXED]
    expect(len(others) <= len(METHODS), "names", f"{len(others)} trained methods", f"at most {len(METHODS)}")
    return {**FIXED, **dict(zip(others, METHODS, strict=False))}


def figure_runs(
    scores: Mapping[str, Mapping[str, ArrayLike]], *, ylabel: str, alt: str, title: str = ""
) -> tuple[Figure, str]:
    """Groups of bars, each the mean of some runs, with a dot for each run. Returns (figure, alt).

    Args:
        scores: {group: {method: (runs,)}}.
        ylabel: of the axis.
        alt: the alternative text.
        title: above all.
    """
    expect(scores, "scores", "none", "at least one group, {group: {method: runs}}")
    figure = Figure()
    axes = figure.subplots()
    methods = list(dict.fromkeys(method for group in scores.values() for method in group))
    colours, wide = method_colours(methods), 0.8 / len(methods)
    for j, group in enumerate(scores.values()):
        for method, runs in group.items():
            place = j + (methods.index(method) - (len(methods) - 1) / 2) * wide
            draw_runs(axes, place, wide * 0.9, runs, bar_look(colours[method], methods.index(method)))
    for i, method in enumerate(methods):
        axes.bar([0], [0], label=legend_label(method), **bar_look(colours[method], i))
    axes.set_xticks(range(len(scores)), map(encodable, scores))
    axes.set(ylabel=ylabel, title=title, ylim=(0, 1.1))
    axes.grid(axis="x", visible=False)
    figure.legend(loc="outside right center")
    return figure, alt


def draw_runs(axes: Axes, place: float, wide: float, runs: ArrayLike, look: dict[str, Any]) -> None:
    """One bar at `place`, `wide`, as high as the mean of the runs (runs,), its number above and a dot for each run."""
    values = np.ravel(np.asarray(runs, dtype=float))
    expect(values.size and np.isfinite(values).all(), "runs", values, "finite numbers, at least one")
    axes.bar(place, values.mean(), wide, **look)
    if values.size > 1:
        places = place + np.linspace(-0.25, 0.25, values.size) * wide
        axes.plot(places, values, "o", color="black", markeredgecolor="white", markeredgewidth=0.5, markersize=4)
    axes.annotate(f"{values.mean():.2f}", (place, values.max() + 0.01), ha="center", va="bottom", fontsize=8)


def figure_intervals(
    score: float,
    intervals: Mapping[str, tuple[float, float]],
    groups: Mapping[str, float] | None = None,
    *,
    xlabel: str,
    alt: str,
    dots: str = "each group alone",
) -> tuple[Figure, str]:
    """A score with its intervals, one row each, and below them the score of each group. Returns (figure, alt).

    Args:
        score: of all.
        intervals: {name: (low, high)}.
        groups: {name: score}, drawn as dots.
        xlabel: what is scored.
        alt: the alternative text.
        dots: what one of them is.
    """
    expect(intervals, "intervals", "none", "at least one, {name: (low, high)}")
    figure = Figure(figsize=(7, 1.2 + 0.45 * (len(intervals) + bool(groups))))
    axes = figure.subplots()
    for row, (low, high) in enumerate(intervals.values()):
        axes.plot([low, high], [row, row], color="black", linewidth=5, solid_capstyle="butt")
        words = axes.annotate(f"{low:.3f} to {high:.3f}", ((low + high) / 2, row - 0.15), ha="center", va="bottom")
        words.set(fontsize=8, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
    names = list(intervals)
    if groups:
        axes.plot(list(groups.values()), [len(names)] * len(groups), "o", color="black", alpha=0.6)
        names.append(dots)
    axes.axvline(score, color="black", linestyle=":", linewidth=1)
    axes.set_yticks(range(len(names)), map(encodable, names))
    axes.set(xlabel=xlabel, ylim=(len(names) - 0.5, -0.8))
    axes.grid(axis="y", visible=False)
    return figure, alt


def figure_axis(
    runs: Mapping[str, ArrayLike], *, cut: bool, ylabel: str, dots: bool = True, title: str = ""
) -> tuple[Figure, str]:
    """Bars of two settings over an axis from 0, or over one that is cut, as many are printed. Returns (figure, alt).

    Args:
        runs: {setting: (n,)}, two of them, positive.
        cut: whether the axis begins just below the lower mean, or below the lowest run where the runs are shown.
        ylabel: of the axis.
        dots: whether each run is shown.
        title: above all.
    """
    expect(len(runs) == 2, "runs", f"{len(runs)} settings", "two")
    values = {name: np.ravel(np.asarray(each, dtype=float)) for name, each in runs.items()}
    expect(all(len(each) and (each > 0).all() for each in values.values()), "runs", runs, "positive numbers")
    means = np.array([each.mean() for each in values.values()])
    lowest, highest = (f([f(each) for each in values.values()]) if dots else f(means) for f in (np.min, np.max))
    below = 1e-3 * lowest + (0.05 * (highest - lowest) if dots else 0.0)  # so that the lowest dot is whole
    bottom = min(lowest, means.min() - 0.25 * abs(means[1] - means[0])) - below if cut else 0.0
    looks = float((means[1] - bottom) / (means[0] - bottom))
    figure = Figure()
    axes = figure.subplots()
    axes.bar(range(2), means, width=0.6, color=[METHODS[0], METHODS[1]])
    for place, each in enumerate(values.values()):
        top = each.max() if dots else each.mean()
        if dots:
            axes.plot(place + np.linspace(-0.15, 0.15, len(each)), each, "o", color="black", markersize=4)
        axes.annotate(f"{each.mean():.3f}", (place, top), (0, 4), textcoords="offset points", ha="center", va="bottom")
    axes.set_xticks(range(2), map(encodable, values))
    axes.set(ylabel=ylabel, title=title, ylim=(bottom, highest + 0.1 * (highest - bottom)))
    axes.grid(axis="x", visible=False)
    words = "The axis is cut" if cut else "The axis begins at 0"
    return (
        figure,
        f"{words}: the second bar looks {looks:.2f} times as high as the first; it is {means[1] / means[0]:.2f} times",
    )

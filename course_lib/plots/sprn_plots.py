"""The figures of lessons 06 and 06b: scores of designs, a ranking under a weight of two branches, a training."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import DIFFERENT, QUERY, SAME
from course_lib.plots.literal import Figure, encodable, legend_label
from course_lib.plots.methods import DASHES, HATCHES, MARKERS
from course_lib.plots.search_plots import draw_picture

WITHOUT_LEARNING, LEARNED = "#939393", "#369CCF"
LINES = ("#C78500", "#369CCF", "#882255", "#000000")  # none of the colours of query, same and different


def figure_designs(
    columns: Mapping[str, Mapping[str, float]], unlearned: Sequence[str] = (), *, alt: str
) -> tuple[Figure, str]:
    """One panel of horizontal bars per score, one row per design, the first on top. Returns (figure, alt).

    Args:
        columns: {score: {design: value}}, the same designs in each.
        unlearned: designs without learning, drawn grey and hatched.
        alt: the alternative text.
    """
    expect(columns and all(columns.values()), "columns", "none", "at least one score of one design")
    designs = list(next(iter(columns.values())))
    expect(all(list(one) == designs for one in columns.values()), "columns", "other designs", f"{designs} in each")
    figure = Figure(figsize=(8.4, 0.9 + 0.36 * len(designs)))
    panels = figure.subplots(1, len(columns), sharey=True, squeeze=False)[0]
    colours = [WITHOUT_LEARNING if name in unlearned else LEARNED for name in designs]
    hatches = [HATCHES[1] if name in unlearned else "" for name in designs]
    for axes, (score, values) in zip(panels, columns.items(), strict=True):
        look = {"color": colours, "hatch": hatches, "edgecolor": "white", "linewidth": 0}
        bars = axes.barh(range(len(designs)), list(values.values()), height=0.7, **look)
        axes.bar_label(bars, [f"{value:.2f}" for value in values.values()], padding=3)
        axes.set_title(encodable(score))
        axes.margins(x=0.15)
        axes.locator_params(axis="x", nbins=5)
        axes.grid(axis="y", visible=False)
    panels[0].set_yticks(range(len(designs)), map(encodable, designs))
    panels[0].invert_yaxis()
    return figure, alt


def figure_ranking(
    query: ArrayLike, neighbours: np.ndarray, same: np.ndarray, weight: float, shares: Mapping[str, Mapping]
) -> tuple[Figure, str]:
    """The query and what it finds; below, what all queries find over the weight of a branch. Returns (figure, alt).

    Args:
        query: (h, w, c).
        neighbours: (k, h, w, c).
        same: (k,) bool.
        weight: the present one, from 0 to 1.
        shares: {what is found: {weight: share of the nearest pictures}}.
    """
    k = len(neighbours)
    expect(k > 0, "neighbours", "none", "at least one picture")
    expect(len(same) == k, "same", len(same), f"{k}, one per neighbour")
    long = len(shares) > 0 and all(len(curve) > 1 for curve in shares.values())
    expect(long, "shares", shares, "at least one curve of at least two points, {name: {weight: share}}")
    expect(0 <= weight <= 1, "weight", weight, "a number from 0 to 1")
    figure = Figure(figsize=(8.4, 4))
    grid = figure.add_gridspec(2, k + 1, height_ratios=(1, 1.7))
    for i, (picture, words, colour) in enumerate(zip([query, *neighbours], *marks(same), strict=True)):
        axes = figure.add_subplot(grid[0, i])
        axes.axis("off")
        draw_picture(axes, picture, words, colour)
    axes = figure.add_subplot(grid[1, :])
    for (name, curve), colour, dashes in zip(shares.items(), LINES, DASHES, strict=False):
        axes.plot(list(curve), list(curve.values()), linestyle=dashes, color=colour, label=legend_label(name))
    axes.axvline(weight, color=QUERY, linestyle=":")
    axes.set(xlabel="weight of colour (position has the rest)", ylabel=f"share of the {k} nearest", ylim=(0, 1.03))
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    found = f"{int(np.sum(same))} of the {k} nearest have the class of the query"
    return figure, f"A ranking by two branches: colour weighs {weight:.2f}; {found}."


def marks(same: np.ndarray) -> tuple[list[str], list[str]]:
    """Words and frame colours of a query and its neighbours, of which `same` (k,) says whether their class is right."""
    words = ["query", *("✓" if one else "✗" for one in same)]
    return words, [QUERY, *(SAME if one else DIFFERENT for one in same)]


def figure_mining(steps: ArrayLike, courses: Mapping[str, ArrayLike], margin: float, *, alt: str) -> tuple[Figure, str]:
    """Loss and active share in the course of training, one curve per way of mining. Returns (figure, alt).

    Args:
        steps: (n,), when they were measured.
        courses: {name: (n, 2)} of (loss, active share).
        margin: the loss of a collapsed network, marked by a dotted line.
        alt: the alternative text.
    """
    n = len(np.asarray(steps))
    fits = [np.shape(course) == (n, 2) for course in courses.values()]
    expect(0 < len(fits) <= len(LINES) and all(fits), "courses", courses, f"1 to {len(LINES)} of shape ({n}, 2)")
    figure = Figure(figsize=(8.4, 3.4))
    loss, share = figure.subplots(1, 2)
    for (name, course), colour, mark in zip(courses.items(), LINES, MARKERS, strict=False):
        for axes, values in zip((loss, share), np.transpose(course), strict=True):
            axes.plot(steps, values, color=colour, marker=mark, markersize=4, label=legend_label(name))
    loss.axhline(margin, color="black", linestyle=":", label="margin")
    loss.set(xlabel="step", ylabel="loss of the active triplets", ylim=(0, None))
    share.set(xlabel="step", ylabel="active among all triplets", ylim=(0, 1.03))
    loss.legend()
    return figure, alt

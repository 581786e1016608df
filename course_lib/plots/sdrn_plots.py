"""The figures of lessons 07 and 07b: a map over lambda and gamma, distances by their targets, chains of places."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import DIFFERENT, QUERY
from course_lib.plots.literal import Figure

WINDOW = 20  # steps that are averaged in the share of active pictures


def figure_weight_map(
    scores: ArrayLike, shares: ArrayLike, weights: Sequence[float], gammas: Sequence[float], chosen: tuple[int, int]
) -> tuple[Figure, str]:
    """A map of scores over lambda and gamma; beside it the active share in one of its cells. Returns (figure, alt).

    A cell shows the mean of its runs over the smallest and the largest; the share is over the steps of its training.

    Args:
        scores: (w, g, runs).
        shares: (w, g, steps).
        weights: w values of lambda.
        gammas: g values of gamma.
        chosen: the cell, (row, column).
    """
    scores, shares = np.asarray(scores, float), np.asarray(shares, float)
    size = (len(weights), len(gammas))
    fits = scores.ndim == 3 and scores.shape[:2] == size and scores.shape[2]
    expect(fits, "scores", f"shape {scores.shape}", f"({size[0]}, {size[1]}, runs)")
    expect(
        shares.ndim == 3 and shares.shape[:2] == size,
        "shares",
        f"shape {shares.shape}",
        f"({size[0]}, {size[1]}, steps)",
    )
    row, column = chosen
    expect(0 <= row < size[0] and 0 <= column < size[1], "chosen", chosen, f"a cell of {size}")
    figure = Figure(figsize=(9.2, 3.6))
    grid, course = figure.subplots(1, 2, width_ratios=(1.15, 1))
    draw_map(grid, scores, weights, gammas)
    grid.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=DIFFERENT, linewidth=3, zorder=3))
    share = shares[row, column]  # (steps,)
    window = min(WINDOW, len(share))
    course.plot(np.arange(window, len(share) + 1), np.convolve(share, np.ones(window) / window, "valid"), color=QUERY)
    course.set(ylim=(-0.04, 1.04), xlim=(0, len(share)), xlabel="step", ylabel="share of active pictures")
    mean = scores[row, column].mean()
    course.set_title(f"λ = {weights[row]:g}, γ = {gammas[column]:g}: MAP@R {mean:.3f}")
    last = share[-window:].mean()
    words = f"Lambda {weights[row]:g} and gamma {gammas[column]:g}: MAP@R {mean:.3f}, "
    return figure, words + f"{last:.0%} of the pictures active in the last {window} steps."


def draw_map(axes: Axes, scores: np.ndarray, weights: Sequence[float], gammas: Sequence[float]) -> None:
    """The mean of scores (w, g, runs) as shades of grey, light is high, each with its number and its range."""
    mean, low, high = scores.mean(axis=2), scores.min(axis=2), scores.max(axis=2)  # (w, g) each
    darkest, lightest = mean.min() - 0.02, mean.max() + 0.005
    axes.imshow(mean, cmap="gray", aspect="auto", vmin=darkest, vmax=lightest)
    middle = darkest + 0.46 * (lightest - darkest)  # on this grey black and white stand out alike, by 4.6
    for (i, j), score in np.ndenumerate(mean):
        colour = "black" if score >= middle else "white"
        axes.text(j, i - 0.12, f"{score:.3f}", ha="center", va="center", color=colour)
        axes.text(j, i + 0.24, f"{low[i, j]:.2f} to {high[i, j]:.2f}", ha="center", va="center", color=colour, size=8)
    axes.set_xticks(range(len(gammas)), [f"{gamma:g}" for gamma in gammas])
    axes.set_yticks(range(len(weights)), [f"{weight:g}" for weight in weights])
    axes.set(xlabel="γ", ylabel="λ", title="MAP@R, mean and range of the runs")
    axes.grid(False)


def figure_grades(panels: Mapping[str, ArrayLike], targets: ArrayLike, *, alt: str) -> tuple[Figure, str]:
    """Distances by their wanted values: per target the mean and the middle 80 %. Returns (figure, alt).

    The dotted line is where each distance is what it should be.

    Args:
        panels: {title: (n,)}, distances.
        targets: (n,), the wanted distance of each pair.
        alt: the alternative text.
    """
    targets = np.asarray(targets, float)
    expect(panels and targets.size, "panels", f"{len(panels)} for {targets.size} pairs", "at least one of each")
    figure = Figure(figsize=(3.2 * len(panels) + 0.6, 3.2))
    grades = np.unique(targets)
    places = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
    for axes, (title, distances) in zip(places, panels.items(), strict=True):
        distances = np.asarray(distances, float)
        expect(distances.shape == targets.shape, title, f"shape {distances.shape}", f"shape {targets.shape}")
        parts = [distances[targets == grade] for grade in grades]
        means = np.array([part.mean() for part in parts])  # (grades,)
        low, high = np.transpose([np.quantile(part, (0.1, 0.9)) for part in parts])  # (grades,) each
        axes.fill_between(grades, low, high, color=QUERY, alpha=0.25, linewidth=0)
        axes.plot(grades, means, "o-", color=QUERY)
        axes.plot(grades, grades, ":", color="black", linewidth=1)
        axes.set(title=title, xlabel="wanted distance")
    places[0].set_ylabel("distance of the embeddings")
    return figure, alt


def figure_chains(panels: Mapping[str, ArrayLike], *, alt: str) -> tuple[Figure, str]:
    """Places in the plane, joined in their order and marked by their number, one panel each. Returns (figure, alt).

    Both axes have one scale, so that lengths can be compared within a panel.

    Args:
        panels: {title: (c, 2)}, the places of 0 to c - 1.
        alt: the alternative text.
    """
    expect(panels, "panels", "none", "at least one, {title: places}")
    figure = Figure(figsize=(3.4 * len(panels) + 0.4, 3.4))
    for axes, (title, places) in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels.items(), strict=True):
        places = np.asarray(places, float)
        fits = places.ndim == 2 and places.shape[1] == 2 and len(places) > 0
        expect(fits, title, f"shape {places.shape}", "two numbers each, (c, 2)")
        axes.plot(*places.T, "-", color=QUERY, linewidth=1)
        axes.plot(*places.T, "o", color="white", markersize=15, markeredgecolor=QUERY)
        for number, place in enumerate(places):
            axes.annotate(str(number), place, ha="center", va="center", color="black", fontsize=9)
        (left, right), (low, high) = square_around(places)
        axes.set(title=title, aspect="equal", xticks=[], yticks=[], xlim=(left, right), ylim=(low, high))
    return figure, alt


def square_around(places: np.ndarray, room: float = 0.1) -> np.ndarray:
    """The limits [[left, right], [low, high]] of a square with all places (c, 2) and room for their marks.

    >>> square_around(np.array([[0.0, 0.0], [10.0, 2.0]])).tolist()
    [[-1.0, 11.0], [-5.0, 7.0]]
    """
    smallest, largest = places.min(axis=0), places.max(axis=0)  # (2,) each
    half = (0.5 + room) * ((largest - smallest).max() or 1)
    return ((smallest + largest) / 2)[:, None] + [-half, half]  # (2, 2)

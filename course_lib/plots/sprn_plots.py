"""The figures of lesson 06: a ranking under a weight of two branches, the course of a mined training."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import DIFFERENT, QUERY, SAME
from course_lib.plots.literal import Figure, legend_label
from course_lib.plots.search_plots import draw_picture

WINDOW = 20  # steps that are averaged in the course of a training


def figure_ranking(
    query: ArrayLike, neighbours: np.ndarray, same: np.ndarray, weight: float, scores: Mapping[float, float]
) -> tuple[Figure, str]:
    """The query and its nearest pictures; below, the score over the weight of a branch. Returns (figure, alt).

    Args:
        query: (h, w, c).
        neighbours: (k, h, w, c).
        same: (k,) bool.
        weight: the present one, from 0 to 1.
        scores: {weight: score}.
    """
    k = len(neighbours)
    expect(k > 0, "neighbours", "none", "at least one picture")
    expect(len(same) == k, "same", len(same), f"{k}, one per neighbour")
    expect(len(scores) > 1, "scores", f"{len(scores)} of them", "at least two, {weight: score}")
    expect(0 <= weight <= 1, "weight", weight, "a number from 0 to 1")
    figure = Figure(figsize=(8.4, 4))
    grid = figure.add_gridspec(2, k + 1, height_ratios=(1, 1.7))
    for i, (picture, words, colour) in enumerate(zip([query, *neighbours], *marks(same), strict=True)):
        axes = figure.add_subplot(grid[0, i])
        axes.axis("off")
        draw_picture(axes, picture, words, colour)
    axes = figure.add_subplot(grid[1, :])
    axes.plot(list(scores), list(scores.values()), color="black")
    now = float(np.interp(weight, list(scores), list(scores.values())))
    axes.plot(weight, now, "o", color=QUERY, markersize=10)
    axes.set(xlabel="weight of colour (spatial has the rest)", ylabel="MAP@R", ylim=(0, None))
    found = int(np.sum(same))
    words = f"colour weighs {weight:.2f}; {found} of the {k} nearest have the class of the query; MAP@R is {now:.2f}"
    return figure, f"A ranking by two branches: {words}."


def marks(same: np.ndarray) -> tuple[list[str], list[str]]:
    """Words and frame colours of a query and its neighbours, of which `same` (k,) says whether their class is right."""
    words = ["query", *("✓" if one else "✗" for one in same)]
    return words, [QUERY, *(SAME if one else DIFFERENT for one in same)]


def figure_mining(courses: Mapping[str, ArrayLike], margin: float, *, alt: str) -> tuple[Figure, str]:
    """Active share and loss over training, both averaged over 20 steps. Returns (figure, alt).

    Args:
        courses: {name: (steps, 2)} of (loss, active share).
        margin: the loss of a collapsed network, marked by a dotted line.
        alt: the alternative text.
    """
    expect(courses, "courses", "none", "at least one training, {name: (steps, 2)}")
    figure = Figure(figsize=(8.4, 3.4))
    loss, share = figure.subplots(1, 2)
    for name, course in courses.items():
        course = np.asarray(course, float)
        fits = course.ndim == 2 and course.shape[1] == 2 and len(course) >= WINDOW
        expect(fits, "courses", f"{name} of shape {course.shape}", f"shape (steps, 2), at least {WINDOW} steps")
        steps = np.arange(WINDOW, len(course) + 1)
        for axes, values in zip((loss, share), course.T, strict=True):
            axes.plot(steps, np.convolve(values, np.ones(WINDOW) / WINDOW, "valid"), label=legend_label(name))
    loss.axhline(margin, color="black", linestyle=":", label="margin")
    loss.set(xlabel="step", ylabel="loss of the active triplets", ylim=(0, None))
    share.set(xlabel="step", ylabel="active among all triplets", ylim=(0, 1.03))
    loss.legend(loc="lower left")
    return figure, alt

"""The figure of lesson 10b: how sure a classifier is of those it knows and of strangers, and what a threshold does."""

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import DIFFERENT, SAME
from course_lib.plots.literal import Figure, encodable
from course_lib.plots.methods import hill_look


def figure_sureness(known: ArrayLike, strangers: ArrayLike, threshold: float, title: str = "") -> tuple[Figure, str]:
    """Histograms of the largest probability of known pictures and of strangers. Returns (figure, alt).

    Args:
        known: (n,), between 0 and 1.
        strangers: (m,), the same.
        threshold: below it a picture is called a stranger.
        title: above all.
    """
    known, strangers = np.ravel(known).astype(float), np.ravel(strangers).astype(float)
    for argument, sure in (("known", known), ("strangers", strangers)):
        expect(sure.size, argument, "none", "at least one probability")
        expect(((sure >= 0) & (sure <= 1)).all(), argument, f"{sure.min()} to {sure.max()}", "numbers from 0 to 1")
    let_in, noticed = float((known >= threshold).mean()), float((strangers < threshold).mean())
    figure = Figure(figsize=(7, 3.6), layout="constrained")
    axes = figure.subplots()
    edges = np.linspace(0, 1, 41).tolist()
    for place, (sure, colour, name) in enumerate(((known, SAME, "known"), (strangers, DIFFERENT, "strangers"))):
        look = {"label": f"{name} ({sure.size})", **hill_look(colour, place)}
        axes.hist(sure, edges, weights=np.full(sure.size, 1 / sure.size), **look)
    axes.axvline(threshold, color="black", linestyle="--", label=f"threshold {threshold:.2f}")
    axes.set(xlabel="largest probability", ylabel="share of its group", title=encodable(title))
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    words = f"Two histograms of the largest probability; above the threshold {threshold:.2f} are {let_in:.0%} of the "
    return figure, f"{encodable(title)}. {words}known pictures, and below it {noticed:.0%} of the strangers."

"""Why two pictures match: each beside the map of what in it brings it near the other."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import DIFFERENT, QUERY, SAME
from course_lib.plots.literal import Figure
from course_lib.plots.search_plots import draw_picture

ROWS, COLUMNS = ("upper", "middle", "lower"), ("left", "centre", "right")


def figure_saliency(
    query: ArrayLike,
    query_map: ArrayLike,
    match: ArrayLike,
    match_map: ArrayLike,
    distance: float,
    *,
    same: bool = True,
    title: str = "",
) -> tuple[Figure, str]:
    """The query, its map over it, the match, its map over it, all maps on one scale. Returns (figure, alt).

    Maps are from `evaluation.saliency.over_pixels`: orange where hiding makes the distance grow, purple where it makes
    it shrink. A solid line goes round where it grows by more than half the most, a dashed one where it shrinks so much.

    Args:
        query: (h, w, c) uint8.
        query_map: (h, w).
        match: (h, w, c) uint8.
        match_map: (h, w).
        distance: of the two, for the alternative text.
        same: whether both pictures have one class.
        title: above all.
    """
    pictures, maps = {"query": query, "match": match}, {"query": query_map, "match": match_map}
    for name, picture in pictures.items():
        fits = np.shape(maps[name]) == np.shape(picture)[:2] and np.isfinite(maps[name]).all()
        expect(fits, f"{name}_map", f"shape {np.shape(maps[name])}", f"finite numbers {np.shape(picture)[:2]}")
    figure = Figure(figsize=(8.4, 2.5))
    panels = figure.subplots(1, 4)
    for axes in panels:
        axes.axis("off")
    top = max(np.abs(heat).max() for heat in maps.values()) or 1
    for i, (name, picture) in enumerate(pictures.items()):
        words, colour = ((name, QUERY), (f"{name} {'✓' if same else '✗'}", SAME if same else DIFFERENT))[i]
        draw_picture(panels[2 * i], picture, words, colour)
        grey = np.asarray(picture).mean(axis=2)
        draw_picture(panels[2 * i + 1], grey, f"what counts in the {name}", None)
        drawn = panels[2 * i + 1].imshow(maps[name], cmap="PuOr_r", vmin=-top, vmax=top, alpha=0.6)
        panels[2 * i + 1].contour(maps[name], levels=[-top / 2, top / 2], colors="black", linewidths=0.8)
    figure.colorbar(drawn, ax=list(panels), label="distance grows by", shrink=0.8)
    figure.suptitle(title)
    return figure, saliency_in_words(maps, distance)


def saliency_in_words(maps: Mapping[str, ArrayLike], distance: float) -> str:
    """The alternative text of `figure_saliency`."""
    parts = [f"at the {place_in_words(heat)} of the {name}, by {np.max(heat):.2f}" for name, heat in maps.items()]
    return (
        f"A query and its match at distance {distance:.2f}, each with a map. Hiding a patch makes the distance grow "
        f"most {parts[0]} on average, and {parts[1]}."
    )


def place_in_words(heat: ArrayLike) -> str:
    """Where the largest number of a map (h, w) lies, in thirds.

    >>> place_in_words(np.eye(9)[::-1][:, :1] * [1, 0, 0])
    'lower left'
    """
    row, column = np.unravel_index(np.argmax(heat), np.shape(heat))
    words = ROWS[3 * row // np.shape(heat)[0]], COLUMNS[3 * column // np.shape(heat)[1]]
    return "centre" if words == ("middle", "centre") else " ".join(words)

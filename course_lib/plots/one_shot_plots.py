"""The figures of lesson 14: one drawing among twenty characters, and every error beside what was right."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect, is_whole
from course_lib.plots.core import DIFFERENT, QUERY, SAME
from course_lib.plots.literal import Figure
from course_lib.plots.search_plots import draw_picture


def figure_run(
    query: ArrayLike,
    gallery: np.ndarray,
    *,
    answer: int | None = None,
    chosen: int | None = None,
    distances: np.ndarray | None = None,
    columns: int = 10,
    title: str = "",
) -> tuple[Figure, str]:
    """A drawing above the gallery that it is looked for in. Returns (figure, alt).

    A ✓ and a green frame: the right one; a ✗ and a vermilion one: chosen, but wrong. When nobody knows the answer, the
    chosen one has a blue frame and no sign.

    Args:
        query: (h, w, 1).
        gallery: (w, h, w, 1).
        answer: a place in the gallery, or None when nobody knows.
        chosen: a place in the gallery, or None when nothing was chosen.
        distances: (w,), one number above each.
        columns: drawings in a row.
        title: above all.
    """
    ways = len(gallery)
    expect(ways, "gallery", f"shape {np.shape(gallery)}", "at least one drawing")
    expect(
        distances is None or len(distances) == ways,
        "distances",
        distances if distances is None else np.shape(distances),
        f"{ways}, one per drawing",
    )
    for argument, place in (("answer", answer), ("chosen", chosen)):
        expect(place is None or (is_whole(place) and 0 <= place < ways), argument, place, f"None or 0 to {ways - 1}")
    columns = min(columns, ways)
    rows = -(-ways // columns)
    figure = Figure(figsize=(0.95 * columns, 1.15 * (rows + 1) + 0.3 * bool(title)))
    places = figure.subplots(rows + 1, columns, squeeze=False)
    for axes in places.ravel():
        axes.axis("off")
    draw_picture(places[0, 0], query, "which one?", QUERY)
    for i in range(ways):
        mark, colour = mark_of(i, answer, chosen)
        number = "" if distances is None else f"{distances[i]:.2f}"
        draw_picture(places[1 + i // columns, i % columns], gallery[i], mark + number, colour)
    figure.suptitle(title)
    return figure, run_in_words(ways, answer, chosen)


def mark_of(place: int, answer: int | None, chosen: int | None) -> tuple[str, str | None]:
    """The sign and the colour of one drawing of a gallery."""
    if place == answer:
        return "✓ ", SAME
    if place != chosen:
        return "", None
    return ("", QUERY) if answer is None else ("✗ ", DIFFERENT)


def run_in_words(ways: int, answer: int | None, chosen: int | None) -> str:
    """The alternative text of `figure_run`."""
    words = f"A drawing to name, and one drawing of each of {ways} characters"
    if answer is not None:
        words += f"; the right one is number {answer + 1}"
    if chosen is not None:
        words += f"; chosen is number {chosen + 1}" + (", which is right" if chosen == answer else "")
    return words + "."


def figure_errors(
    queries: np.ndarray,
    matches: np.ndarray,
    chosen: np.ndarray,
    *,
    names: Sequence[str] | None = None,
    across: int = 4,
    title: str = "",
) -> tuple[Figure, str]:
    """Every error as three drawings: what was asked, what was right, what was chosen. Returns (figure, alt).

    Without an error the figure says so.

    Args:
        queries: (e, h, w, 1).
        matches: (e, h, w, 1), the right ones.
        chosen: (e, h, w, 1).
        names: e short texts, such as "run 3".
        across: so many errors stand side by side.
        title: above all.
    """
    e = len(queries)
    for argument, part in (("matches", matches), ("chosen", chosen), ("names", queries if names is None else names)):
        expect(len(part) == e, argument, len(part), f"{e}, one per error")
    across = max(min(across, e), 1)
    rows = max(-(-e // across), 1)
    figure = Figure(figsize=(3.2 * across, 1.35 * rows + 0.3 * bool(title)))
    places = figure.subplots(rows, 4 * across, squeeze=False, width_ratios=[1, 1, 1, 0.25] * across)
    for axes in places.ravel():
        axes.axis("off")
    for i in range(e):
        row, start = i // across, 4 * (i % across)
        asked = "asked" if names is None else names[i]
        drawings = [(queries, asked, QUERY), (matches, "✓ right", SAME), (chosen, "✗ chosen", DIFFERENT)]
        for j, (pictures, words, colour) in enumerate(drawings):
            draw_picture(places[row, start + j], pictures[i], words, colour)
    figure.suptitle(title if e else f"{title} no error".strip())
    words = "no error" if not e else "1 error" if e == 1 else f"{e} errors"
    return figure, f"A picture of {words}: each the drawing that was asked, the right one and the chosen one."

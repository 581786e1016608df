"""The figures of a search: neighbours found, distances of same and different pairs, the embedding."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import DIFFERENT, QUERY, SAME, frame
from course_lib.plots.literal import Figure, encodable, legend_label
from course_lib.plots.methods import MARKERS, bar_look, colour_of, hill_look


def figure_neighbours(
    query: ArrayLike,
    neighbours: np.ndarray,
    distances: np.ndarray,
    same: np.ndarray | None = None,
    *,
    names: Sequence[str] | None = None,
    threshold: float | None = None,
    title: str = "",
) -> tuple[Figure, str]:
    """The query, then its neighbours with their distances. Returns (figure, alt).

    ✓ and a green frame: same class; ✗ and a vermilion one: different.

    Args:
        query: (h, w, c).
        neighbours: (k, h, w, c).
        distances: (k,).
        same: (k,) bool, or None when nobody knows.
        names: k names.
        threshold: a picture that is not below it turns pale.
        title: above all.
    """
    expect(
        len(neighbours) == len(distances) and len(distances),
        "distances",
        len(distances),
        f"{len(neighbours)}, one per neighbour, at least one",
    )
    k = len(neighbours)
    for name, given in {"same": same, "names": names}.items():
        expect(given is None or len(given) == k, name, given is not None and len(given), f"{k}, one per neighbour")
    columns = min(k, 5) + 1
    rows = -(-k // 5)
    figure = Figure(figsize=(1.4 * columns, 1.9 * rows + 0.3 * bool(title)))
    places = figure.subplots(rows, columns, squeeze=False)
    for axes in places.ravel():
        axes.axis("off")
    draw_picture(places[0, 0], query, "query", QUERY)
    for i in range(k):
        colour = None if same is None else (SAME if same[i] else DIFFERENT)
        pale = threshold is not None and not distances[i] < np.float64(threshold)
        mark = "" if same is None else ("✓ " if same[i] else "✗ ")
        words = f"{mark}{distances[i]:.2f}" + (f"\n{textwrap.fill(names[i], 19, max_lines=2)}" if names else "")
        draw_picture(places[i // 5, 1 + i % 5], neighbours[i], words, colour, pale)
    figure.suptitle(title)
    return figure, neighbours_in_words(distances, same, threshold)


def draw_picture(axes: Axes, picture: ArrayLike, words: str, colour: str | None, pale: bool = False) -> None:
    """One picture with its words above and, if known, a coloured frame; pale when it is beyond the threshold."""
    axes.imshow(np.asarray(picture).squeeze(), cmap="gray", vmin=0, vmax=255, alpha=0.25 if pale else 1)
    axes.set_title(words, fontsize=8, linespacing=1.05, color="#757575" if pale else "black")
    if colour:
        frame(axes, colour)


def neighbours_in_words(distances: np.ndarray, same: np.ndarray | None, threshold: float | None) -> str:
    """The alternative text of `figure_neighbours`."""
    words = f"A query picture and its {len(distances)} nearest, distances {distances[0]:.2f} to {distances[-1]:.2f}"
    if same is not None:
        words += f"; {int(np.sum(same))} of them are of its class"
    if threshold is not None:
        words += (
            f"; {int(np.sum(np.asarray(distances) < np.float64(threshold)))} lie below the threshold {threshold:.2f}"
        )
    return words + "."


def figure_distances(
    same: ArrayLike, different: ArrayLike, threshold: float | None = None, title: str = ""
) -> tuple[Figure, str]:
    """Histograms of the distances of same and of different pairs, each scaled to area 1. Returns (figure, alt)."""
    same, different = np.ravel(same), np.ravel(different)
    expect(same.size and different.size, "same, different", f"{same.size} and {different.size}", "at least one each")
    expect(np.isfinite(same).all() and np.isfinite(different).all(), "same, different", "NaN", "finite distances")
    figure = Figure()
    axes = figure.subplots()
    edges = np.linspace(0, max(same.max(), different.max()), 61).tolist()
    kinds = (same, SAME, "same class"), (different, DIFFERENT, "different")
    for place, (part, colour, name) in enumerate(kinds):
        axes.hist(part, edges, density=True, label=f"{name} ({part.size:,} pairs)", **hill_look(colour, place))
    words = f"Same pairs have median distance {np.median(same):.2f}, different pairs {np.median(different):.2f}"
    if threshold is not None:
        axes.axvline(threshold, color="black", linestyle="--", label=f"threshold {threshold:.2f}")
        caught, alarms = (np.mean(part < np.float64(threshold)) for part in (same, different))
        words += f"; the threshold {threshold:.2f} is above {caught:.0%} of the same pairs and "
        words += f"above {alarms:.0%} of the different ones"
    axes.set(xlabel="distance", ylabel="density", title=title)
    axes.legend()
    return figure, f"Two histograms of distances. {words}."


def figure_maps(
    maps: Mapping[str, ArrayLike],
    labels: ArrayLike,
    names: Sequence[str],
    title: str = "",
    limits: tuple[float, float] | None = None,
) -> tuple[Figure, str]:
    """Points in the plane, coloured by class, one panel per map. Returns (figure, alt).

    Args:
        maps: {panel title: (n, 2)}.
        labels: (n,), index into names; at most 10 classes, told apart by colour and by marker.
        names: of the classes.
        title: above all.
        limits: of both axes in every panel; without it each panel fits its points.
    """
    labels = np.asarray(labels)
    expect(maps, "maps", "none", "at least one map, {panel title: points}")
    shown = np.unique(labels)
    expect(0 < len(shown) <= 10, "labels", f"{len(shown)} classes", "1 to 10 classes")
    figure = Figure(figsize=(4.2 * len(maps) + 1.2, 4))
    panels = figure.subplots(1, len(maps), squeeze=False)[0]
    for axes, (panel, points) in zip(panels, maps.items(), strict=True):
        for i, c in enumerate(shown):
            x, y = np.asarray(points)[labels == c].T
            axes.scatter(x, y, s=14, color=f"C{i}", marker=MARKERS[i], label=legend_label(names[c]))
        axes.set(title=panel, xticks=[], yticks=[], xlim=limits, ylim=limits)
    panels[-1].legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=8)
    figure.suptitle(title)
    return figure, f"Pictures of {len(shown)} classes as points in the plane, in {len(maps)} maps: {', '.join(maps)}."


def figure_scores(
    scores: Mapping[str, Mapping[str, float | tuple[float, float]]], *, ylabel: str, alt: str, title: str = ""
) -> tuple[Figure, str]:
    """Grouped bars: scores {group: {method: value or (mean, spread)}}, one colour per method. Returns (figure, alt)."""
    expect(scores, "scores", "none", "at least one group, {group: {method: value}}")
    figure = Figure()
    axes = figure.subplots()
    methods = list(next(iter(scores.values())))
    wide = 0.8 / len(methods)
    for i, method in enumerate(methods):
        for j, group in enumerate(scores.values()):
            value = group[method]
            mean, spread = value if isinstance(value, tuple) else (value, 0)
            place = j + (i - (len(methods) - 1) / 2) * wide
            label = legend_label(method) if not j else None
            look = {"label": label, **bar_look(colour_of(method, i), i)}
            axes.bar(place, mean, wide * 0.9, yerr=spread or None, capsize=3, **look)
            axes.annotate(f"{mean:.2f}", (place, mean + spread), ha="center", va="bottom", fontsize=8)
    axes.set_xticks(range(len(scores)), map(encodable, scores))
    axes.set(ylabel=ylabel, title=title)
    axes.margins(y=0.15)
    axes.grid(axis="x", visible=False)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure, alt

"""The figures of lessons 11 and 11b: labels passed on over a map, what a cut keeps, all methods on a wall."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import DIFFERENT, QUERY, SAME
from course_lib.plots.literal import Figure, encodable, legend_label
from course_lib.plots.methods import MARKERS, colour_of, line_look

COLUMNS = 5


def figure_passed_on(
    points: ArrayLike, right: Mapping[str, ArrayLike], labelled: ArrayLike, title: str = ""
) -> tuple[Figure, str]:
    """Pictures in the plane: who got the right label from whom. Returns (figure, alt).

    Args:
        points: (n, 2).
        right: {panel title: (n,) bool}, whether a picture got the right label.
        labelled: (n,) bool, who had one from the start.
        title: above all.
    """
    points, labelled = np.asarray(points, float), np.asarray(labelled, bool)
    expect(points.shape == (len(labelled), 2), "points", f"shape {points.shape}", f"({len(labelled)}, 2)")
    expect(right, "right", "none", "at least one panel, {title: truth values}")
    figure = Figure(figsize=(4.4 * len(right), 4.2))
    shares = {}
    for axes, (panel, each) in zip(figure.subplots(1, len(right), squeeze=False)[0], right.items(), strict=True):
        hit = np.asarray(each, bool)
        expect(hit.shape == labelled.shape, panel, f"shape {hit.shape}", f"({len(labelled)},)")
        shares[panel] = float(hit[~labelled].mean())
        for shown, colour, marker, name in (
            (hit & ~labelled, SAME, "o", "right"),
            (~hit & ~labelled, DIFFERENT, "x", "wrong"),
            (labelled, QUERY, "s", "labelled"),
        ):
            size = 40 if marker == "s" else 14
            axes.scatter(
                *points[shown].T, s=size, color=colour, marker=marker, label=name, zorder=3 if size > 14 else 2
            )
        axes.set(title=f"{encodable(panel)}: {shares[panel]:.0%} right", xticks=[], yticks=[])
        axes.grid(visible=False)
    figure.axes[0].legend(fontsize=8, loc="best")
    figure.suptitle(encodable(title))
    words = "; ".join(f"{encodable(panel)} {share:.0%}" for panel, share in shares.items())
    return (
        figure,
        f"A map of {len(labelled)} pictures, {labelled.sum()} of them labelled. Right for the others: {words}.",
    )


def figure_coverage(
    confidence: Mapping[str, ArrayLike], right: Mapping[str, ArrayLike], cuts: Mapping[str, float], title: str = ""
) -> tuple[Figure, str]:
    """Accuracy of the surest pictures by the share that they are of all. Returns (figure, alt).

    Args:
        confidence: {name: (n,)}; the surest come first.
        right: {name: (n,) bool}.
        cuts: {name: confidence}, a dot on the line where only what is at least as sure is kept; empty for none.
        title: above all.
    """
    expect(set(confidence) == set(right) and right, "right", list(right), f"the names {list(confidence)}, at least one")
    figure = Figure()
    axes = figure.subplots()
    told = []
    for place, (name, sure) in enumerate(confidence.items()):
        sure, hit = np.asarray(sure, float), np.asarray(right[name], bool)
        order = np.argsort(-sure, kind="stable")
        coverage = np.arange(1, len(order) + 1) / len(order)
        accuracy = np.cumsum(hit[order]) / np.arange(1, len(order) + 1)
        colour = colour_of(name, place)
        start = len(order) // 20  # of the surest few an accuracy says little
        axes.plot(coverage[start:], accuracy[start:], label=legend_label(name), **line_look(name, place))
        kept = sure >= cuts.get(name, np.inf)
        if kept.any():
            axes.plot(kept.mean(), hit[kept].mean(), "o", color=colour)
            told.append(f"{encodable(name)} keeps {kept.mean():.0%}, of which {hit[kept].mean():.1%} are right")
    axes.set(xlabel="share that is labelled", ylabel="accuracy of these labels", title=encodable(title))
    axes.legend()
    words = f" At the cut {'; '.join(told)}." if told else ""
    return figure, f"Accuracy by the share of pictures that are labelled, surest first: it falls.{words}"


def figure_wall(
    scores: Mapping[str, Mapping[str, Mapping[int, Sequence[float]]]],
    best: Mapping[str, Mapping[int, float]],
    rows: Mapping[str, Collection[str]],
    *,
    alt: str,
) -> tuple[Figure, str]:
    """Accuracy by number of labels, a panel for each method, a line for each set. Returns (figure, alt).

    Args:
        scores: {set: {method: {labels per class: accuracies, one for each draw}}}; a set may lack some methods.
        best: {set: {labels per class: accuracy}}, a dashed line in each panel, to compare with.
        rows: {what a row has in common: its methods}, five at most in a row.
        alt: the alternative text.
    """
    methods = {method for names in rows.values() for method in names}
    lost = sorted(methods.difference(*scores.values()))
    expect(scores and not lost, "scores", f"none of {lost}", "every method in rows, on one set or more")
    expect(all(0 < len(names) <= COLUMNS for names in rows.values()), "rows", rows, f"1 to {COLUMNS} methods in a row")
    figure = Figure(figsize=(11, 2.3 * len(rows)))
    grid = figure.subplots(len(rows), COLUMNS, sharex=True, sharey=True, squeeze=False)
    for line, (common, names) in zip(grid, rows.items(), strict=True):
        line[0].set_ylabel(f"{encodable(common)}\naccuracy", fontsize=9)
        for axes, method in zip(line, names, strict=False):
            for place, (name, each) in enumerate(scores.items()):
                if method in each:
                    draw_curve(axes, each[method], best[name], name, place)
            axes.set_title(encodable(method), fontsize=9)
        for axes in line[len(names) :]:
            axes.axis("off")
    counts = sorted(next(iter(next(iter(scores.values())).values())))
    grid[0, 0].set(xscale="log", ylim=(0, 1), xticks=counts, xticklabels=map(str, counts))
    grid[0, 0].minorticks_off()
    figure.supxlabel("labelled pictures per class", fontsize=9)
    handles, names = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="lower right", fontsize=9, bbox_to_anchor=(0.97, 0.08))
    return figure, alt


def draw_curve(
    axes: Axes, by_count: Mapping[int, Sequence[float]], best: Mapping[int, float], name: str, place: int
) -> None:
    """A mean with its range over draws, and what it is compared with, dashed, in one colour and with one marker."""
    colour, mark = colour_of(name, place), MARKERS[place]
    counts = sorted(by_count)
    each = [np.asarray(by_count[count], float) for count in counts]
    means, low, high = ([getattr(np, f)(draws) for draws in each] for f in ("mean", "min", "max"))
    label = legend_label(f"{name}, best by labels alone")
    axes.plot(
        counts, [best[count] for count in counts], f"{mark}--", color=colour, linewidth=1, markersize=3, label=label
    )
    axes.plot(counts, means, color=colour, marker=mark, markersize=4, label=legend_label(f"{name}, this method"))
    axes.fill_between(counts, low, high, color=colour, alpha=0.2, linewidth=0)

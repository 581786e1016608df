"""The figures of lessons 05 and 05b: distance matrices, ROC and DET curves, and a threshold at a base rate."""

from collections.abc import Mapping
from statistics import NormalDist

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.certainty_plots import method_colours
from course_lib.plots.core import DIFFERENT, QUERY, SAME
from course_lib.plots.literal import Figure, legend_label
from course_lib.plots.methods import hill_look, line_look

SHARES = (0.001, 0.01, 0.05, 0.2, 0.5, 0.8, 0.99)  # ticks of a DET curve
BINS = 60


def figure_matrices(matrices: Mapping[str, ArrayLike], labels: ArrayLike, *, alt: str) -> tuple[Figure, str]:
    """Distance matrices side by side, dark is near, pictures sorted by class. Returns (figure, alt).

    Args:
        matrices: {title: (n, n)}.
        labels: (n,), the class of each picture.
        alt: the alternative text.
    """
    expect(matrices, "matrices", "none", "at least one, {title: distances}")
    labels = np.asarray(labels)
    order = np.argsort(labels, kind="stable")
    names, starts, counts = np.unique(labels[order], return_index=True, return_counts=True)
    figure = Figure(figsize=(4 * len(matrices), 3.4))
    for axes, (title, distances) in zip(
        figure.subplots(1, len(matrices), squeeze=False)[0], matrices.items(), strict=True
    ):
        distances = np.asarray(distances)
        expect(
            distances.shape == (len(labels),) * 2, title, f"shape {distances.shape}", f"({len(labels)}, {len(labels)})"
        )
        image = axes.imshow(distances[np.ix_(order, order)], cmap="gray", vmin=0, interpolation="none")
        axes.set_xticks(starts + counts / 2 - 0.5, names)
        axes.set_yticks(starts + counts / 2 - 0.5, names)
        axes.set(title=title, xlabel="class", ylabel="class")
        axes.grid(False)
        figure.colorbar(image, ax=axes, label="distance")
    return figure, alt


def figure_roc_det(curves: Mapping[str, tuple[ArrayLike, ArrayLike]], *, alt: str) -> tuple[Figure, str]:
    """ROC on the left, the same curves as DET on the right. Returns (figure, alt).

    The axes of the DET plot are stretched so that normally distributed distances give straight lines. The dotted line:
    as many misses as alarms.

    Args:
        curves: {name: (false_alarms (t,), caught (t,))}.
        alt: the alternative text.

    Source: Martin and others 1997.
    """
    expect(curves, "curves", "none", "at least one, {name: (false_alarms, caught)}")
    figure = Figure(figsize=(8.4, 3.6))
    roc, det = figure.subplots(1, 2)
    colours = method_colours(list(curves))
    for place, (name, (false_alarms, caught)) in enumerate(curves.items()):
        false_alarms, caught = thinned(np.asarray(false_alarms), np.asarray(caught))
        look = line_look(name, place) | {"color": colours[name]}
        roc.plot(false_alarms, caught, label=legend_label(name), **look)
        inside = (false_alarms > 0) & (false_alarms < 1) & (caught > 0) & (caught < 1)
        det.plot(deviates(false_alarms[inside]), deviates(1 - caught[inside]), **look)
    roc.plot([0, 1], [1, 0], ":", color="black", linewidth=1)
    roc.set(xlabel="false alarms", ylabel="caught", title="ROC", aspect="equal")
    roc.legend(loc="lower right", frameon=True, framealpha=1, edgecolor="none")
    ends = deviates(np.array([0.0005, 0.9]))
    det.plot(ends, ends, ":", color="black", linewidth=1)
    ticks = deviates(np.array(SHARES))
    det.set_xticks(ticks, [f"{share:.1%}".replace(".0%", "%") for share in SHARES], rotation=45)
    det.set_yticks(ticks, [f"{share:.1%}".replace(".0%", "%") for share in SHARES])
    det.set(xlim=ends, ylim=ends, xlabel="false alarms", ylabel="missed", title="DET", aspect="equal")
    return figure, alt


def thinned(false_alarms: np.ndarray, caught: np.ndarray, most: int = 2000) -> tuple[np.ndarray, np.ndarray]:
    """At most `most` points of a curve, spread evenly over its length."""
    length = false_alarms + caught  # grows from 0 to 2 along the curve
    places = np.searchsorted(length, np.linspace(0, length[-1], most))
    kept = np.unique(np.minimum(places, len(length) - 1))
    return false_alarms[kept], caught[kept]


def deviates(shares: np.ndarray) -> np.ndarray:
    """The number of standard deviations below which a normal variable lies with these chances, between 0 and 1."""
    return np.array([NormalDist().inv_cdf(float(share)) for share in shares])


def figure_threshold(same: ArrayLike, different: ArrayLike, threshold: float, base_rate: float) -> tuple[Figure, str]:
    """Distances of pairs in the proportion of the base rate, and what the threshold does there. Returns (figure, alt).

    On the left the height of the hills is a share of all pairs, on a logarithmic axis.

    Args:
        same: (n,), distances.
        different: (m,), distances.
        threshold: between them.
        base_rate: the share of same pairs, above 0 and below 1.
    """
    expect(0 < base_rate < 1, "base_rate", base_rate, "a share above 0 and below 1")
    same, different = np.ravel(same), np.ravel(different)
    expect(same.size and different.size, "same, different", f"{same.size}, {different.size}", "at least one each")
    figure = Figure(figsize=(8.4, 3.2))
    hills, scores = figure.subplots(1, 2, width_ratios=(2, 1))
    edges = np.linspace(0, max(same.max(), different.max(), threshold) or 1, BINS + 1)
    kinds = (same, base_rate, SAME, "same"), (different, 1 - base_rate, DIFFERENT, "different")
    for place, (part, share, colour, name) in enumerate(kinds):
        look = {"label": f"{name}, {share:.4g} of all pairs", **hill_look(colour, place)}
        hills.hist(part, edges, weights=np.full(part.size, share / part.size), **look)
    hills.axvline(threshold, color="black", linestyle="--")
    hills.set(yscale="log", ylim=(1e-6, 1), xlabel="distance", ylabel="share of all pairs")
    hills.set_title(f"threshold {threshold:.2f}, base rate {base_rate:.2%}")
    hills.legend(loc="upper center", ncols=2, fontsize=8, frameon=True, framealpha=1, edgecolor="none")
    caught, false_alarms = (float(np.mean(part < np.float64(threshold))) for part in (same, different))
    below = base_rate * caught + (1 - base_rate) * false_alarms
    precision = base_rate * caught / below if below else None
    draw_scores(scores, {"precision": precision, "caught": caught, "false alarms": false_alarms})
    words = f"Threshold {threshold:.2f} at base rate {base_rate:.2%}: it catches {caught:.1%} of the same pairs and "
    words += f"{false_alarms:.1%} of the different ones; "
    return figure, words + (f"precision {precision:.1%}." if below else "nothing lies below it.")


def draw_scores(axes: Axes, scores: Mapping[str, float | None]) -> None:
    """One horizontal bar per score {name: share, or None where there is none}, its number beside it."""
    colours = {"precision": QUERY, "caught": SAME, "false alarms": DIFFERENT}
    for place, (name, score) in enumerate(scores.items()):
        axes.barh(place, score or 0, color=colours[name], height=0.6)
        axes.annotate("none" if score is None else f" {score:.1%}", (score or 0, place), va="center")
    axes.set_yticks(range(len(scores)), scores)
    axes.set(xlim=(0, 1.3), xticks=(0, 0.5, 1), xlabel="share")
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)

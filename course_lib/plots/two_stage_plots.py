"""The figures of lesson 10: a picture among class centres, scores by scale, a classifier slid over a wide picture."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import check_whole, expect
from course_lib.plots.core import DIFFERENT, QUERY, SAME
from course_lib.plots.literal import Figure, encodable, legend_label
from course_lib.plots.methods import line_look


def figure_centres(
    embeddings: ArrayLike,
    labels: np.ndarray,
    centres: ArrayLike,
    names: Sequence[str],
    chosen: int,
    probabilities: np.ndarray,
    *,
    title: str,
    alt: str,
) -> tuple[Figure, str]:
    """Embeddings and class centres on a circle; beside them what one picture is taken for. Returns (figure, alt).

    Args:
        embeddings: (n, 2), of all pictures.
        labels: (n,), class numbers into names.
        centres: (c, 2).
        names: of the c classes.
        chosen: the number of the picture, with a line to each centre, green to that of its class.
        probabilities: (c,), as bars, in the same colours.
        title: above all.
        alt: the alternative text.
    """
    embeddings, centres = np.asarray(embeddings, dtype=float), np.asarray(centres, dtype=float)
    for argument, points in (("embeddings", embeddings), ("centres", centres)):
        expect(points.ndim == 2 and points.shape[1] == 2, argument, f"shape {points.shape}", "two numbers each, (n, 2)")
    expect(len(names) == len(centres), "names", len(names), f"{len(centres)}, one per centre")
    expect(len(probabilities) == len(centres), "probabilities", len(probabilities), f"{len(centres)}, one per centre")
    check_whole("chosen", chosen, 0, len(embeddings) - 1)
    figure = Figure(figsize=(9, 4.2), layout="constrained")
    plane, bars = figure.subplots(1, 2)
    own = labels[chosen]
    plane.scatter(*embeddings.T, c=[f"C{label % 10}" for label in labels], s=8, alpha=0.35, linewidths=0)
    for k, (centre, name) in enumerate(zip(centres, names, strict=True)):
        ours = k == own
        ends = np.stack([embeddings[chosen], centre])  # (2, 2)
        plane.plot(*ends.T, color=SAME if ours else "#999999", linewidth=2 if ours else 0.6, zorder=1)
        plane.plot(*centre, "*", color=f"C{k % 10}", markersize=13, markeredgecolor="black", markeredgewidth=0.5)
        plane.annotate(name, 1.17 * centre, ha="center", va="center", fontsize=12)
    plane.plot(*embeddings[chosen], "o", color=QUERY, markersize=9, markeredgecolor="white")
    plane.set(aspect="equal", xlim=(-1.35, 1.35), ylim=(-1.35, 1.35), title="stars: class centres")
    bars.bar(range(len(names)), probabilities, color=[SAME if k == own else DIFFERENT for k in range(len(names))])
    bars.set_xticks(range(len(names)), map(encodable, names))
    bars.set(ylim=(0, 1), xlabel="class", ylabel="probability")
    bars.grid(axis="x", visible=False)
    figure.suptitle(title)
    return figure, alt


def figure_scales(
    scales: Sequence[float], met: ArrayLike, new: ArrayLike, pixels: float, *, what: str, alt: str
) -> tuple[Figure, str]:
    """Scores over the scale of a softmax, for classes that were trained and for new ones. Returns (figure, alt).

    Args:
        scales: k numbers, drawn by their logarithm.
        met: (r, k), the score of each of r runs for trained classes: their mean as a line, their range as a band.
        new: (r, k), for classes that were not.
        pixels: the score of pixels for the new classes, a dashed line.
        what: the name of the things, such as "digits".
        alt: the alternative text.
    """
    met, new = np.atleast_2d(np.asarray(met, dtype=float)), np.atleast_2d(np.asarray(new, dtype=float))
    for argument, scores in (("met", met), ("new", new)):
        fits = scores.ndim == 2 and scores.shape[1] == len(scales) and scores.size
        expect(fits, argument, f"shape {scores.shape}", f"runs of {len(scales)} scores, one per scale")
    figure = Figure(figsize=(6.4, 3.8), layout="constrained")
    axes = figure.subplots()
    for scores, colour, marker, name in ((met, "C5", "s", f"{what} it has met"), (new, "C3", "o", f"new {what}")):
        axes.plot(scales, scores.mean(axis=0), color=colour, marker=marker, label=legend_label(name))
        axes.fill_between(scales, scores.min(axis=0), scores.max(axis=0), color=colour, alpha=0.2, linewidth=0)
    axes.axhline(pixels, color="C7", linestyle="--", label=legend_label(f"new {what}, by pixels"))
    axes.set(xscale="log", xlabel="scale", ylabel="MAP@R", ylim=(0, 1))
    axes.set_xticks(scales, [f"{scale:g}" for scale in scales])
    axes.minorticks_off()
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure, alt


def figure_slide(
    picture: ArrayLike, places: np.ndarray, lines: Mapping[str, np.ndarray], *, alt: str
) -> tuple[Figure, str]:
    """A wide picture, and below it one curve per entry of `lines`; both share the axis. Returns (figure, alt).

    Args:
        picture: (h, w).
        places: (m,), each the column of the window's middle.
        lines: {name: y (m,)}.
        alt: the alternative text.
    """
    picture = np.asarray(picture)
    expect(picture.ndim == 2, "picture", f"shape {picture.shape}", "shape (h, w), grey")
    expect(lines, "lines", "none", "at least one curve, {name: y}")
    figure = Figure(figsize=(7, 3.8), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    above.imshow(picture, cmap="gray", aspect="auto")
    above.set(yticks=[])
    above.grid(visible=False)
    for i, (name, y) in enumerate(lines.items()):
        expect(len(y) == len(places), name, len(y), f"{len(places)} values, one per place")
        below.plot(places, y, label=legend_label(name), **line_look(name, i))
    below.set(ylim=(-0.03, 1.03), xlabel="column of the window's middle", ylabel="probability")
    below.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure, alt

"""The figures of lesson 02: losses and slopes, which triplets pull, scores by margin, loss beside spread."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.patches import Circle
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.core import DIFFERENT, QUERY, SAME
from course_lib.plots.literal import Figure, legend_label
from course_lib.plots.methods import line_look, marked_look

ARROW = {"arrowstyle": "-|>", "color": "black", "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}


def figure_losses(
    x: ArrayLike, lines: Mapping[str, tuple[ArrayLike, ArrayLike]], *, xlabel: str, alt: str, bound: float = np.inf
) -> tuple[Figure, str]:
    """Losses on the left and their slopes on the right, one colour per loss. Returns (figure, alt).

    Args:
        x: (k,), the distances, fine enough for a step to look upright.
        lines: {name: (losses (k,), slopes (k,))}.
        xlabel: what x is.
        alt: the alternative text.
        bound: the axes end at this loss and at slopes of this size, or before.
    """
    expect(lines, "lines", "none", "at least one loss, {name: (losses, slopes)}")
    figure = Figure(figsize=(8, 3))
    left, right = figure.subplots(1, 2)
    for place, (name, (values, slopes)) in enumerate(lines.items()):
        left.plot(x, values, label=legend_label(name), **line_look(name, place))
        right.plot(x, slopes, label=legend_label(name), **line_look(name, place))
    right.axhline(0, color="black", linewidth=0.8)
    left.set(xlabel=xlabel, ylabel="loss")
    right.set(xlabel=xlabel, ylabel="slope of the loss")
    if np.isfinite(bound):
        left.set_ylim(top=bound)
        lowest = min(np.min(slopes) for _, slopes in lines.values())
        right.set_ylim(max(-bound, lowest - bound / 20), bound)
    left.legend()
    return figure, alt


def figure_margins(
    scores: Mapping[str, Mapping[float, float]], *, xlabel: str, ylabel: str, alt: str
) -> tuple[Figure, str]:
    """A score over margins, each as far from its half as from its double. Returns (figure, alt).

    Args:
        scores: {name of a loss: {margin: score}}.
        xlabel: what a margin is.
        ylabel: what a score is.
        alt: the alternative text.
    """
    expect(scores, "scores", "none", "at least one loss, {name: {margin: score}}")
    figure = Figure()
    axes = figure.subplots()
    for place, (name, curve) in enumerate(scores.items()):
        axes.plot(*zip(*curve.items(), strict=True), label=legend_label(name), **marked_look(name, place))
    axes.set_xscale("log", base=2)
    ticks = sorted({margin for curve in scores.values() for margin in curve})
    axes.set_xticks(ticks, [f"{margin:g}" for margin in ticks])
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.legend()
    return figure, alt


def figure_triplets(
    anchor: np.ndarray, positives: np.ndarray, negatives: np.ndarray, steps: np.ndarray, reach: float, title: str = ""
) -> tuple[Figure, str]:
    """Points in the plane and the way that descent moves each. Returns (figure, alt).

    Args:
        anchor: (2,).
        positives: (p, 2).
        negatives: (q, 2).
        steps: (1 + p + q, 2), the way of the anchor, of the positives and of the negatives, zero where nothing pulls.
        reach: radius around the anchor inside which a negative still pulls.
        title: above all.
    """
    points = [anchor, *positives, *negatives]
    expect(len(steps) == len(points), "steps", len(steps), f"{len(points)}, one per point")
    figure = Figure(figsize=(6.4, 4.4))
    axes = figure.subplots()
    axes.add_patch(Circle((anchor[0], anchor[1]), reach, fill=False, linestyle="--", edgecolor="#777777"))
    axes.plot(*anchor, "o", color=QUERY, markersize=12, label="anchor")
    axes.plot(*zip(*positives, strict=True), "s", color=SAME, markersize=9, label="positive")
    axes.plot(*zip(*negatives, strict=True), "D", color=DIFFERENT, markersize=8, label="negative")
    moving = [(point, step) for point, step in zip(points, steps, strict=True) if any(step)]
    for point, step in moving:
        axes.annotate("", (point[0] + step[0], point[1] + step[1]), point, arrowprops=ARROW)
    axes.set(xlim=(-2.4, 2.4), ylim=(-1.7, 1.7), aspect="equal", title=title)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure, f"An anchor, {len(positives)} positives and {len(negatives)} negatives; {title}; {len(moving)} move."


def figure_meter(
    steps: ArrayLike,
    losses: Mapping[str, Sequence[float] | np.ndarray],
    spreads: Mapping[str, Sequence[float] | np.ndarray],
    level: float,
    title: str = "",
) -> tuple[Figure, str]:
    """Loss on the left and spread of the embeddings on the right, one curve per run. Returns (figure, alt).

    Args:
        steps: (k,).
        losses: {run: (k,)}.
        spreads: {run: (k,)}, the same runs.
        level: the loss of a collapsed network, drawn dotted.
        title: above all.
    """
    expect(losses and losses.keys() == spreads.keys(), "spreads", list(spreads), f"the runs of losses, {list(losses)}")
    figure = Figure(figsize=(8, 3))
    left, right = figure.subplots(1, 2)
    for place, run in enumerate(losses):
        left.plot(steps, losses[run], label=legend_label(run), **line_look(run, place))
        right.plot(steps, spreads[run], label=legend_label(run), **line_look(run, place))
    left.axhline(level, color="black", linestyle=":", linewidth=1, label=f"margin {level:g}")
    left.set(xlabel="step", ylabel="loss", ylim=(0, None))
    right.set(xlabel="step", ylabel="spread of the embeddings", ylim=(0, None))
    left.legend()
    figure.suptitle(title)
    ends = [f"{run}: loss ends at {losses[run][-1]:.3f}, spread at {spreads[run][-1]:.3f}" for run in losses]
    return figure, f"Loss and spread while training. {'; '.join(ends)}."

"""The figures of lesson 15c: what each threshold costs."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.plots.literal import Figure, legend_label
from course_lib.plots.methods import colour_of, line_look

MOST = 2000  # points of a curve that are drawn


def figure_costs(
    curves: Mapping[str, tuple[ArrayLike, ArrayLike]], *, ylabel: str = "expected cost", title: str = ""
) -> tuple[Figure, str]:
    """Expected cost against the threshold, the cheapest one of each curve marked. Returns (figure, alt).

    The dotted line of each colour is the cheaper one of the two policies without a threshold: none below it, or all.

    Args:
        curves: {name: (costs (t,), thresholds (t,) growing)}, as `pair_costs` and `answer_costs` return them.
        ylabel: what the costs are.
        title: above all.
    """
    expect(curves, "curves", "none", "at least one, {name: (costs, thresholds)}")
    figure = Figure()
    axes = figure.subplots()
    finite = [np.asarray(thresholds)[np.isfinite(thresholds)] for _, thresholds in curves.values()]
    right = 1.05 * max(part.max(initial=0) for part in finite) or 1.0
    words, top = [], 0
    for i, (name, (costs, thresholds)) in enumerate(curves.items()):
        costs, thresholds = checked_curve(name, costs, thresholds)
        cheapest, without = int(costs.argmin()), min(costs[0], costs[-1])
        shown = kept_points(len(costs), cheapest)
        x = np.minimum(thresholds, right)
        axes.plot(x[shown], costs[shown], drawstyle="steps-pre", label=legend_label(name), **line_look(name, i))
        colour = colour_of(name, i)
        axes.axhline(without, linestyle=":", linewidth=1, color=colour)
        axes.plot(x[cheapest], costs[cheapest], "o", color=colour)
        words.append(curve_in_words(name, costs, thresholds, cheapest))
        top = max(top, 1.6 * without)
    axes.set(xlim=(0, right), ylim=(0, top or 1), xlabel="threshold", ylabel=ylabel, title=title)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure, "Expected cost against the threshold. " + " ".join(words)


def checked_curve(name: str, costs: ArrayLike, thresholds: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Both as arrays.

    Args:
        name: of the curve.
        costs: (t,).
        thresholds: (t,).

    Raises:
        ValueError: another shape, none at all, or costs that are not finite.
    """
    costs, thresholds = np.asarray(costs, float), np.asarray(thresholds, float)
    fits = costs.ndim == 1 and costs.shape == thresholds.shape and len(costs)
    expect(fits, name, f"shapes {costs.shape}, {thresholds.shape}", "costs (t,) and thresholds (t,)")
    expect(np.isfinite(costs).all(), name, "NaN or infinity", "finite costs")
    return costs, thresholds


def kept_points(n: int, always: int) -> np.ndarray:
    """At most MOST + 1 of the places 0 to n - 1, spread evenly, `always` among them."""
    return np.unique(np.append(np.linspace(0, n - 1, min(n, MOST)).astype(int), always))


def curve_in_words(name: str, costs: np.ndarray, thresholds: np.ndarray, cheapest: int) -> str:
    """One sentence about a curve: its cheapest threshold, and the two policies without one."""
    place = f"at {thresholds[cheapest]:.2f}" if np.isfinite(thresholds[cheapest]) else "with all below the threshold"
    place = "with none below the threshold" if cheapest == 0 else place
    return f"{name}: least {costs[cheapest]:.3g} {place}; none below it costs {costs[0]:.3g}, all {costs[-1]:.3g}."

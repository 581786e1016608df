"""The figures of the index: what each kind finds and how fast, how its cost grows, what a first choice keeps."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from course_lib.errors import expect
from course_lib.plots.literal import Figure, legend_label
from course_lib.plots.methods import marked_look


def figure_index_recall(kinds: Mapping[str, Mapping[str, Any]], title: str = "") -> tuple[Figure, str]:
    """Recall@10 against queries per second, on a logarithmic axis, up and right is better. Returns (figure, alt).

    kinds {name: {"recall": r, "rate": queries per second}}, at one number of embeddings. Where there is a "curve",
    [{"nprobe": lists, "recall": r, "rate": q}], it is drawn, each point with its number of lists, else one point.
    """
    expect(kinds, "kinds", "none", "at least one, {name: numbers}")
    figure = Figure(figsize=(7.6, 4))
    axes, words = figure.subplots(), []
    for i, (name, numbers) in enumerate(kinds.items()):
        points = numbers.get("curve", [numbers])
        recalls, rates = ([point[key] for point in points] for key in ("recall", "rate"))
        axes.plot(rates, recalls, label=legend_label(name), **marked_look(name, i))
        style: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "fontsize": 7}
        for point in _apart(numbers.get("curve", ())):
            axes.annotate(point["nprobe"], (point["rate"], point["recall"]), (0, -14 if i % 2 else 6), **style)
        words.append(f"{name} {_range(recalls, '.2f')} at {_range(rates, ',.0f')}")
    axes.set(xscale="log", xlabel="queries per second (batches)", ylabel="recall@10", ylim=(0, 1.08), title=title)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure, f"Recall@10 against queries per second: {'; '.join(words)}."


def figure_index_cost(sizes: Mapping[int, Mapping[str, Mapping[str, float]]], title: str = "") -> tuple[Figure, str]:
    """Time per query against the number of embeddings, both axes logarithmic. Returns (figure, alt).

    sizes {number of embeddings: {name: {"rate": queries per second}}}, the same names at each. The dotted line shows
    what ten times the embeddings at ten times the cost would be.
    """
    expect(sizes, "sizes", "none", "at least one, {number of embeddings: kinds}")
    names = [tuple(kinds) for kinds in sizes.values()]
    expect(len(set(names)) == 1, "sizes", f"the kinds {sorted(set(names))}", "the same kinds at each size")
    numbers = sorted(sizes)
    figure = Figure(figsize=(7.6, 4))
    axes, words = figure.subplots(), []
    for i, name in enumerate(names[0]):
        costs = 1000 / np.array([sizes[n][name]["rate"] for n in numbers])  # milliseconds
        axes.plot(numbers, costs, label=legend_label(name), **marked_look(name, i))
        words.append(f"{name} {' to '.join(f'{cost:.2g}' for cost in dict.fromkeys((costs[0], costs[-1])))}")
    axes.plot(numbers, costs[0] * np.array(numbers) / numbers[0], ":", color="#777777", label="linear")
    axes.set(xscale="log", yscale="log", xlabel="embeddings", ylabel="milliseconds per query (batches)", title=title)
    axes.set_xticks(numbers, [f"{n:,}" for n in numbers])
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure, f"Milliseconds per query from {numbers[0]:,} to {numbers[-1]:,} embeddings: {', '.join(words)}."


def figure_candidates(kept: Mapping[str, Mapping[int, float]], title: str = "") -> tuple[Figure, str]:
    """Share of the true ten nearest that a first choice keeps, by its length (logarithmic). Returns (figure, alt).

    kept {name of the code: {number of candidates: share}}.
    """
    expect(kept and all(kept.values()), "kept", dict(kept), "at least one code, {name: {candidates: share}}")
    figure = Figure()
    axes, words = figure.subplots(), []
    for i, (name, shares) in enumerate(kept.items()):
        lengths, values = list(shares), list(shares.values())
        axes.plot(lengths, values, label=legend_label(name), **marked_look(name, i))
        words.append(f"{name} {values[0]:.2f} of {lengths[0]:,} to {values[-1]:.2f} of {lengths[-1]:,}")
    ticks = sorted({length for shares in kept.values() for length in shares})
    axes.set(xscale="log", xlabel="candidates", ylabel="share of the true ten nearest", ylim=(0, 1.08), title=title)
    axes.set_xticks(ticks, [f"{length:,}" for length in ticks])
    axes.minorticks_off()
    axes.legend(loc="lower right")
    return figure, f"Share of the true ten nearest among the candidates: {'; '.join(words)}."


def _apart(points: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those of the points whose labels do not touch the label of one before."""
    kept: list[Mapping[str, Any]] = []
    for point in points:
        if all(abs(np.log(point["rate"] / e["rate"])) > 0.2 or abs(point["recall"] - e["recall"]) > 0.05 for e in kept):
            kept.append(point)
    return kept


def _range(values: list[float], form: str) -> str:
    low, high = format(min(values), form), format(max(values), form)
    return low if low == high else f"{low} to {high}"

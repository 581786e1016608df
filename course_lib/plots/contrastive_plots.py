"""The figures of lesson 08, a row of similarities with its softmax and the spectrum of embeddings; and of codes of
bits: planes that part two directions, scores by bytes, Hamming distances."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import check_whole, expect
from course_lib.plots.core import DIFFERENT, QUERY, SAME, frame
from course_lib.plots.literal import Figure, legend_label
from course_lib.plots.methods import bar_look, line_look, marked_look


def figure_planes(angles: ArrayLike, shares: ArrayLike, *, alt: str) -> tuple[Figure, str]:
    """Share of random planes that part two directions, by their angle, and the line angle / pi. Returns (figure, alt).

    Args:
        angles: (n,), in radians.
        shares: (n,).
        alt: the alternative text.
    """
    angles, shares = np.asarray(angles), np.asarray(shares)
    expect(angles.ndim == 1 and angles.size, "angles", f"shape {angles.shape}", "at least one, shape (n,)")
    expect(shares.shape == angles.shape, "shares", f"shape {shares.shape}", f"one per angle, {angles.shape}")
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 180], [0, 1], color="black", linewidth=1, label="angle / 180°")
    axes.plot(np.degrees(angles), shares, "o", color=QUERY, markersize=4, alpha=0.6, label="measured")
    axes.set(xlabel="angle in degrees", ylabel="share of bits that differ", xticks=range(0, 181, 30))
    axes.legend()
    return figure, alt


def figure_bytes(scores: Mapping[str, Mapping[str, Mapping[int, float]]], *, alt: str) -> tuple[Figure, str]:
    """One panel per score, one line per method: scores {score: {method: {bytes: value}}}. Returns (figure, alt)."""
    expect(scores, "scores", "none", "at least one panel, {score: {method: {bytes: value}}}")
    figure = Figure(figsize=(8.4, 3.6))
    panels = figure.subplots(1, len(scores), sharey=True, squeeze=False)[0]
    for axes, (name, methods) in zip(panels, scores.items(), strict=True):
        for i, (method, values) in enumerate(methods.items()):
            axes.plot(list(values), list(values.values()), label=legend_label(method), **marked_look(method, i))
        ticks = sorted({size for values in methods.values() for size in values})
        axes.set_xscale("log", base=2)
        axes.set_xticks(ticks, ticks)
        axes.set(title=name, xlabel="bytes per picture", ylim=(0, 1.02))
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside right center")
    return figure, alt


def figure_hamming(panels: Mapping[str, tuple[ArrayLike, ArrayLike]], bits: int, *, alt: str) -> tuple[Figure, str]:
    """Per panel the shares of same and of different pairs by the bits in which they differ. Returns (figure, alt).

    Args:
        panels: {title: (distances of same pairs, distances of different pairs)}, whole numbers 0 to bits, any shape.
        bits: of a code.
        alt: the alternative text.
    """
    expect(panels, "panels", "none", "at least one, {title: (same, different)}")
    figure = Figure(figsize=(8.4, 3.2))
    for axes, (title, kinds) in zip(
        figure.subplots(1, len(panels), sharey=True, squeeze=False)[0], panels.items(), strict=True
    ):
        roles = (SAME, "same"), (DIFFERENT, "different")
        for place, (distances, (colour, name)) in enumerate(zip(kinds, roles, strict=True)):
            distances = np.ravel(distances)
            expect(distances.size, name, "no pair", "at least one")
            inside = distances.min() >= 0 and distances.max() <= bits
            expect(inside, name, f"{distances.min()} to {distances.max()} bits", f"0 to {bits}")
            counts = distances.astype("int64", casting="same_kind")  # NumPy 2.1 counts no unsigned numbers of 64 bits
            shares = np.bincount(counts, minlength=bits + 1) / distances.size  # (bits + 1,)
            axes.bar(np.arange(bits + 1) + 0.4 * place - 0.2, shares, 0.4, label=name, **bar_look(colour, place))
        axes.set(title=title, xlabel=f"bits that differ, of {bits}", xticks=range(0, bits + 1, max(1, bits // 8)))
    figure.axes[0].set_ylabel("share of pairs")
    figure.axes[0].legend()
    return figure, alt


def figure_similarity_row(
    pictures: ArrayLike, similarities: ArrayLike, weights: ArrayLike, *, title: str, alt: str, positive: int = 1
) -> tuple[Figure, str]:
    """An anchor and n other pictures; the n similarities and softmax weights as bars. Returns (figure, alt).

    ✓ and a green frame: the anchor's other view.

    Args:
        pictures: (1 + n, h, w), values 0 to 255, the anchor first.
        similarities: (n,).
        weights: (n,).
        title: above all.
        alt: the alternative text.
        positive: which picture is the anchor's other view, 1 to n.
    """
    pictures = np.asarray(pictures)
    n = len(pictures) - 1
    expect(pictures.ndim == 3 and n >= 1, "pictures", f"shape {pictures.shape}", "an anchor and others (1 + n, h, w)")
    check_whole("positive", positive, 1, n)
    for name, values in {"similarities": similarities, "weights": weights}.items():
        expect(np.shape(values) == (n,), name, f"shape {np.shape(values)}", f"{n} numbers, one per other picture")
    figure = Figure(figsize=(8.4, 4))
    grid = figure.add_gridspec(3, n + 1, height_ratios=(1, 1.1, 1.1))
    colours = [SAME if i == positive else DIFFERENT for i in range(1, n + 1)]
    for i, (picture, colour) in enumerate(zip(pictures, [QUERY, *colours], strict=True)):
        axes = figure.add_subplot(grid[0, i])
        axes.imshow(picture, cmap="gray", vmin=0, vmax=255)
        axes.set_title("✓" if i == positive else "" if i else "anchor", fontsize=8)
        frame(axes, colour)
    for row, (name, values) in enumerate({"cosine": similarities, "weight": weights}.items(), start=1):
        axes = figure.add_subplot(grid[row, :])
        axes.bar(range(1, n + 1), values, width=0.5, color=colours)
        axes.set(xlim=(-0.5, n + 0.5), xticks=[], ylabel=name, ylim=(min(0, 1.1 * np.min(values)), 1.05))
        axes.grid(axis="x", visible=False)
    figure.suptitle(title)
    return figure, alt


def figure_spectra(spectra: Mapping[str, ArrayLike], *, alt: str, floor: float = 1e-4) -> tuple[Figure, str]:
    """Singular values on a logarithmic scale. Returns (figure, alt).

    Args:
        spectra: {name: (d,)}, largest first.
        alt: the alternative text.
        floor: where the scale ends.
    """
    expect(spectra, "spectra", "none", "at least one, {name: values}")
    figure = Figure()
    axes = figure.subplots()
    for i, (name, values) in enumerate(spectra.items()):
        values = np.asarray(values)
        expect((values >= 0).all(), "spectra", f"{name}: a negative value", "singular values, 0 or more")
        places = np.arange(1, len(values) + 1)
        axes.plot(places, np.maximum(values, floor), label=legend_label(name), **line_look(name, i))
    axes.set(yscale="log", xlabel="principal axis", ylabel="standard deviation along it")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure, alt

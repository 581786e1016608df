"""Showing a figure with its alternative text, and the plain figures that every lesson uses."""

import base64
import html
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib.style
import numpy as np
from IPython.display import HTML, display
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.machine.files import replace_atomically
from course_lib.plots.literal import Figure, encodable, legend_label
from course_lib.plots.methods import colour_of, level_and_range, line_look

matplotlib.style.use(Path(__file__).parents[1] / "course.mplstyle")

QUERY = "#0072B2"  # blue: the anchor, the query
SAME = "#009E73"  # green: same class
DIFFERENT = "#D55E00"  # vermilion: different class


def as_html(figure: Figure, alt: str) -> str:
    """The figure as an HTML picture with its alternative text; screen readers and every viewer see both.

    Raises:
        ValueError: alt is empty: a figure without words is lost on a reader who cannot see it.
    """
    expect(isinstance(alt, str) and alt.strip(), "alt", repr(alt), "a sentence that says what the figure shows")
    png = io.BytesIO()
    figure.savefig(png, format="png")
    data = base64.b64encode(png.getvalue()).decode()
    return f'<img alt="{html.escape(encodable(alt))}" style="max-width:100%" src="data:image/png;base64,{data}">'


def show(figure: Figure, alt: str) -> None:
    """Display a matplotlib figure with an alternative text (a sentence)."""
    display(HTML(as_html(figure, alt)))


def save(figure: Figure, path: str | os.PathLike) -> None:
    """Write the figure as PNG; an existing file is replaced only by a whole new one."""
    with replace_atomically(path) as part:
        figure.savefig(part, format="png")


def figure_curves(
    x: ArrayLike, lines: Mapping[str, ArrayLike], *, xlabel: str, ylabel: str, alt: str, title: str = ""
) -> tuple[Figure, str]:
    """One curve per entry of `lines` ({name: y (n,)}) over x (n,). Returns (figure, alt)."""
    expect(lines, "lines", "none", "at least one curve, {name: y}")
    figure = Figure()
    axes = figure.subplots()
    for place, (name, y) in enumerate(lines.items()):
        axes.plot(x, y, label=legend_label(name), **line_look(name, place))
    axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
    if len(lines) > 1:
        axes.legend()
    return figure, alt


def curves(x: ArrayLike, lines: Mapping[str, ArrayLike], **words: str) -> None:
    """Show `figure_curves`."""
    show(*figure_curves(x, lines, **words))


def figure_bars(
    values: Mapping[str, float | tuple[float, ...]], *, ylabel: str, alt: str, title: str = ""
) -> tuple[Figure, str]:
    """One bar per entry, a number, (mean, spread) or (mean, smallest, largest). Returns (figure, alt)."""
    expect(values, "values", "none", "at least one bar, {name: value}")
    figure = Figure()
    axes = figure.subplots()
    for place, value in enumerate(values.values()):
        mean, below, above = level_and_range(value)
        whiskers = [[mean - below], [above - mean]] if below < above else None
        axes.bar(place, mean, yerr=whiskers, capsize=4, width=0.6, color=colour_of(list(values)[place], place))
        axes.annotate(f"{mean:.2f}", (place, above), ha="center", va="bottom")
    axes.set_xticks(range(len(values)), map(encodable, values))
    axes.set(ylabel=ylabel, title=title)
    axes.margins(y=0.12)
    axes.grid(axis="x", visible=False)
    return figure, alt


def bars(values: Mapping[str, float | tuple[float, ...]], **words: str) -> None:
    """Show `figure_bars`."""
    show(*figure_bars(values, **words))


def figure_pictures(
    pictures: ArrayLike,
    titles: Sequence[str] | None = None,
    *,
    alt: str,
    columns: int = 8,
    colours: Sequence[str] | None = None,
) -> tuple[Figure, str]:
    """Pictures in rows; one title and one frame colour each. Returns (figure, alt).

    Args:
        pictures: (n, h, w, c) uint8, or grey (n, h, w).
        titles: n texts.
        alt: the alternative text.
        columns: pictures in a row.
        colours: n colours, of the frames.

    Raises:
        ValueError: there is no picture, or the titles do not fit.
    """
    pictures = np.asarray(pictures)
    expect(
        pictures.ndim in (3, 4) and len(pictures),
        "pictures",
        f"shape {pictures.shape}",
        "at least one picture (n, h, w, c)",
    )
    expect(titles is None or len(titles) == len(pictures), "titles", titles and len(titles), f"{len(pictures)} titles")
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    figure = Figure(figsize=(1.15 * columns, (1.15 + 0.3 * (titles is not None)) * rows))
    places = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in places:
        axes.axis("off")
    for i, (axes, picture) in enumerate(zip(places, pictures, strict=False)):
        axes.imshow(picture.squeeze(), cmap="gray", vmin=0, vmax=255)
        if titles is not None:
            axes.set_title(titles[i], fontsize=8)
        if colours is not None:
            frame(axes, colours[i])
    return figure, alt


def frame(axes: Axes, colour: str) -> None:
    """A coloured frame around one picture."""
    axes.axis("on")
    axes.set(xticks=[], yticks=[])
    for side in axes.spines.values():
        side.set(visible=True, color=colour, linewidth=3)


def pictures(shown: ArrayLike, titles: Sequence[str] | None = None, **words: Any) -> None:
    """Show `figure_pictures`."""
    show(*figure_pictures(shown, titles, **words))

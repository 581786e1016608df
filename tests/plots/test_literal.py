"""Names of classes are drawn as they are, in every figure that takes some, whatever they look like."""

import warnings

import numpy as np
import pytest
from helpers.odd_names import ODD_NAMES, file_names
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as PlainFigure
from matplotlib.text import Text

from course_lib import plots
from course_lib.plots import literal

PICTURES = np.zeros((3, 8, 8, 3), np.uint8)
RNG = np.random.default_rng(0)
POINTS = RNG.normal(size=(6, 2))
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*Glyph:UserWarning"),  # a letter that the font lacks is drawn as a box
    pytest.mark.filterwarnings("ignore:constrained_layout not applied"),
]

FIGURES = {
    "neighbours": lambda a, b: plots.figure_neighbours(
        PICTURES[0], PICTURES[:2], np.array([0.1, 0.2]), names=[a, b], title=a
    ),
    "pictures": lambda a, b: plots.figure_pictures(PICTURES, [a, b, "c"], alt=a + b),
    "maps": lambda a, b: plots.figure_maps({a: POINTS}, np.arange(6) % 2, [a, b], title=b),
    "scores": lambda a, b: plots.figure_scores({a: {a: 0.5, b: (0.2, 0.1)}}, ylabel=a, alt=b + ".", title=b),
    "bars": lambda a, b: plots.figure_bars({a: 0.5, b: 0.2}, ylabel=a, alt="." + a, title=b),
    "curves": lambda a, b: plots.figure_curves(
        [0, 1], {a: [0, 1], b: [1, 0]}, xlabel=a, ylabel=b, alt=a + ".", title=b
    ),
}


def as_drawn(name):
    """How a name stands in a figure."""
    return literal.encodable(name)


def check_names(draw, name):
    figure, alt = draw(name, "other")
    page = plots.as_html(figure, alt)
    page.encode()
    texts = [text for text in figure.findobj(Text) if "other" in text.get_text() or as_drawn(name) in text.get_text()]
    assert len(texts) >= 2
    assert not any(text.get_parse_math() for text in texts)
    attributes = page.partition('style="max-width:100%"')[0]
    assert attributes.count("<") == 1  # that of <img
    assert attributes.count('"') == 2


@pytest.mark.parametrize("begin", range(0, len(ODD_NAMES), 10))
def test_odd_names_are_drawn_in_a_map_with_its_legend(begin):
    names = ODD_NAMES[begin : begin + 10]
    points = RNG.normal(size=(len(names), 2))
    figure, alt = plots.figure_maps({name: points for name in names[:2]}, np.arange(len(names)), names)
    plots.as_html(figure, alt).encode()
    shown = figure.axes[-1].get_legend().get_texts()
    expected = [as_drawn(name) for name in names]
    assert [text.get_text().removeprefix(" _") for text in shown] == [name.removeprefix("_") for name in expected]
    assert not any(text.get_parse_math() for text in (*shown, *(axes.title for axes in figure.axes)))


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("name", ["pay$$", r"$\frac{$", r"\$5", "_x_$y$", "</b>\"'", "caf\udce9"])
def test_every_figure_that_takes_names_draws_them(figure, name):
    check_names(FIGURES[figure], name)


@given(st.sampled_from(sorted(FIGURES)), file_names)
@settings(max_examples=12)
def test_any_name_that_a_file_may_have_can_be_drawn(figure, name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        plots.as_html(*FIGURES[figure](name, "other"))[0].encode()


def pixels(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


@pytest.mark.parametrize("name", ["pay$$", "a$x^2$b", r"\$5"])
def test_a_name_looks_like_the_same_letters_of_matplotlib(name):
    drawn = []
    for kind, look in ((literal.Figure, {}), (PlainFigure, {"parse_math": False})):
        figure = kind(figsize=(3, 2))
        figure.subplots().set_title(name, **look)
        drawn.append(pixels(figure))
    assert (drawn[0] == drawn[1]).all()


def test_the_numbers_of_logarithmic_axes_stay_formulas_and_their_names_do_not():
    drawn = []
    for kind in (literal.Figure, PlainFigure):
        figure = kind(figsize=(3, 2))
        axes = figure.subplots()
        axes.loglog([1, 1e5], [1, 1e3])
        drawn.append((axes, pixels(figure)))
    assert (drawn[0][1] == drawn[1][1]).all()
    axes = drawn[0][0]
    axes.set(xlabel="pay$$", title="a$x$")
    pixels(axes.figure)
    assert not axes.xaxis.label.get_parse_math()

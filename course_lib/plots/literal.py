"""Names in figures as they are: matplotlib takes what stands between two dollars for a formula, one font for all."""

import warnings
from functools import cache
from pathlib import Path
from typing import Any

from matplotlib import figure, font_manager
from matplotlib.axis import Axis
from matplotlib.text import Text
from matplotlib.ticker import LogFormatter

from course_lib.machine.fonts import other_fonts


class Figure(figure.Figure):
    """A matplotlib figure that draws each text letter by letter: what it says are names of classes, files and methods.

    The numbers of logarithmic axes are formulas, and stay so. Letters that the figures' font lacks are taken from fonts
    of this machine that have them; what none has is a box, and told once.
    """

    def draw(self, renderer: Any) -> None:
        """Draw the figure; `savefig` calls it."""
        formulas = {id(text) for axis in self.findobj(Axis) for text in _formulas(axis)}
        for text in self.findobj(Text):
            if id(text) not in formulas:
                text.set_parse_math(False)
                text.set_text(encodable(text.get_text()))
                add_fonts(text)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*Glyph .* missing from", category=UserWarning)  # it is told
            super().draw(renderer)


def add_fonts(text: Text) -> None:
    """Let a text take the letters that its font lacks from fonts of this machine that have them."""
    families = [_family(file) for file in other_fonts(text.get_text())]
    new = [family for family in families if family not in text.get_fontfamily()]
    if new:
        text.set_fontfamily([*text.get_fontfamily(), *new])


@cache
def _family(file: Path) -> str:
    """The name of a font's family, known to matplotlib from now on."""
    font_manager.fontManager.addfont(file)
    return font_manager.FontProperties(fname=file).get_name()


def encodable(text: str) -> str:
    r"""The text with \udcff and its like, halves of letters that no font and no file takes, spelt out.

    >>> encodable("caf\udce9")
    'caf\\udce9'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def legend_label(name: object) -> str:
    """A name as a label: matplotlib leaves those out of the legend that begin with _.

    >>> legend_label("_hidden"), legend_label(3)
    (' _hidden', '3')
    """
    return f" {name}" if str(name).startswith("_") else str(name)


def _formulas(axis):
    """The numbers at a logarithmic axis; nothing at another."""
    if not isinstance(axis.get_major_formatter(), LogFormatter):
        return []
    return [text for tick in (*axis.majorTicks, *axis.minorTicks) for text in (tick.label1, tick.label2)]

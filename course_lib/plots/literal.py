"""Names in figures as they are: matplotlib takes what stands between two dollars for a formula."""

from typing import Any

from matplotlib import figure
from matplotlib.axis import Axis
from matplotlib.text import Text
from matplotlib.ticker import LogFormatter


class Figure(figure.Figure):
    """A matplotlib figure that draws each text letter by letter: what it says are names of classes, files and methods.

    The numbers of logarithmic axes are formulas, and stay so.
    """

    def draw(self, renderer: Any) -> None:
        """Draw the figure; `savefig` calls it."""
        formulas = {id(text) for axis in self.findobj(Axis) for text in _formulas(axis)}
        for text in self.findobj(Text):
            if id(text) not in formulas:
                text.set_parse_math(False)
                text.set_text(encodable(text.get_text()))
        super().draw(renderer)


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

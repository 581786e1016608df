"""A sheet to draw on with mouse, pen or finger, in JupyterLab and Voila: a widget of anywidget.

Its JavaScript and its style lie beside this module; they travel with the widget, so that no other machine is asked.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import numpy as np
from traitlets import Int, List, Unicode

from course_lib.data import ink_of_strokes
from course_lib.data.strokes import PEN, SIDE
from course_lib.plots import as_html
from course_lib.plots.core import Figure
from course_lib.widgets.controls import Shell

LABEL = "An empty sheet: draw here with mouse, pen or finger"


class DrawingPad(anywidget.AnyWidget):
    """A black sheet whose `strokes` are what was drawn: lists of points [x, y], whole numbers, as in `ink_of_strokes`.

    The browser draws while the pen moves, and sends a stroke when it is lifted. Other strokes set here appear there; an
    empty list empties the sheet.

    Raises:
        TraitError: strokes of another form.
    """

    _esm = Path(__file__).with_name("drawing_pad.js")
    _css = Path(__file__).with_name("drawing_pad.css")
    strokes = List(List(List(Int(), minlen=2, maxlen=2))).tag(sync=True)
    side, pen = Int(SIDE).tag(sync=True), Int(PEN).tag(sync=True)
    label = Unicode(LABEL).tag(sync=True)  # what a screen reader says


def drawing_pad(
    draw: Callable[[np.ndarray], tuple[Figure, str]], strokes: Sequence[Sequence[tuple[float, float]]]
) -> Shell:
    """A sheet to draw a character on, and below it `draw(picture)`, drawn anew after every stroke.

    Args:
        draw: takes a picture (105, 105, 1) as Omniglot has them and returns (figure, alt). What it raises is raised.
        strokes: the example that is shown until the learner draws, as in `ink_of_strokes`; the same call stands above
            the widget as a still figure.

    Raises:
        ValueError: strokes are no lists of points.
    """
    pad, picture = DrawingPad(), ipywidgets.HTML()
    clear = ipywidgets.Button(description="Empty sheet")

    def redraw(_change: Any = None) -> None:
        picture.value = as_html(*draw(ink_of_strokes(pad.strokes or strokes)))

    def empty(_button: ipywidgets.Button) -> None:
        pad.strokes = []

    pad.observe(redraw, "strokes")
    clear.on_click(empty)
    redraw()
    return Shell([pad, clear, picture])

"""Thin shells over pure drawing functions.

Every widget redraws a function that returns `(figure, alt)`; the same call stands above it in the lesson as a still
figure.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import ipywidgets

from course_lib.errors import expect
from course_lib.plots import as_html
from course_lib.plots.core import Figure
from course_lib.slider_names import SliderNames

VIEW = "application/vnd.jupyter.widget-view+json"
# What makes a control: a slider's (low, high, step, start), the choices of a drop-down, or whether a box is ticked.
Spec: TypeAlias = tuple[float, float, float, float] | list[Any] | bool


def live(draw: Callable[..., tuple[Figure, str]], **controls: Spec) -> "Shell":
    """A widget that shows `draw(**values)` under one control per keyword and redraws it whenever a control moves.

    The last line of a cell, it shows itself.

    Args:
        draw: takes the values by keyword and returns (figure, alt). What it raises is raised.
        controls: each (low, high, step, start) for a slider, a list for a drop-down (its first entry is chosen), True
            or False for a box to tick.

    Raises:
        ValueError: a control is none of these.
    """
    named = {name: control(name, spec) for name, spec in controls.items()}
    picture = ipywidgets.HTML()

    def redraw(_change: Any = None) -> None:
        picture.value = as_html(*draw(**{name: each.value for name, each in named.items()}))

    for each in named.values():
        each.observe(redraw, "value")
    redraw()
    return Shell([*named.values(), SliderNames(), picture])


class Shell(ipywidgets.VBox):
    """Controls above a picture. Viewers that show no widgets get the picture as it is now.

    With ipywidgets 7, which Google Colab has, IPython asks for `_ipython_display_` instead, and shows no still picture.
    """

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {"text/plain": type(self).__name__, VIEW: view, "text/html": self.children[-1].value}


def control(name: str, spec: Spec) -> ipywidgets.ValueWidget:
    """The ipywidgets control for one keyword of `live`.

    Raises:
        ValueError: `spec` makes none.
    """
    look = {
        "description": name.replace("_", " "),
        "style": {"description_width": "11em"},
        "layout": ipywidgets.Layout(width="32em", max_width="98%"),  # with its margins, also where the page is narrow
    }
    if isinstance(spec, bool):
        return ipywidgets.Checkbox(value=spec, **look)
    if isinstance(spec, list):
        return ipywidgets.Dropdown(options=spec, value=spec[0], **look)
    expect(isinstance(spec, tuple) and len(spec) == 4, name, spec, "(low, high, step, start), a list or a bool")
    low, high, step, start = spec
    kind = ipywidgets.IntSlider if isinstance(step, int) else ipywidgets.FloatSlider
    return kind(value=start, min=low, max=high, step=step, continuous_update=False, **look)

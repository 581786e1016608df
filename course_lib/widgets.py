"""Thin shells over pure drawing functions; the only importer of ipywidgets.

Every widget redraws a function that returns `(figure, alt)`; the same call stands above it in the lesson as a still
figure.
"""

import ipywidgets
from IPython.display import display

from course_lib.errors import expect
from course_lib.plots import as_html


def live(draw, **controls):
    """Show `draw(**values)` under one control per keyword, redrawn whenever a control moves.

    draw returns (figure, alt). A control is (low, high, step, start) for a slider, a list for a drop-down
    (its first entry is chosen), True or False for a box to tick.

    The widget carries the first drawing as a picture, for viewers that show no widgets.
    """
    named = {name: control(name, spec) for name, spec in controls.items()}
    picture = ipywidgets.HTML()

    def redraw(_change=None):
        picture.value = as_html(*draw(**{name: each.value for name, each in named.items()}))

    for each in named.values():
        each.observe(redraw, "value")
    redraw()
    shell = ipywidgets.VBox([*named.values(), picture])
    display({**shell._repr_mimebundle_(), "text/html": picture.value}, raw=True)
    return shell


def control(name, spec):
    """The ipywidgets control for one keyword of `live`."""
    look = {
        "description": name.replace("_", " "),
        "style": {"description_width": "11em"},
        "layout": ipywidgets.Layout(width="32em"),
    }
    if isinstance(spec, bool):
        return ipywidgets.Checkbox(value=spec, **look)
    if isinstance(spec, list):
        return ipywidgets.Dropdown(options=spec, value=spec[0], **look)
    expect(isinstance(spec, tuple) and len(spec) == 4, name, spec, "(low, high, step, start), a list or a bool")
    low, high, step, start = spec
    kind = ipywidgets.IntSlider if isinstance(step, int) else ipywidgets.FloatSlider
    return kind(value=start, min=low, max=high, step=step, continuous_update=False, **look)

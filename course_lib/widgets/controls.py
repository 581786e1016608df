"""Thin shells over pure drawing functions; the only importer of ipywidgets.

Every widget redraws a function that returns `(figure, alt)`; the same call stands above it in the lesson as a still
figure.
"""

import html
import json

import ipywidgets

from course_lib.data import ink_of_strokes
from course_lib.errors import expect
from course_lib.plots import as_html


def live(draw, **controls):
    """A widget that shows `draw(**values)` under one control per keyword and redraws it whenever a control moves.

    draw returns (figure, alt). A control is (low, high, step, start) for a slider, a list for a drop-down
    (its first entry is chosen), True or False for a box to tick. The last line of a cell, it shows itself.
    """
    named = {name: control(name, spec) for name, spec in controls.items()}
    picture = ipywidgets.HTML()

    def redraw(_change=None):
        picture.value = as_html(*draw(**{name: each.value for name, each in named.items()}))

    for each in named.values():
        each.observe(redraw, "value")
    redraw()
    return Shell([*named.values(), picture])


class Shell(ipywidgets.VBox):
    """Controls above a picture. Viewers that show no widgets get the picture as it is now."""

    def _repr_mimebundle_(self, **options):
        return {**super()._repr_mimebundle_(**options), "text/html": self.children[-1].value}


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


PEN_DOWN = "this.setPointerCapture(event.pointerId); this.stroke = []; this.onpointermove(event)"
PEN_MOVES = """
if (!this.stroke) return;
const box = this.getBoundingClientRect(), scale = this.width / box.width, pen = this.getContext('2d');
const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale].map(Math.round);
const [left, top] = this.stroke.at(-1) ?? [x, y];
this.stroke.push([x, y]);
pen.lineWidth = 5; pen.lineCap = 'round'; pen.strokeStyle = 'white';
pen.beginPath(); pen.moveTo(left, top); pen.lineTo(x, y); pen.stroke();"""
PEN_UP = """
if (!this.stroke) return;
const sent = this.closest('.course-pad').querySelector('textarea');
sent.value = JSON.stringify([...JSON.parse(sent.value || '[]'), this.stroke]);
this.stroke = null;
for (const kind of ['input', 'change']) sent.dispatchEvent(new Event(kind, {bubbles: true}));"""
SHEET = (
    '<canvas width="105" height="105" role="img" aria-label="An empty sheet: draw here with mouse, pen or finger" '
    'style="width: 315px; background: black; touch-action: none; cursor: crosshair" '
    'onpointerdown="{down}" onpointermove="{move}" onpointerup="{up}" onpointercancel="{up}"></canvas><!-- {number} -->'
)


def drawing_pad(draw, strokes):
    """A sheet to draw a character on, and below it `draw(picture)`, drawn anew after every stroke.

    draw takes a picture (105, 105, 1) as Omniglot has them and returns (figure, alt). strokes: the example that is
    shown until the learner draws, as in `ink_of_strokes`; the same call stands above the widget as a still figure.
    The browser draws while the pen moves, and sends a stroke when it is lifted.
    """
    sheet, picture = ipywidgets.HTML(), ipywidgets.HTML()
    sent = ipywidgets.Textarea(layout=ipywidgets.Layout(display="none"))  # strokes as JSON, from the browser
    clear = ipywidgets.Button(description="Empty sheet")
    events = {name: html.escape(code) for name, code in (("down", PEN_DOWN), ("move", PEN_MOVES), ("up", PEN_UP))}

    def redraw(_change=None):
        drawn = json.loads(sent.value or "[]") or strokes
        picture.value = as_html(*draw(ink_of_strokes(drawn)))

    def empty(_button=None):
        empty.sheets += 1
        sheet.value = SHEET.format(**events, number=empty.sheets)  # another text each time, or nothing would change
        sent.value = ""

    empty.sheets = 0
    sent.observe(redraw, "value")
    clear.on_click(empty)
    empty()
    redraw()
    pad = Shell([sheet, clear, sent, picture])
    pad.add_class("course-pad")
    return pad

"""The pad without a browser: what it sends there and what it does with strokes. tests/browser draws on it."""

from pathlib import Path

import pytest
from ipywidgets import Widget
from traitlets import TraitError

from course_lib import plots, widgets
from course_lib.data import ink_of_strokes
from course_lib.data.strokes import PEN, SIDE

CROSS = [[(20, 20), (80, 80)], [(80, 20), (20, 80)]]
LINE, DOT = [[10, 10], [10, 90]], [[50, 50]]
FOLDER = Path(widgets.__file__).parent


def ink_in_words(picture):
    assert picture.shape == (105, 105, 1)
    return plots.figure_pictures([picture], alt=f"ink of {int((picture > 127).sum())} pixels")


def words_of(strokes):
    return f'alt="ink of {int((ink_of_strokes(strokes) > 127).sum())} pixels"'


def send(pad, strokes):
    """What a message of the browser does."""
    pad.set_state({"strokes": strokes})


def test_a_stroke_from_the_browser_redraws_the_picture_and_an_empty_sheet_shows_the_example():
    sheet, clear, picture = widgets.drawing_pad(ink_in_words, CROSS).children
    assert words_of(CROSS) in picture.value
    send(sheet, [LINE])
    assert words_of([LINE]) in picture.value
    send(sheet, [LINE, DOT])
    assert sheet.strokes == [LINE, DOT]
    assert words_of([LINE, DOT]) in picture.value
    assert words_of([LINE, DOT]) != words_of([LINE])
    clear.click()
    assert sheet.get_state("strokes") == {"strokes": []}  # the browser draws the sheet from them
    assert words_of(CROSS) in picture.value


def test_viewers_without_widgets_get_the_example_and_then_what_was_drawn():
    pad = widgets.drawing_pad(ink_in_words, CROSS)
    assert words_of(CROSS) in pad._repr_mimebundle_()["text/html"]
    send(pad.children[0], [LINE])
    bundle = pad._repr_mimebundle_()
    assert words_of([LINE]) in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_browser_gets_the_sheet_whole():
    state = widgets.DrawingPad().get_state()
    assert (state["side"], state["pen"]) == (SIDE, PEN) == (105, 5)
    assert "draw here" in state["label"]
    assert state["_esm"] == (FOLDER / "drawing_pad.js").read_text(encoding="utf-8")
    assert state["_css"] == (FOLDER / "drawing_pad.css").read_text(encoding="utf-8")
    for text in (state["_esm"], state["_css"]):
        assert "://" not in text  # nothing comes from another machine
        assert "import " not in text


@pytest.mark.parametrize("kind", ["pointerdown", "pointermove", "pointerup", "pointercancel"])
def test_the_sheet_hears_of_every_move_of_a_pointer(kind):
    assert f'addEventListener("{kind}"' in widgets.DrawingPad().get_state()["_esm"]


def test_a_saved_notebook_keeps_what_was_drawn():
    pad = widgets.drawing_pad(ink_in_words, CROSS)
    send(pad.children[0], [LINE, DOT])
    saved = Widget.get_manager_state(widgets=[pad.children[0]])["state"][pad.children[0].model_id]
    assert (saved["model_name"], saved["model_module"]) == ("AnyModel", "anywidget")
    assert saved["state"]["strokes"] == [LINE, DOT]


@pytest.mark.parametrize("wrong", ["ink", [[10, 10]], [[[1, 2, 3]]], [[["a", "b"]]], [[[float("nan"), 1]]]])
def test_strokes_of_another_form_are_refused_and_the_sheet_stays(wrong):
    sheet, _, picture = widgets.drawing_pad(ink_in_words, CROSS).children
    send(sheet, [LINE])
    with pytest.raises(TraitError):
        send(sheet, wrong)
    assert sheet.strokes == [LINE]
    assert words_of([LINE]) in picture.value


def test_an_example_that_is_none_is_named():
    with pytest.raises(ValueError, match="strokes: expected lists of points"):
        widgets.drawing_pad(ink_in_words, [[(1, 2, 3)]])

import json
from html.parser import HTMLParser

import ipywidgets
import numpy as np
import pytest

from course_lib import plots, widgets
from course_lib.data import ink_of_strokes
from course_lib.widgets import controls


def draw(height, shape, filled):
    words = f"{shape} of height {height}, {'filled' if filled else 'empty'}"
    return plots.figure_bars({shape: height}, ylabel="height", alt=words)


def test_a_control_redraws_the_picture():
    shell = widgets.live(draw, height=(0, 10, 1, 3), shape=["square", "circle"], filled=False)
    height, shape, filled, picture = shell.children
    assert 'alt="square of height 3, empty"' in picture.value
    height.value, shape.value, filled.value = 7, "circle", True
    assert 'alt="circle of height 7, filled"' in picture.value


def test_viewers_without_widgets_get_the_picture():
    shell = widgets.live(draw, height=(0, 10, 1, 3), shape=["square"], filled=True)
    bundle = shell._repr_mimebundle_()
    assert 'alt="square of height 3, filled"' in bundle["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_kind_of_control_follows_from_its_values():
    kinds = [type(widgets.control("x", spec)) for spec in [(0, 5, 1, 2), (0, 1, 0.1, 0.5), ["a"], True]]
    assert kinds == [ipywidgets.IntSlider, ipywidgets.FloatSlider, ipywidgets.Dropdown, ipywidgets.Checkbox]


def test_a_control_that_is_none_of_these_is_named():
    with pytest.raises(ValueError, match=r"speed: expected \(low, high, step, start\), a list or a bool, got 5"):
        widgets.control("speed", 5)


CROSS = [[(20, 20), (80, 80)], [(80, 20), (20, 80)]]


def ink_in_words(picture):
    assert picture.shape == (105, 105, 1)
    return plots.figure_pictures([picture], alt=f"ink of {int((picture > 127).sum())} pixels")


def words_of(strokes):
    return f'alt="ink of {int((ink_of_strokes(strokes) > 127).sum())} pixels"'


def test_a_stroke_from_the_browser_redraws_the_picture_and_an_empty_sheet_shows_the_example():
    pad = widgets.drawing_pad(ink_in_words, CROSS)
    sheet, clear, sent, picture = pad.children
    assert words_of(CROSS) in picture.value
    first = sheet.value
    line, dot = [[10, 10], [10, 90]], [[50, 50]]
    sent.value = json.dumps([line])
    assert words_of([line]) in picture.value
    sent.value = json.dumps([line, dot])
    assert words_of([line, dot]) in picture.value
    assert words_of([line, dot]) != words_of([line])
    assert sheet.value == first  # a sheet drawn anew would lose a stroke that has begun
    clear.click()
    assert sheet.value != first
    assert sent.value == ""
    assert words_of(CROSS) in picture.value


def test_viewers_without_widgets_get_the_example():
    bundle = widgets.drawing_pad(ink_in_words, CROSS)._repr_mimebundle_()
    assert words_of(CROSS) in bundle["text/html"]


def test_the_browser_reads_the_sheet_with_its_handlers_whole():
    tags = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: tags.append((tag, dict(attributes)))
    pad = widgets.drawing_pad(ink_in_words, CROSS)
    parser.feed(pad.children[0].value)
    ((tag, attributes),) = tags
    assert (tag, attributes["width"], attributes["height"]) == ("canvas", "105", "105")
    assert "draw here" in attributes["aria-label"]
    assert attributes["onpointermove"] == controls.PEN_MOVES
    assert attributes["onpointerup"] == attributes["onpointercancel"] == controls.PEN_UP
    assert "course-pad" in pad._dom_classes  # where the handler looks for the text to fill


def test_ink_is_what_lies_near_a_stroke():
    rows, columns = np.indices((105, 105))
    strokes = [[(20, 30), (80, 70)], [(60, 20)]]
    (x0, y0), (x1, y1) = strokes[0]
    along = np.clip(((columns - x0) * (x1 - x0) + (rows - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2), 0, 1)
    to_line = np.hypot(columns - x0 - along * (x1 - x0), rows - y0 - along * (y1 - y0))
    distance = np.minimum(to_line, np.hypot(columns - 60, rows - 20))
    ink = ink_of_strokes(strokes)[..., 0]
    assert (ink[distance < 1.4] == 255).all()
    assert (ink[distance > 3.6] == 0).all()
    shrunk = ink.reshape(35, 3, 35, 3).mean(axis=(1, 3))
    assert np.abs(ink_of_strokes(strokes, size=35)[..., 0] - shrunk).max() <= 1


def test_a_sheet_may_be_empty_and_a_stroke_may_leave_it():
    assert not ink_of_strokes([]).any()
    assert not ink_of_strokes([[]]).any()
    assert ink_of_strokes([[(100, 50), (1e9, 50)]])[50, 99:].all()
    for wrong in ([[(1, 2, 3)]], [[(np.nan, 1)]]):
        with pytest.raises(ValueError, match=r"strokes: expected lists of points \(x, y\), got"):
            ink_of_strokes(wrong)
    with pytest.raises(ValueError, match="size: expected a whole number from 8"):
        ink_of_strokes(CROSS, size=4)

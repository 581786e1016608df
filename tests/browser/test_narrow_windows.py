"""Figures and widgets in a window of 1024 x 768, and in one at 200 %, where a style sheet has half as many pixels."""

import nbformat
import pytest
from helpers.lab_page import assert_everybody_can_use_it, run_all

CODE = """
import numpy as np
from course_lib import plots
from course_lib.widgets import drawing_pad, live

def draw(left_picture, threshold, kind="first", both=False):
    alt = "Two lines over ten places, one rising and one falling"
    return plots.figure_curves(range(10), {"up": range(10), "down": range(10, 0, -1)}, xlabel="x", ylabel="y", alt=alt)

display(live(draw, left_picture=(0, 29, 1, 5), threshold=(0.0, 1.5, 0.05, 0.5), kind=["first", "second"], both=True))
drawing_pad(lambda sheet: plots.figure_pictures([sheet], alt="What was drawn on the sheet"), [[(20, 20), (80, 80)]])
"""
SIZES = {"1024 x 768": (1024, 768, 1), "200 %": (512, 384, 2)}
CUT = """() => [...document.querySelectorAll('.jp-OutputArea-output, .jp-OutputArea-output *')].filter(each => {
  const style = getComputedStyle(each), right = each.closest('.jp-OutputArea').getBoundingClientRect().right;
  const scrolls = each.scrollWidth > each.clientWidth + 1 && ['auto', 'scroll'].includes(style.overflowX);
  return scrolls || each.getBoundingClientRect().right > right + 1;
}).map(each => each.className || each.tagName)"""


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_in_jupyterlab(browser, lab, screenshots, size):
    width, height, zoom = SIZES[size]
    cell = nbformat.v4.new_code_cell(CODE)
    kernel = {"name": "python3", "display_name": "Python 3"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.home / "notebooks" / "narrow.ipynb")
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, device_scale_factor=zoom)
    page.set_default_timeout(600_000)
    run_all(page, lab.address, "narrow.ipynb", cells=1)
    page.locator(".jp-OutputArea canvas[role=img]").wait_for()
    page.set_viewport_size({"width": width, "height": height})
    if zoom > 1:  # as a reader does who needs the room
        page.evaluate("() => jupyterapp.commands.execute('application:toggle-left-area')")
    page.wait_for_timeout(1000)
    page.locator(".jp-OutputArea .widget-slider").first.scroll_into_view_if_needed()
    page.screenshot(path=screenshots / f"narrow_{width}.png")
    assert page.evaluate(CUT) == []
    if zoom > 1:
        page.evaluate("() => jupyterapp.commands.execute('application:toggle-left-area')")
    else:
        assert_everybody_can_use_it(page)
    page.close()

"""The drawing pad in JupyterLab and in Voila, with a mouse and a finger."""

import nbformat
from helpers.drawing import draw_a_character
from helpers.lab_page import run_all

CODE = """
from course_lib import plots, widgets

def draw(picture):
    return plots.figure_pictures([picture], alt="What was drawn")

widgets.drawing_pad(draw, [[(20, 20), (80, 80)], [(80, 20), (20, 80)]])
"""


def write_notebook(path):
    cells = [nbformat.v4.new_code_cell(CODE)]
    kernel = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


def test_a_learner_draws_in_jupyterlab(page, lab, screenshots):
    write_notebook(lab.home / "notebooks" / "pad.ipynb")
    run_all(page, lab.address, "pad.ipynb", cells=1)
    page.locator("canvas[role=img]").wait_for()
    draw_a_character(page, "What was drawn")
    page.screenshot(path=screenshots / "pad_in_lab.png")
    assert page.outside == []


def test_a_visitor_draws_in_voila(page, voila, tmp_path, screenshots):
    write_notebook(tmp_path / "pad.ipynb")
    page.goto(voila(tmp_path / "pad.ipynb"), wait_until="domcontentloaded")
    page.locator("canvas[role=img]").wait_for()
    draw_a_character(page, "What was drawn")
    page.screenshot(path=screenshots / "pad_in_voila.png")
    assert page.outside == []

"""Lessons run in Chromium, by Pyodide, without a server and without a request to anybody else."""

import json
import time

import pytest
from helpers.lab_page import assert_everybody_can_use_it

from course_lib.authoring import light_run
from course_lib.paths import ROOT

NOTEBOOK = "window.jupyterapp.shell.currentWidget.content"
STATE = f"""() => {NOTEBOOK}.model.sharedModel.cells.filter(cell => cell.cell_type === 'code').map(cell => ({{
  id: cell.id, count: cell.execution_count, outputs: cell.outputs, tags: cell.metadata.tags || []}}))"""
SET = f"""([id, source]) => {NOTEBOOK}.model.sharedModel.cells.find(cell => cell.id === id).setSource(source)"""
MINUTES = 40  # for all cells of a lesson, on a busy machine


def open_lesson(page, site, name):
    """Open a notebook and wait until its kernel listens."""
    page.goto(f"{site}lab/index.html?path={name}.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()


def run_all(page):
    """Run all cells; what they hold then, by id."""
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    end = time.monotonic() + 60 * MINUTES
    while time.monotonic() < end:
        page.wait_for_timeout(1000)
        cells = page.evaluate(STATE)
        raised = any(raises(cell) and "raises-exception" not in cell["tags"] for cell in cells)
        if raised or all(cell["count"] for cell in cells):
            break
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()
    return {cell["id"]: cell for cell in page.evaluate(STATE)}


def raises(cell):
    return any(output["output_type"] == "error" for output in cell["outputs"])


def printed(cell):
    """All text that a cell shows, as one."""
    texts = [output.get("text", "") for output in cell["outputs"]]
    texts += [str(output.get("data", {}).get("text/plain", "")) for output in cell["outputs"]]
    errors = [f"{output['ename']}: {output['evalue']}" for output in cell["outputs"] if "ename" in output]
    return "\n".join("".join(text) for text in [*texts, *errors])


@pytest.mark.parametrize("name", light_run.lessons())
def test_every_cell_of_a_lesson_runs_and_our_answers_are_solved(page, site, name, ran, screenshots):
    begin = time.monotonic()
    open_lesson(page, site, f"solutions/{name}")
    cells = run_all(page)
    print(f"{name}: {time.monotonic() - begin:.0f} s")
    wrong = {
        id_: printed(cell) for id_, cell in cells.items() if raises(cell) and "raises-exception" not in cell["tags"]
    }
    assert wrong == {}
    assert [id_ for id_, cell in cells.items() if not cell["count"]] == []
    checks = [cell for cell in cells.values() if "check" in cell["tags"]]
    assert checks
    assert [printed(cell) for cell in checks if " solved" not in printed(cell)] == []
    assert page.locator("text=Error displaying widget").count() == 0
    page.screenshot(path=screenshots / f"lite_{name}.png")
    assert page.context.outside == []
    ran[name] = ["TensorFlow"] if needs_tensorflow(name) else []


def test_a_learner_moves_a_slider_solves_an_exercise_and_finds_the_progress_again(page, site, screenshots):
    open_lesson(page, site, "05b_threshold")
    cells = run_all(page)
    assert [printed(cell) for cell in cells.values() if raises(cell)] == []
    exercise, check = (next(id_ for id_ in cells if tag in cells[id_]["tags"]) for tag in ("exercise", "check"))
    assert "not solved yet" in printed(cells[check])

    widget = page.locator(".jp-OutputArea .widget-vbox", has=page.locator(".noUi-handle")).first
    widget.scroll_into_view_if_needed()
    for move in (drag, press):
        before = widget.locator("img").get_attribute("src")
        move(page, widget.get_by_role("slider", name="threshold"))
        drawn_anew = "([e, old]) => e.querySelector('img').src !== old"
        page.wait_for_function(drawn_anew, arg=[widget.element_handle(), before])
        page.wait_for_timeout(5000)  # each step of a slider is drawn in turn
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()
    page.screenshot(path=screenshots / "lite_widget.png")

    page.evaluate(SET, [exercise, our_answer("05b_threshold", exercise)])
    assert " solved" in printed(run_all(page)[check])
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_timeout(2000)
    page.goto("about:blank")

    open_lesson(page, site, "start")
    said = printed(run_all(page)["progress"])
    page.screenshot(path=screenshots / "lite_start.png")
    assert "05b" in said
    assert "1 of" in said
    assert page.context.outside == []


def test_everybody_can_read_a_lesson_in_light_and_dark(page, site, screenshots):
    open_lesson(page, site, "02_losses")
    assert_everybody_can_use_it(page)
    page.screenshot(path=screenshots / "lite_02_losses.png")
    assert page.context.outside == []


def needs_tensorflow(name):
    notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    return any("keras" in cell["metadata"].get("tags", []) for cell in notebook["cells"])


def our_answer(name, exercise):
    """The solution of the exercise in a cell of the learner's notebook: the cell with the next id."""
    notebook = json.loads((ROOT / "notebooks" / "solutions" / f"{name}.ipynb").read_text(encoding="utf-8"))
    solutions = [cell for cell in notebook["cells"] if "solution" in cell["metadata"].get("tags", [])]
    return "".join(next(cell["source"] for cell in solutions if number_of(cell["id"]) > number_of(exercise)))


def number_of(id_):
    return int(id_.rpartition("-")[2])


def drag(page, handle):
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()


def press(page, handle):
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")

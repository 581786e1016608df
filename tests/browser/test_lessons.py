"""Every lesson runs from top to bottom and shows what it should; then a browser shows it, and its widgets answer.

A lesson runs once, each exercise solved and not solved (`course_lib.authoring.one_run`); JupyterLab and the browser
come to the kernel in which it ran, as after a reload of the page.
"""

from typing import NamedTuple

import nbformat
import pytest
from helpers.drawing import draw_a_character
from helpers.lab_page import EVERY_CELL_RAN, assert_everybody_can_use_it, assert_it_can_be_read

from course_lib.authoring import gate, kept_runs, kernel, one_run
from course_lib.paths import ROOT

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"), reverse=True)  # the longest first
# Each lesson with a widget, and words that its picture carries.
WIDGETS = {
    "00_start_here": "A query picture and its 10 nearest",
    "01_topology": "one set of weights: squared distance",
    "01b_training_twins": "on the map after",
    "02_losses": "An anchor, 3 positives and 4 negatives",
    "02b_margins": "Loss and spread while training",
    "03_optimisers": "Five optimisers race over a surface",
    "03b_in_practice": "Mean square over 400 steps",
    "04_normalisation": "times as large",
    "04b_batch_norm": "first gradient, weights x",
    "04c_batch_mates": "eight pictures among",
    "05b_threshold": "of the same pairs and",
    "07_sdrn": "of the pictures active in the last",
    "08_contrastive_learning": "A digit, its other view",
    "06_sprn": "A ranking by two branches",
    "09b_gates_on_trial": "Eight channels and their gates",
    "10_two_stages": "A test picture among the ten class centres",
    "10b_strangers": "Two histograms of the largest probability",
    "11_few_labels": "of them labelled. Right for the others",
    "11b_bottleneck": "Accuracy by the share of pictures that are labelled",
    "12_strategies": "MAP@R against seconds of one core",
    "12b_tuning": "MAP@R of the winner against trials",
    "13_feature_pyramid": "on (1) or off (0)",
    "14_one_shot": "A drawing to name",
    "14b_training_a_reader": "One drawing and eight copies",
    "15_image_search": "A query picture and its 10 nearest",
    "15b_why_it_matched": "A query and its match at distance",
    "16_search_at_scale": "A query picture and what it finds",
    "16c_in_service": "Machines for galleries of",
    "18d_writing_it_up": "the second bar looks",
}


class Ran(NamedTuple):
    """A lesson that ran: its name, the client whose kernel is still there, what the gate says about it."""

    name: str
    client: object
    problems: list


@pytest.fixture(
    scope="module",
    params=[pytest.param(path, marks=pytest.mark.xdist_group(path.stem)) for path in LESSONS],
    ids=lambda path: path.stem,
)
def lesson(request):
    path = request.param
    learners, solutions = (nbformat.read(each, 4) for each in (path, path.parent / "solutions" / path.name))
    client = kernel.client(path, one_run.merge(learners, solutions, path.stem))
    problems = gate.run(client, solutions=True, stays=True, COURSE_OFFLINE="1")
    if not problems:
        kept_runs.keep(path.stem, client.nb)  # the book shows it
    yield Ran(path.stem, client, problems)
    kernel.end(client)


def test_the_lesson_passes_the_gate_solved_and_not_solved(lesson):
    assert lesson.problems == []


def test_a_browser_shows_the_lesson_and_moves_its_widget(lesson, page, lab, screenshots):
    if lesson.problems:
        pytest.fail("the lesson did not pass the gate")
    connection_file, name = lesson.client.km.connection_file, f"{lesson.name}.ipynb"
    lab.open_session(lesson.client.nb, name, connection_file)
    try:
        page.goto(f"{lab.address}/lab/tree/{name}?reset", wait_until="domcontentloaded", timeout=600_000)
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=600_000)
        code = [each for each in lesson.client.nb.cells if each.cell_type == "code"]
        page.wait_for_function(EVERY_CELL_RAN, arg=min(6, len(code)), timeout=600_000)
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for(timeout=600_000)
        assert_it_can_be_read(page, lesson.client.nb)
        has_widget = any("widget" in cell.metadata.get("tags", []) for cell in code)
        assert has_widget == (lesson.name in WIDGETS)
        if has_widget:
            move_the_controls(page, WIDGETS[lesson.name])
        page.screenshot(path=screenshots / f"{lesson.name}.png")
        if lesson.name == "14_one_shot":
            draw_a_character(page, WIDGETS[lesson.name])
            page.screenshot(path=screenshots / "14_drawing_pad.png")
        assert page.outside == []
        assert_everybody_can_use_it(page)
    finally:
        lab.close_session(connection_file)


def move_the_controls(page, words):
    """Move two controls, or the only one, of the first widget; its picture, whose text holds `words`, must change."""
    shell = ".jp-OutputArea .widget-vbox"
    widget = page.locator(shell, has=page.locator(".widget-slider, .widget-dropdown")).first
    picture, sliders, choices = (widget.locator(each) for each in ("img", ".noUi-handle", ".widget-dropdown select"))
    assert words in picture.get_attribute("alt", timeout=120_000)
    moves = [(sliders.nth(place), push) for place in range(sliders.count())]
    moves += [(choices.nth(place), choose_another) for place in range(choices.count())]
    assert moves
    page.locator(".jp-Notebook .jp-MarkdownCell").first.click()
    page.keyboard.press("Escape")  # in the mode of commands an arrow key folds a heading, unless it is kept from that
    for place in range(sliders.count()):
        assert sliders.nth(place).get_attribute("aria-label")
    for control, move in reversed(moves[:2]):
        before = picture.get_attribute("src")
        move(page, control)
        page.wait_for_function(
            "([e, old]) => e.querySelector('img').src !== old", arg=[widget.element_handle(), before], timeout=120_000
        )
        wait_until_it_stays(page, picture)
    assert words in picture.get_attribute("alt")
    widget.scroll_into_view_if_needed()


def wait_until_it_stays(page, picture):
    """Each step of a slider is drawn in turn; the last picture is that of the controls."""
    shown = None
    while shown != picture.get_attribute("src"):
        shown = picture.get_attribute("src")
        page.wait_for_timeout(2000)
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()


def push(page, slider):
    """Three steps towards the end that is farther away."""
    low, now, high = (float(slider.get_attribute(f"aria-value{each}")) for each in ("min", "now", "max"))
    value = slider.get_attribute("aria-valuetext")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight" if high - now > now - low else "ArrowLeft")
    assert slider.get_attribute("aria-valuetext") != value


def choose_another(page, choice):
    """The last entry of a drop-down, or the first where the last one is chosen."""
    last = choice.locator("option").count() - 1
    choice.select_option(index=0 if choice.evaluate("e => e.selectedIndex") == last else last)


def test_every_source_has_its_lesson():
    sources = {path.stem for path in (ROOT / "notebooks" / "source").glob("*.py")}
    assert {path.stem for path in LESSONS} == sources

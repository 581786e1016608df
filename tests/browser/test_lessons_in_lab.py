import pytest

from course_lib.paths import ROOT

# Each lesson with a widget, and words that its picture carries.
WIDGETS = {
    "00_start_here.ipynb": "A query picture and its 10 nearest",
    "01_topology.ipynb": "one set of weights: squared distance",
    "02_losses.ipynb": "An anchor, 3 positives and 4 negatives",
    "03_optimisers.ipynb": "Five optimisers race over a surface",
    "04_normalisation.ipynb": "eight pictures among",
    "05_testing.ipynb": "of the same pairs and",
    "07_sdrn.ipynb": "of the pictures active in the last",
    "08_contrastive_learning.ipynb": "A digit, its other view",
    "06_sprn.ipynb": "A ranking by two branches",
    "09_channel_attention.ipynb": "Eight channels and their gates",
    "10_two_stages.ipynb": "A test picture among the ten class centres",
    "14_one_shot.ipynb": "A drawing to name",
    "15_image_search.ipynb": "A query picture and its 10 nearest",
    "16_search_at_scale.ipynb": "A query picture and what it finds",
}


def run_all(page, lab, notebook, cells=6):
    """Open a notebook of at least so many code cells, run them all, wait for the last one."""
    page.goto(f"{lab}/lab/tree/{notebook}?reset", wait_until="domcontentloaded", timeout=120_000)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
    # The toolbar says idle before the kernel listens, and Run All would then run nothing; the status bar knows.
    status = page.locator("#jp-main-statusbar")
    status.get_by_text("| Idle").wait_for(timeout=90_000)
    page.locator(".jp-Notebook .jp-Cell").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(EVERY_CELL_RAN, arg=cells, timeout=540_000)
    status.get_by_text("| Idle").wait_for(timeout=60_000)


EVERY_CELL_RAN = """cells => {
  const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].map(e => e.textContent.trim());
  return prompts.length >= cells && prompts.every(t => /^\\[\\d+\\]:$/.test(t));
}"""


@pytest.mark.parametrize("notebook", WIDGETS)
def test_a_learner_runs_the_lesson_and_moves_the_widget(page, lab, screenshots, notebook):
    run_all(page, lab, notebook)
    wanted = (ROOT / "notebooks" / notebook).read_text(encoding="utf-8").count('"raises-exception"')
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr'] >> text=Traceback").count() == wanted
    assert page.locator("text=Error displaying widget").count() == 0
    assert page.locator(".jp-OutputArea img:not([alt]), .jp-OutputArea img[alt='']").count() == 0

    widget = page.locator(".jp-OutputArea .widget-vbox", has=page.locator(".widget-slider")).first
    picture, sliders = widget.locator("img"), widget.locator(".noUi-handle")
    assert WIDGETS[notebook] in picture.get_attribute("alt")
    for slider, key, presses in [(sliders.nth(1), "ArrowLeft", 2), (sliders.nth(0), "ArrowRight", 3)]:
        before, value = picture.get_attribute("src"), slider.get_attribute("aria-valuetext")
        slider.focus()
        for _ in range(presses):
            page.keyboard.press(key)
        page.wait_for_function(
            "([e, old]) => e.querySelector('img').src !== old", arg=[widget.element_handle(), before]
        )
        page.wait_for_timeout(1000)
        assert slider.get_attribute("aria-valuetext") != value
    assert WIDGETS[notebook] in picture.get_attribute("alt")
    widget.scroll_into_view_if_needed()
    page.screenshot(path=screenshots / notebook.replace(".ipynb", ".png"))
    assert page.outside == []


def test_a_learner_draws_a_character_and_finds_it_among_twenty(page, lab, screenshots):
    run_all(page, lab, "14_one_shot.ipynb")
    pad = page.locator("canvas[role=img]")
    pad.scroll_into_view_if_needed()
    box, widget = pad.bounding_box(), page.locator(".jp-OutputArea .widget-vbox", has=pad)
    picture = widget.locator("img")

    def changed(act):
        before = picture.get_attribute("src")
        act()
        page.wait_for_function(
            "([e, old]) => e.querySelector('img').src !== old", arg=[widget.element_handle(), before]
        )

    def stroke(x, y, right, down):
        page.mouse.move(box["x"] + x, box["y"] + y)
        page.mouse.down()
        page.mouse.move(box["x"] + x + right, box["y"] + y + down, steps=12)
        page.mouse.up()

    changed(lambda: stroke(60, 60, 180, 0))
    changed(page.get_by_role("button", name="Empty sheet").click)
    changed(lambda: stroke(60, 60, 180, 0))
    changed(lambda: stroke(150, 40, 0, 200))
    assert "A drawing to name" in picture.get_attribute("alt")
    page.screenshot(path=screenshots / "14_drawing_pad.png")
    assert page.outside == []


def test_the_search_page_is_a_widget_in_a_notebook_too(page, lab, screenshots):
    run_all(page, lab, "search_page.ipynb", cells=1)
    answer = page.get_by_role("region", name="Answer")
    before = answer.inner_text()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload a picture").click()
    chooser.value.set_files(ROOT / "notebooks" / "figures" / "neighbours.png")
    answer.get_by_text("Your picture").wait_for(timeout=60_000)
    assert answer.inner_text() != before
    page.screenshot(path=screenshots / "app_in_lab.png")
    assert page.locator(".course-page img:not([alt]), .course-page img[alt='']").count() == 0
    assert page.outside == []

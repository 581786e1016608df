"""A learner opens a notebook in JupyterLab and runs all its cells."""

import nbformat
from helpers.lab_page import assert_everybody_can_use_it, assert_it_can_be_read, run_all

from course_lib.paths import ROOT


def test_a_learner_runs_the_first_lesson(page, lab, screenshots):
    run_all(page, lab.address, "00_start_here.ipynb")
    assert_it_can_be_read(page, nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4))
    page.screenshot(path=screenshots / "00_run_all.png")
    assert page.outside == []


def test_the_search_page_is_a_widget_in_a_notebook_too(page, lab, screenshots):
    run_all(page, lab.address, "search_page.ipynb", cells=1)
    answer = page.get_by_role("region", name="Answer")
    before = answer.inner_text()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload a picture").click()
    chooser.value.set_files(ROOT / "notebooks" / "figures" / "neighbours.png")
    answer.get_by_text("Your picture").wait_for(timeout=600_000)
    assert answer.inner_text() != before
    page.screenshot(path=screenshots / "app_in_lab.png")
    assert page.locator(".course-page img:not([alt]), .course-page img[alt='']").count() == 0
    assert page.outside == []
    assert_everybody_can_use_it(page)

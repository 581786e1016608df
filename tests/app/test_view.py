"""The widgets of the page, without a browser."""

import itertools
import re
from datetime import datetime

import ipywidgets
import nbformat
from helpers.shop_folder import as_png, make_shop
from nbclient import NotebookClient

from course_lib import data
from course_lib.app import serve
from course_lib.app.prepare import prepare_collection
from course_lib.app.view import FAILURES, OWN, SearchPage

SEVEN, COUNTER = ipywidgets.__version__.startswith("7."), itertools.count(1)  # Google Colab has ipywidgets 7.7.1


def shown(answer):
    return re.findall('class="name">([^<]*)', answer)


def test_the_widgets_ask_again_whenever_something_moves(shop):
    view = SearchPage(shop)
    seen = {view.answer.value}
    for control, value in [
        ("product", 5),
        ("number", 3),
        ("k", 4),
        ("threshold", 0.3),
        ("coarse", 2),
        ("only_near", True),
    ]:
        getattr(view, control).value = value
        seen.add(view.answer.value)
    assert len(seen) == 7
    view.calibrate.click()
    assert view.threshold.value == round(shop.facts.refusal.threshold, 2)
    first = view.failures.value
    view.sheet.value = 2
    assert f"{FAILURES + 1} to " in view.failures.value != first


def send(view, content):
    facts = {"name": "x", "type": "", "size": len(content), "last_modified": datetime.now()}
    if SEVEN:  # as the browser's message does
        view.upload.set_state({"_counter": next(COUNTER), "metadata": [{"name": "x"}], "data": [memoryview(content)]})
    else:
        view.upload.value = [{**facts, "content": content}]


def test_an_upload_is_searched_for_or_refused_and_never_kept_in_the_widget(shop):
    view = SearchPage(shop)
    send(view, b"words")
    assert "no picture of the kinds" in view.message.value
    assert SEVEN or view.upload.value == ()
    view.product.value = OWN
    assert "Upload a picture first" in view.message.value
    send(view, as_png(data.catalogue(51, 5, 40).pictures[-1]))
    assert view.message.value == ""
    assert "Your picture" in view.answer.value
    assert shop.facts.names[50] in shown(view.answer.value)
    assert SEVEN or view.upload.value == ()
    view.product.value = 5
    assert "Your picture" not in view.answer.value


def controls(view):
    searching = view.children[2].children[0]
    return list(searching.children[0].children)


def test_the_page_says_what_is_searched_and_how_the_verdict_was_judged(shop, tmp_path, cache):
    view = SearchPage(shop)
    assert "All 1,600 pictures are searched" in view.children[0].value
    assert "counted on 80 products, each of which had no part in choosing" in view.children[0].value
    assert {view.threshold, view.calibrate, view.only_near} < set(controls(view))
    own = SearchPage(prepare_collection(make_shop(tmp_path / "shop")))
    assert "no verdict whether something is here at all: it would take 10 classes" in own.children[0].value
    assert not {own.threshold, own.calibrate, own.only_near} & set(controls(own))


def test_at_another_threshold_the_errors_are_those_of_that_threshold(shop):
    view = SearchPage(shop)
    for place, threshold in enumerate((0.2, 0.5)):
        view.threshold.value = threshold
        alarms, refused, misnamed = shop.asked.shares_at(threshold)
        assert f"about {100 * alarms:.0f} are taken for something that is; " in view.answer.value
        assert f"about {100 * refused:.0f} are said not to be, and {100 * misnamed:.0f} are taken" in view.answer.value
        assert place == (alarms > 0.4)


def test_the_page_of_a_flat_folder_goes_by_its_files(tmp_path, cache):
    view = SearchPage(prepare_collection(make_shop(tmp_path / "shop", flat=True)))
    assert "There is no verdict" in view.children[0].value
    assert "Nothing was tried here" in view.failures.value
    assert len(shown(view.answer.value)) == 10


def test_the_notebook_of_the_page_runs(shop, monkeypatch):
    monkeypatch.setenv("COURSE_PAGE", str(shop.path))
    notebook = nbformat.read(serve.NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=300).execute()
    (output,) = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in output["data"]

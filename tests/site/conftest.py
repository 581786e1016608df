"""The book of `python -m course_lib book`, served from a sub-path as GitHub Pages does, and headless Chromium."""

import pytest
from helpers.headless import started
from helpers.served_folder import served

from course_lib.book.site import FOLDER


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The address of the first page's folder."""
    with served(FOLDER / "html", tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with started() as window:
        yield window


@pytest.fixture
def page(browser, book):
    """A page of 1024 x 768. `outside` has the requests that left the book, `failed` those that found nothing."""
    page = browser.new_page(viewport={"width": 1024, "height": 768})
    page.set_default_timeout(600_000)
    page.outside, page.failed = [], []
    page.on("request", lambda r: None if r.url.startswith((book, "data:", "blob:")) else page.outside.append(r.url))
    page.on("response", lambda r: page.failed.append(r.url) if r.status >= 400 else None)
    yield page
    page.close()

"""The book of `python -m course_lib book`, served from a sub-path as GitHub Pages does, and headless Chromium."""

import os

import pytest
from helpers.served_folder import served
from playwright.sync_api import sync_playwright

from course_lib.book.site import FOLDER
from course_lib.machine.chromium import chromium

OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The address of the first page's folder."""
    with served(FOLDER / "html", tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or chromium()
        window = playwright.chromium.launch(executable_path=path, headless=True, args=OPTIONS)
        yield window
        window.close()


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

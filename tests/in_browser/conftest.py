"""The site of `python -m course_lib lite --own-pyodide`, and headless Chromium with the storage of one learner."""

import json

import pytest
from helpers.headless import started
from helpers.served_folder import SUB_PATH, served

from course_lib.authoring import light_run, routes
from course_lib.lite.lite_site import FOLDER
from course_lib.paths import ROOT


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of the site, served from a sub-path as GitHub Pages does."""
    assert (FOLDER / "html" / "static" / "pyodide").is_dir(), "make it first: python -m course_lib lite --own-pyodide"
    with served(FOLDER / "html", tmp_path_factory.mktemp("served")) as address:
        yield address


@pytest.fixture(scope="session")
def chromium_window():
    with started() as window:
        yield window


@pytest.fixture
def page(chromium_window, site):
    """A page with a storage of its own. `outside` has the requests that left the host."""
    context = chromium_window.new_context(viewport={"width": 1280, "height": 900}, service_workers="allow")
    context.outside = []
    allowed = (site.removesuffix(f"{SUB_PATH}/"), "data:", "blob:")  # a browser asks the host for its icon
    context.on("request", lambda r: None if r.url.startswith(allowed) else context.outside.append(r.url))
    context.route("**/jupyter-lite.json*", expose)  # so that a test may ask JupyterLab what a notebook holds
    page = context.new_page()
    page.set_default_timeout(600_000)
    yield page
    context.close()


def expose(route):
    if "/lab/jupyter-lite.json" in route.request.url:
        route.continue_()
        return
    settings = json.loads((FOLDER / "html" / "jupyter-lite.json").read_text(encoding="utf-8"))
    settings["jupyter-config-data"]["exposeAppInBrowser"] = True
    route.fulfill(json=settings)


@pytest.fixture(scope="session")
def ran():
    """Takes the lessons that ran; when all of them did, the README's table learns of it."""
    lessons = {}
    yield lessons
    if set(lessons) == set(light_run.lessons()):
        routes.record("lite", {name: {"runs": True, "without": without} for name, without in lessons.items()}, ROOT)


@pytest.fixture(scope="session")
def screenshots():
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

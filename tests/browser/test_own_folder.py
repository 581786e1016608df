"""The page of a visitor's own folder, with odd names in it: every photo leads to its file, and nothing else does."""

import hashlib
import sys
import urllib.error
import urllib.request

import pytest
from helpers.random_photos import random_photo

from course_lib.app.collection import Collection
from course_lib.app.prepare import kept_collection
from course_lib.app.this_machine import link_to

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere not every name is allowed")


@pytest.fixture
def visit(page, own_app):
    """The page of one visitor, with its first answer and what listens to clicks."""
    page.goto(own_app[0], wait_until="domcontentloaded", timeout=600_000)
    page.locator(".course-answer li img").first.wait_for(timeout=600_000)
    page.locator(".course-drop").wait_for(timeout=600_000)
    yield page
    assert page.outside == []


def enlarged(page, place):
    """The dialog with the picture at a place of the collection."""
    page.evaluate("place => { document.querySelector('.course-enlarge').dataset.place = place; }", place)
    page.locator(".course-enlarge").first.click()
    dialog = page.get_by_role("dialog", name="Enlarged picture")
    dialog.wait_for(timeout=600_000)
    return dialog


def closed(page):
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Enlarged picture").wait_for(state="hidden")


FETCH = """async address => {
  const answer = await fetch(address), content = await answer.arrayBuffer();
  const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', content))];
  return [answer.status, answer.headers.get('Content-Type'), digest.map(x => x.toString(16).padStart(2, '0')).join('')];
}"""


def test_every_photo_leads_to_its_file_whatever_it_is_called(visit, own_app):
    address, place = own_app
    collection = Collection.load(kept_collection(str(place)))
    contents = {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in place.rglob("*") if file.is_file()}
    found = set()
    for number, name in enumerate(collection.facts.files):
        link = enlarged(visit, number).get_by_role("link", name="Open the file").get_attribute("href")
        assert link == f"{address}/{link_to(name)}"
        status, kind, digest = visit.evaluate(FETCH, link)
        assert status == 200
        assert digest in contents, name
        ending = contents[digest].suffix
        assert kind == {".tiff": "image/tiff", ".heic": "image/heif"}.get(ending, "image/png")
        found.add(digest)
        closed(visit)
    assert len(found) == len(collection) == len(contents) - 1  # the one that is no photo


def test_the_file_opens_in_a_tab_of_its_own_or_is_saved_where_the_browser_cannot_show_it(visit, own_app, tmp_path):
    files = Collection.load(kept_collection(str(own_app[1]))).facts.files
    link = enlarged(visit, 0).get_by_role("link", name="Open the file")
    with visit.context.expect_page() as opened:
        link.click()
    shown = opened.value.locator("img")
    shown.wait_for(timeout=600_000)
    assert shown.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [240, 180]
    opened.value.close()
    closed(visit)
    link = enlarged(visit, files.index("100% #1?/scan.tiff")).get_by_role("link", name="Open the file")
    link.evaluate("link => link.removeAttribute('target')")  # a tab that only saves closes at once
    with visit.expect_download() as saving:
        link.click()
    assert saving.value.suggested_filename == "scan.tiff"
    saving.value.save_as(tmp_path / "saved.tiff")
    assert (tmp_path / "saved.tiff").read_bytes() == (own_app[1] / "100% #1?" / "scan.tiff").read_bytes()


def answer_to(address, path, **headers):
    """(status, text, headers) of what the server says to a request, from its own page where nothing else is said."""
    headers = {"Referer": address + "/", **{name.replace("_", "-"): words for name, words in headers.items()}}
    request = urllib.request.Request(address + path, headers={name: words for name, words in headers.items() if words})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode(), refused.headers


@pytest.mark.parametrize(
    "path",
    [
        "secret.txt",
        "../beside.png",
        "%2e%2e/beside.png",
        "..%2fbeside.png",
        "100%25%20%231%3F/../../beside.png",
        "100%25%20%231%3F/..%5c..%5cbeside.png",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "",
        ".",
        "100%25%20%231%3F",
        "nowhere.png",
        "a%00b",
    ],
)
def test_nothing_but_a_photo_of_the_collection_is_given(own_app, path):
    status, said, _ = answer_to(own_app[0], f"/original/{path}")
    assert (status, said) == (404, "There is no such file among the photos that are searched.")


def test_bytes_that_are_no_text_are_refused(own_app):
    status, said, _ = answer_to(own_app[0], "/original/%ff")
    assert status == 400
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "headers",
    [
        {"Referer": ""},
        {"Referer": "http://example.org/"},
        {"Host": "example.org"},
        {"Host": "example.org", "Referer": "http://example.org/"},  # a name that was made to point to this machine
        {"Origin": "http://example.org", "Referer": "http://example.org/"},
    ],
)
def test_no_page_of_another_site_is_given_a_file(own_app, headers):
    address, place = own_app
    name = link_to(Collection.load(kept_collection(str(place))).facts.files[0])
    assert answer_to(address, f"/{name}")[0] == 200
    status, said, _ = answer_to(address, f"/{name}", **headers)
    assert (status, said) == (403, "This address can be opened from the search page alone.")


def test_what_a_file_holds_is_never_run_and_never_kept(own_app):
    address, place = own_app
    name = link_to(Collection.load(kept_collection(str(place))).facts.files[0])
    _, _, headers = answer_to(address, f"/{name}")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none';")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "ETag" not in headers


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "no file, or a link to nothing"), (b"words", "no picture of the kinds")]
)
def test_a_file_that_has_gone_or_changed_since_gets_a_sentence(visit, own_app, content, reason):
    file = own_app[1] / "100% #1?" / "scan.heic"
    number = Collection.load(kept_collection(str(own_app[1]))).facts.files.index("100% #1?/scan.heic")
    before = file.read_bytes()
    try:
        link = enlarged(visit, number).get_by_role("link", name="Open the file")
        file.unlink()
        if content:
            file.write_bytes(content)
        with visit.context.expect_page() as opened:
            link.click()
        opened.value.get_by_text("100% #1?/scan.heic cannot be shown any more: " + reason).wait_for(timeout=600_000)
        opened.value.close()
    finally:
        file.write_bytes(before)


def test_a_new_photo_is_given_once_the_collection_knows_it(own_app):
    address, place = own_app
    random_photo(77).save(place / "100% #1?" / "new one.jpg")
    path = "/" + link_to("100% #1?/new one.jpg")
    try:
        assert answer_to(address, path)[0] == 404
        kept_collection(str(place))
        assert answer_to(address, path)[0] == 200
    finally:
        (place / "100% #1?" / "new one.jpg").unlink()
        kept_collection(str(place))
    assert answer_to(address, path)[0] == 404


def test_a_page_of_a_data_set_has_no_files(app):
    assert answer_to(app, "/original/catalogue.png")[:2] == (
        404,
        "There is no such file among the photos that are searched.",
    )


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_nothing_runs_out_of_the_page(browser, own_app, screenshots, width, colours):
    page = browser.new_page(viewport={"width": width, "height": 2400}, color_scheme=colours)
    page.set_default_timeout(600_000)
    page.goto(own_app[0], wait_until="domcontentloaded")
    page.locator(".course-answer li img").first.wait_for()
    page.locator(".course-drop").wait_for()
    page.get_by_text("file was left out").click()
    page.screenshot(path=screenshots / f"own_{width}_{colours}.png")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    out = "boxes => boxes.filter(box => box.getBoundingClientRect().right > innerWidth).map(box => box.outerHTML)"
    assert page.locator(".course-page *:visible").evaluate_all(out) == []
    page.close()


def test_the_focus_is_seen_wherever_tab_leads(visit):
    visit.locator("h1").click()
    seen = []
    for _ in range(30):
        visit.keyboard.press("Tab")
        seen.append(visit.evaluate(FOCUS))
    kinds = {kind for kind, _ in seen}
    assert {"BUTTON.course-enlarge", "SUMMARY", "SELECT", "noUi-handle"} <= kinds
    assert [kind for kind, is_seen in seen if kind != "BODY" and not is_seen] == []


FOCUS = """() => {
  const now = document.activeElement, look = getComputedStyle(now), box = now.getBoundingClientRect();
  const kind = now.classList.contains('noUi-handle') ? 'noUi-handle'
    : now.tagName + (now.classList.contains('course-enlarge') ? '.course-enlarge' : '');
  return [kind, look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 && box.width > 0];
}"""

"""Every page of the book: it fetches nothing from elsewhere, every link leads somewhere, and everybody can read it."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from helpers.axe import OF_COLOUR, violations

from course_lib.authoring import kept_runs
from course_lib.book.site import FOLDER

HTML = FOLDER / "html"
PAGES = sorted(path.name for path in HTML.glob("*.html"))
READY = "() => !window.MathJax || window.MathJax.startup.promise.then(() => true)"
# Formulas are left out, and code but on two pages: their parts are thousands, and coloured alike everywhere.
CODE_TOO = ("02_losses.html", "library_losses.html")
SEEN = """() => [...document.querySelectorAll('article p, article li, article td, article summary, article h1')]
  .map(e => { const copy = e.cloneNode(true);
    copy.querySelectorAll('code, pre, mjx-container, script').forEach(x => x.remove()); return copy.textContent; })"""
FORMULA = re.compile(r"\$[^$\s][^$]*\$|\\\(|\\frac|\\sum")


class Finder(HTMLParser):
    """The anchors, the links and the pictures without words of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.silent, self.unreachable, self.figures = set(), [], [], 0, set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids |= {given["id"]} if "id" in given else set()
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        self.silent += [given.get("src", "")] if tag == "img" and not (given.get("alt") or "").strip() else []
        self.figures |= {given["alt"]} if tag == "img" and given["src"].startswith("_static/outputs/") else set()
        self.unreachable += tag == "pre" and given.get("tabindex") != "0"


@pytest.fixture(scope="module")
def read():
    """{name of a page: Finder}."""
    return {name: Finder((HTML / name).read_text(encoding="utf-8")) for name in PAGES}


def test_every_lesson_has_its_page():
    assert {f"{name}.html" for name in kept_runs.lesson_names()} <= set(PAGES)


def test_every_link_and_anchor_leads_somewhere(read):
    lost, count = [], 0
    for name, page in read.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            count += 1
            target = unquote(parts.path) or name
            there = (HTML / target).exists()
            if not there or (target in read and parts.fragment and unquote(parts.fragment) not in read[target].ids):
                lost.append(f"{name}: {link}")
    assert lost == []
    assert count > 3000


def test_no_two_anchors_are_one(read):
    for name in PAGES:
        ids = re.findall(r'\sid="([^"]+)"', re.sub(r"<svg.*?</svg>", "", (HTML / name).read_text(), flags=re.DOTALL))
        assert sorted({each for each in ids if ids.count(each) > 1}) == [], name


def test_pictures_have_words_and_code_is_reached_by_the_keyboard(read):
    assert {name: page.silent for name, page in read.items() if page.silent} == {}
    assert {name: page.unreachable for name, page in read.items() if page.unreachable} == {}


def test_no_two_lessons_have_a_figure_of_one_text(read):
    """Within a lesson the gate looks: there a widget repeats the text of the still figure above it."""
    texts = [text for page in read.values() for text in page.figures]
    assert len(texts) > 100
    assert {text for text in texts if texts.count(text) > 1} == set()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read(page, book, name):
    page.emulate_media(color_scheme="light")
    page.goto(f"{book}{name}", wait_until="load")
    page.wait_for_function(READY)
    assert page.outside == []
    assert page.failed == []
    assert page.locator("[data-mjx-error], mjx-merror, .output .traceback-missing").count() == 0
    assert page.locator(".math:not(:has(mjx-container))").count() == 0
    assert [text for text in page.evaluate(SEEN) if FORMULA.search(text)] == []
    page.evaluate("() => document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate("() => [...document.querySelectorAll('details')].filter(d => d.scrollHeight < 40).length") == 0
    page.wait_for_timeout(300)
    left_out = ["mjx-container"] if name in CODE_TOO else ["mjx-container", ".highlight pre span"]
    found = {"light": violations(page, exclude=left_out)}
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    found["dark"] = violations(page, exclude=left_out, rules=OF_COLOUR)
    assert found == {"light": [], "dark": []}
    for width, height in ((1024, 768), (512, 384), (400, 800)):  # the second is 200 %
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(100)
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{wide} pixels too wide at {width}"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("margin", "02b_margins"), ("孪生网络", "glossary"), ("三元组损失", "glossary"), ("contrastive", "02_losses")],
)
def test_the_search_finds_words_in_both_languages(page, book, word, expected):
    page.goto(f"{book}search.html?q={word}", wait_until="load")
    page.wait_for_selector(".pagefind-ui__result-link")
    for _ in range(20):
        links = page.eval_on_selector_all(".pagefind-ui__result-link", "links => links.map(link => link.href)")
        more = page.locator(".pagefind-ui__button")
        if any(expected in link for link in links) or not more.count():
            break
        more.click()
        page.wait_for_timeout(300)
    assert all(link.startswith(book) for link in links)
    assert any(expected in link for link in links), links
    assert page.outside == page.failed == []


def test_the_sidebar_leads_to_the_search(page, book):
    page.goto(f"{book}02_losses.html", wait_until="load")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("textbox", name="Search the book").fill("collapse")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pagefind-ui__result-link")
    assert "/search.html?q=collapse" in page.url

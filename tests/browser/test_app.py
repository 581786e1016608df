"""The search page, driven as a visitor would: the real server, a real browser, real files."""

import io
import re
import time
import urllib.error
import urllib.request

import numpy as np
import psutil
import pytest
from helpers.axe import violations
from PIL import Image

from course_lib.data import catalogue
from course_lib.data.upload import MOST_BYTES

THRESHOLD = 2  # the place of this slider; before it come the picture and the number shown


@pytest.fixture
def visit(page, app):
    """The page of one visitor, with its first answer."""
    page.goto(app, wait_until="domcontentloaded", timeout=600_000)
    page.locator(".course-answer li img").first.wait_for(timeout=600_000)
    yield page
    assert page.outside == []
    assert page.locator("img:not([alt]), img[alt='']").count() == 0


def answered(page, action):
    """Do something, wait for another answer that stays as it is, and return it as text."""
    before = page.get_by_role("region", name="Answer").inner_html()
    action()
    page.wait_for_function(ANOTHER, arg=before, timeout=600_000, polling=700)
    return page.get_by_role("region", name="Answer").inner_text()


ANOTHER = """before => {
  const now = document.querySelector('section[aria-label=Answer]')?.innerHTML, last = window.lastAnswer;
  window.lastAnswer = now;
  return now !== undefined && now !== before && now === last;
}"""


def upload(page, name, content):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload a picture").click()
    chooser.value.set_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})


def png(picture):
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


def count(page, verdict):
    return page.locator(f".course-answer li.{verdict}:visible").count()


def press(page, slider, key, times):
    page.locator(".noUi-handle:visible").nth(slider).focus()
    for _ in range(times):
        page.keyboard.press(key)


def test_choose_search_move_the_threshold_filter(visit, screenshots):
    assert count(visit, "within") + count(visit, "beyond") == 10
    assert "Of 100 photos of something that is not here" in visit.get_by_role("region", name="Answer").inner_text()
    said = answered(visit, lambda: visit.get_by_label("or choose").select_option(index=5))
    assert "10 nearest" in said
    before = count(visit, "within")
    said = answered(visit, lambda: press(visit, THRESHOLD, "PageDown", 12))
    assert count(visit, "within") < before
    assert re.search(r"below the threshold 0\.\d\d\.", said)
    answered(visit, lambda: visit.get_by_role("button", name="Back to").click())
    assert count(visit, "within") == before

    kind = visit.get_by_label("search in").locator("option").nth(3).get_attribute("value")
    answered(visit, lambda: visit.get_by_label("search in").select_option(kind))
    names = visit.locator(".course-answer li .name:visible").all_inner_texts()
    assert names
    assert {name[: len(kind)] for name in names} == {kind}
    visit.screenshot(path=screenshots / "app_search.png")
    visit.get_by_label("only below the threshold").check()
    visit.wait_for_function("!document.querySelector('.course-answer li.beyond')")


def test_an_uploaded_picture_is_searched_for(visit, screenshots):
    shop = catalogue(80, 20, 64)
    said = answered(visit, lambda: upload(visit, "mine.png", png(shop.pictures[50 * 20 + 4])))  # a test picture
    assert "Your picture" in said
    names = visit.locator(".course-answer li .name:visible").all_inner_texts()
    assert shop.names[50] in names[:3]
    visit.screenshot(path=screenshots / "app_upload.png")
    again = answered(visit, lambda: upload(visit, "mine.png", png(shop.pictures[-1])))
    assert again != said


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("broken.png", png(np.zeros((50, 50, 3), np.uint8))[:60], "damaged"),
        ("words.png", b"not a picture", "no picture of the kinds JPEG, PNG"),
        ("wide.png", png(np.zeros((5000, 5001), np.uint8)), "5,001 x 5,000 pixels; at most 25 million"),
        ("large.bmp", b"BM" + bytes(MOST_BYTES), "too large: at most 8 MB"),
        ("huge.bmp", b"BM" + bytes(3 * MOST_BYTES), "too large: at most 8 MB"),
    ],
)
def test_what_cannot_be_searched_gets_a_sentence_and_the_page_goes_on(visit, screenshots, name, content, sentence):
    upload(visit, name, content)
    alert = visit.get_by_role("alert").filter(has_text=sentence)
    alert.wait_for(timeout=600_000)
    visit.screenshot(path=screenshots / f"app_{name.replace('.', '_')}.png")
    said = answered(visit, lambda: upload(visit, "good.png", png(np.full((40, 40, 3), 90, np.uint8))))
    assert "Your picture" in said
    assert alert.count() == 0


def test_the_failures_are_shown_sheet_by_sheet(visit, screenshots):
    visit.get_by_role("tab", name="Failures").click()
    first = visit.get_by_role("region", name="Failures")
    before = first.inner_text()
    assert "the nearest other one shows another product. These are 1 to 12" in before
    visit.screenshot(path=screenshots / "app_failures.png")
    press(visit, 0, "ArrowRight", 1)
    visit.get_by_text("These are 13 to 24").wait_for(timeout=600_000)


def test_a_visitor_can_neither_read_the_source_nor_run_code(visit, app):
    assert visit.locator(".jp-InputArea, .highlight").count() == 0
    assert "search_page()" not in visit.content()
    for path in ("/voila/files/search_page.ipynb", "/voila/files/../../README.md", "/api/contents", "/api/kernels"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(app + path)
        assert refused.value.code in (403, 404)


# Asks to run code, then, on the same channel, for what is always answered; tells which answers came until then.
RUN_CODE = """() => new Promise((done, fail) => {
  const kernel = JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId;
  const socket = new WebSocket(`ws://${location.host}/api/kernels/${kernel}/channels?session_id=guest`), seen = [];
  const send = (kind, content) => socket.send(JSON.stringify({
    header: {msg_id: kind, username: '', session: 'guest', msg_type: kind, version: '5.4'},
    parent_header: {}, metadata: {}, content: content, channel: 'shell'}));
  socket.onerror = fail;
  socket.onopen = () => { send('execute_request', {code: '1 + 1', silent: false}); send('comm_info_request', {}); };
  socket.onmessage = message => {
    if (typeof message.data !== 'string') { return; }
    const {header, parent_header} = JSON.parse(message.data);
    seen.push(`${header.msg_type} to ${parent_header.msg_id}`);
    if (header.msg_type === 'comm_info_reply') { socket.close(); done(seen); }
  };
})"""


def test_a_request_to_run_code_is_dropped(visit):
    answers = visit.evaluate(RUN_CODE)
    assert "comm_info_reply to comm_info_request" in answers
    assert not [answer for answer in answers if answer.endswith("to execute_request")]


def command_of(process):
    """Its command line; of one that ends just now, nothing."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:  # or a zombie, which is one of these
        return ""


def processes(server):
    """The visitors' processes, those that wait for one among them."""
    return {child.pid for child in server.children() if "ipykernel_launcher" in command_of(child)}


def wait_until(fits, seconds):
    begin = time.monotonic()
    while not fits():
        assert time.monotonic() - begin < seconds
        time.sleep(0.2)


def opened(browser, app):
    page = browser.new_page()
    page.goto(app, wait_until="domcontentloaded", timeout=600_000)
    page.locator(".course-answer li img").first.wait_for(timeout=600_000)
    return page


def test_a_closed_tab_and_a_reloaded_page_end_their_processes(browser, app_server):
    app, server = app_server
    wait_until(lambda: len(processes(server)) == 1, 300)  # the one that waits
    waiting = processes(server)
    tabs = [opened(browser, app) for _ in range(2)]
    wait_until(lambda: len(processes(server)) == 3, 300)
    assert waiting < processes(server)  # now that of the first tab
    tabs[0].close(run_before_unload=True)
    wait_until(lambda: not waiting & processes(server), 90)
    for _ in range(4):
        tabs[1].reload(wait_until="domcontentloaded", timeout=600_000)
        tabs[1].locator(".course-answer li img").first.wait_for(timeout=600_000)
    wait_until(lambda: len(processes(server)) == 2, 90)
    tabs[1].close(run_before_unload=True)
    wait_until(lambda: len(processes(server)) == 1, 90)


def test_a_tab_that_ends_without_a_word_ends_its_process_within_a_minute(browser, app_server):
    app, server = app_server
    wait_until(lambda: len(processes(server)) == 1, 120)
    opened(browser, app).close()  # asks no handler of the page
    wait_until(lambda: len(processes(server)) == 2, 300)  # and one that waits for the next visitor
    wait_until(lambda: len(processes(server)) == 1, 120)


@pytest.mark.parametrize("how", ["no cookie", "another token", "another site"])
def test_nobody_else_can_end_a_visitors_process(visit, app, how):
    kernel = visit.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    (token,) = [cookie["value"] for cookie in visit.context.cookies() if cookie["name"] == "_xsrf"]
    headers = {"Cookie": f"_xsrf={token}"} if how != "no cookie" else {}
    headers |= {"Origin": "http://example.org"} if how == "another site" else {}
    body = f"_xsrf={'0' * 32 if how == 'another token' else token}".encode()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{app}/voila/api/shutdown/{kernel}", body, headers))
    assert refused.value.code in (403, 404)
    answered(visit, lambda: press(visit, 1, "ArrowRight", 1))


DROP = """([kind, name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type: 'image/png'}));
  const given = kind === 'paste' ? {clipboardData: data} : {dataTransfer: data};
  const event = new (kind === 'paste' ? ClipboardEvent : DragEvent)(kind, {bubbles: true, cancelable: true, ...given});
  document.body.dispatchEvent(event);
  return event.defaultPrevented;
}"""


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_dropped_and_a_pasted_picture_are_searched_for(visit, kind):
    shop = catalogue(80, 20, 64)
    visit.locator(".course-drop").wait_for(timeout=600_000)
    give = lambda content: visit.evaluate(DROP, [kind, "mine.png", list(content)])
    said = answered(visit, lambda: give(png(shop.pictures[50 * 20 + 4])))
    assert "Your picture" in said
    assert shop.names[50] in visit.locator(".course-answer li .name:visible").all_inner_texts()[:3]
    assert give(b"words")
    visit.get_by_role("alert").filter(has_text="no picture of the kinds").wait_for(timeout=600_000)
    give(bytes(MOST_BYTES + 1))
    visit.get_by_role("alert").filter(has_text="too large: at most 8 MB").wait_for(timeout=600_000)
    answered(visit, lambda: give(png(shop.pictures[-1])))


def test_a_picture_is_enlarged_and_closed_by_the_keyboard(visit):
    visit.locator(".course-drop").wait_for(timeout=600_000)
    second = visit.locator(".course-answer ol .course-enlarge").nth(1)
    second.focus()
    visit.keyboard.press("Enter")
    dialog = visit.get_by_role("dialog", name="Enlarged picture")
    dialog.wait_for(timeout=600_000)
    assert dialog.locator("img").get_attribute("alt") == second.locator("img").get_attribute("alt")
    assert dialog.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 96
    assert visit.evaluate("document.activeElement.textContent") == "Close"
    visit.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert second.evaluate("button => button === document.activeElement")
    visit.evaluate("document.querySelector('.course-enlarge').dataset.place = '../../etc/passwd'")
    visit.locator(".course-enlarge").first.click()
    visit.get_by_role("alert").filter(has_text="asked for something that is not there").wait_for(timeout=600_000)


def test_it_can_be_read_in_the_dark(browser, app, screenshots):
    page = browser.new_page(viewport={"width": 700, "height": 1000}, color_scheme="dark")
    page.goto(app, wait_until="domcontentloaded", timeout=600_000)
    words = page.locator(".course-answer p").first
    words.wait_for(timeout=600_000)
    page.wait_for_timeout(500)
    shade = "(e, what) => getComputedStyle(e)[what].match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0) / 765"
    assert words.evaluate(shade, "color") > 0.8
    assert page.locator("body").evaluate(shade, "backgroundColor") < 0.3
    page.screenshot(path=screenshots / "app_dark.png")
    page.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_everybody_can_use_it(browser, app, colours):
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, color_scheme=colours)
    page.set_default_timeout(600_000)
    page.goto(app, wait_until="domcontentloaded", timeout=600_000)
    page.locator(".course-answer li img").first.wait_for()
    page.locator(".course-drop").wait_for()
    page.wait_for_function("() => document.querySelectorAll('.noUi-handle:not([aria-label])').length === 0")
    named = "handles => handles.map(each => each.getAttribute('aria-label'))"
    assert page.locator(".noUi-handle").evaluate_all(named) == ["picture", "show", "threshold", "sheet"]
    found = {"answer": violations(page)}
    page.locator(".course-enlarge:visible").nth(1).click()
    page.get_by_role("dialog", name="Enlarged picture").wait_for()
    found["enlarged"] = violations(page, [".course-large"], colours=False)
    page.keyboard.press("Escape")
    upload(page, "words.png", b"not a picture")
    page.get_by_role("alert").filter(has_text="no picture of the kinds").wait_for()
    found["refused"] = violations(page)
    page.get_by_role("tab", name="Failures").click()
    page.get_by_role("region", name="Failures").wait_for()
    found["failures"] = violations(page)
    assert found == {place: [] for place in found}
    page.close()

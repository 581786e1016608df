"""The pages that the course writes into files can be read by everybody: a certificate, an article, groups of copies."""

import json

import pytest
from helpers.axe import violations
from helpers.random_photos import random_photo
from matplotlib.figure import Figure

from course_lib.app.duplicates_command import duplicates_command
from course_lib.exercises import certificate
from course_lib.report import PARTS, Article, RunLog


def write_certificate(folder, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(folder / "progress.json"))
    (folder / "progress.json").write_text(json.dumps({"01-1": {"solved": True, "tries": 1}}), encoding="utf-8")
    return certificate("Ada", folder / "page.html")


def write_article(folder, _monkeypatch):
    log = RunLog(folder / "study")
    for seed in range(3):
        log.add("pixels", seed, {"MAP@R": 0.5 + seed / 100})
        log.add("margin 1", seed, {"MAP@R": 0.6 + seed / 50})
    made = Figure(figsize=(2, 1))
    made.subplots().plot([0, 1])
    log.add_figure("line", made, "A line that rises from 0 to 1")
    said = {part: f"About {part}." for part in list(PARTS)[1:]}  # the first one is still to be said
    return Article("A title", "MAP@R", "pixels", said).write(log, folder)[1]


def write_copies(folder, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(folder / "cache"))
    (folder / "photos").mkdir()
    for name in ("one.png", "two.png"):
        random_photo(1).save(folder / "photos" / name)
    random_photo(2).save(folder / "photos" / "three.png")
    assert duplicates_command(folder / "photos", folder / "page.html") == 0
    return folder / "page.html"


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("write", [write_certificate, write_article, write_copies], ids=lambda write: write.__name__)
def test_everybody_can_read_a_written_page(browser, tmp_path, monkeypatch, write, colours):
    path = write(tmp_path, monkeypatch)
    page = browser.new_page(color_scheme=colours)
    page.goto(path.as_uri())
    page.add_style_tag(content=":root { background: Canvas; }")  # the browser's own ground, which axe does not see
    assert violations(page) == []
    page.close()

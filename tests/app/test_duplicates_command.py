"""Groups of copies as lines, as JSON and as a page; files are only read."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.commands import call
from helpers.odd_names import ODD_NAMES
from helpers.random_photos import random_photo
from PIL import Image

from course_lib.app.duplicates_command import duplicates_command
from course_lib.paths import ROOT


def content(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def photos(tmp_path, cache, monkeypatch):
    """Six pictures, and copies of two of them, in sub-folders and beside them."""
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "photos"
    (place / "2024").mkdir(parents=True)
    for i in range(6):
        random_photo(i).save(place / "2024" / f"{i}.png")
    first = random_photo(0)
    shutil.copy(place / "2024" / "0.png", place / "copy.png")
    first.resize((120, 90)).save(place / "small.png")
    first.save(place / "poor.jpg", quality=10)
    first.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(place / "mirror.png")
    first.rotate(90, expand=True).save(place / "turned.png")
    first.crop((20, 15, 230, 172)).save(place / "cut.png")
    note = Image.Exif()
    note[0x0112] = 6
    random_photo(1).rotate(90, expand=True).save(place / "on its side.jpg", exif=note, quality=95)
    return place


WORDS = {
    "copy.png": "same file",
    "small.png": "same picture, smaller",
    "poor.jpg": "same picture, saved anew",
    "mirror.png": "same picture, mirrored",
    "turned.png": "same picture, turned by 90 degrees",
    "cut.png": "same picture, cropped to 76% of it",
}


def test_every_copy_is_told_with_its_reason_and_nothing_is_touched(photos, capsys):
    before = content(photos)
    assert duplicates_command(photos, as_json=True) == 0
    said = capsys.readouterr()
    groups = json.loads(said.out)["groups"]
    told = [{copy["file"]: copy["why"] for copy in group} for group in groups]
    share = re.fullmatch(r"same picture, cropped to (\d+)% of it", told[0]["cut.png"])
    assert abs(int(share[1]) / 100 - 210 * 157 / (240 * 180)) < 0.03
    assert told[0] == {"2024/0.png": ""} | WORDS | {"cut.png": share[0]}
    assert told[1] == {"2024/1.png": "", "on its side.jpg": "same picture, saved anew"} or told[1] == {
        "on its side.jpg": "",
        "2024/1.png": "same picture, saved anew",
    }
    assert len(groups) == 2
    assert groups[0][0] == {
        "file": "2024/0.png",
        "why": "",
        "of": "",
        "width": 240,
        "height": 180,
        "size": (photos / "2024" / "0.png").stat().st_size,
    }
    assert {copy["of"] for copy in groups[0][1:]} == {"2024/0.png"}
    assert "7 of 13 pictures in" in said.err
    assert "Nothing was deleted. The page is duplicates.html." in said.err
    assert content(photos) == before


def test_in_text_a_line_is_a_file(photos, capsys):
    assert duplicates_command("photos") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "group 1: 7 files"
    assert lines[1].startswith("  photos/2024/0.png  240 x 180 pixels, ")
    assert "  photos/copy.png  same file, of 2024/0.png" in lines
    assert lines[-1].startswith("7 of 13 pictures in photos are copies of another one: 2 groups")


def test_the_page_shows_every_file_and_leads_to_it(photos, tmp_path):
    assert duplicates_command(photos, tmp_path / "page.html") == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    links = [html.unescape(link) for link in re.findall(r'<a href="([^"]*)"', page)]
    assert len(links) == page.count("data:image/jpeg;base64,") == 9
    assert {Path(link.removeprefix("file://").replace("%20", " ")).name for link in links} >= set(WORDS)
    assert '<img alt="mirror.png"' in page
    assert 'same picture, mirrored</strong>, of</p><p title="2024/0.png" class="name">2024/0.png</p>' in page
    assert "<h1>Copies in <bdi>photos</bdi></h1>" in page


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_files_of_any_name_are_words_on_page_and_terminal(tmp_path, cache, capsys):
    place, names = tmp_path / "photos", [name for name in ODD_NAMES if not name.startswith(".") and "/" not in name]
    place.mkdir()
    for name in names:
        random_photo(3).save(place / name, "PNG")
    assert duplicates_command(place, tmp_path / "page.html") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"group 1: {len(names)} files"
    assert len(lines) == len(names) + 2
    page = (tmp_path / "page.html").read_bytes().decode("utf-8")
    assert "<script>" not in page
    assert page.count("<img ") == len(names)


def test_a_folder_without_copies_says_so(tmp_path, cache, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    for i in range(5):
        random_photo(i).save(tmp_path / "photos" / f"{i}.png")
    assert duplicates_command("photos") == 0
    assert capsys.readouterr().out.startswith("0 of 5 pictures in photos are copies of another one: 0 groups")


def test_no_page_is_overwritten_without_being_told(photos, tmp_path, capsys):
    page = tmp_path / "duplicates.html"
    page.write_text("mine")
    assert duplicates_command(photos) == 0
    assert "The page is duplicates-2.html." in capsys.readouterr().out
    assert duplicates_command(photos, page) == 1
    assert f"out: expected a new file, or --replace to overwrite it, got {page}" in capsys.readouterr().err
    assert page.read_text() == "mine"
    assert duplicates_command(photos, page, replace=True) == 0
    assert page.read_text().startswith("<!doctype html>")


def test_a_page_that_cannot_be_written_leaves_the_lines(photos, capsys):
    assert duplicates_command(photos, "/proc/none/page.html") == 1
    said = capsys.readouterr()
    assert said.out.startswith("group 1: 7 files")
    assert "duplicates: /proc/none/page.html cannot be written" in said.err


def test_a_file_that_goes_while_it_is_compared_stops_nothing(photos, capsys, monkeypatch):
    from course_lib.app import duplicate_groups

    pairs = duplicate_groups.likely_pairs
    monkeypatch.setattr(
        duplicate_groups, "likely_pairs", lambda *words: (pairs(*words), (photos / "cut.png").unlink())[0]
    )
    assert duplicates_command(photos, as_json=True) == 0
    files = [copy["file"] for copy in json.loads(capsys.readouterr().out)["groups"][0]]
    assert set(files) == {"2024/0.png", *WORDS} - {"cut.png"}


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("nowhere", "data: expected a folder of pictures, got 'nowhere'"),
        ("", "data: expected a folder of pictures, got ''"),
        ("photos/copy.png", "data: expected a folder of pictures, got 'photos/copy.png'"),
        ("empty", "path: expected a folder with pictures in it"),
    ],
)
def test_what_is_no_folder_of_pictures_is_named(photos, tmp_path, capsys, folder, message):
    (tmp_path / "empty").mkdir()
    assert duplicates_command(folder) == 1
    assert f"duplicates: {message}" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.html"))


def test_the_words_of_the_command(photos, monkeypatch, capsys):
    code, said, _ = call(monkeypatch, capsys, "duplicates", "--data", str(photos), "--out", "new.html", "--json")
    assert code == 0
    assert len(json.loads(said)["groups"]) == 2
    code, _, said = call(monkeypatch, capsys, "duplicates", "--data", "nowhere")
    assert (code, "--data: expected a folder, got 'nowhere'" in said) == (2, True)
    code, _, said = call(monkeypatch, capsys, "duplicates", "--data", str(photos), "--out", "page.png")
    assert (code, "--out: expected a name that ends in .html" in said) == (2, True)


def test_a_second_call_loads_no_network_library(photos):
    assert duplicates_command(photos) == 0
    script = (
        "import sys\nfrom course_lib.__main__ import main\n"
        "assert main(['duplicates', '--data', sys.argv[1]]) == 0\n"
        "loaded = {'tensorflow', 'keras', 'matplotlib', 'scipy'} & set(sys.modules)\nassert not loaded, loaded\n"
    )
    environ = {**os.environ, "COURSE_NO_VENV": "1", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script, str(photos)], check=True, timeout=300, env=environ)

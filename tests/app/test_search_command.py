import os
import re
import subprocess
import sys
import zipfile

import pytest
from helpers.shop_folder import as_png, make_shop
from PIL import Image

from course_lib import data
from course_lib.app import search_command as command_module
from course_lib.app.answer_html import answer
from course_lib.app.prepare import prepare_collection
from course_lib.app.search_command import search_command
from course_lib.paths import ROOT

UNWANTED = ("tensorflow", "keras", "matplotlib", "sklearn", "scipy", "pandas", "h5py", "ipywidgets")


def test_a_folder_is_searched_from_the_command_line(tmp_path, cache, capsys):
    folder, out = make_shop(tmp_path / "shop", 3, 4), tmp_path / "found.png"
    (tmp_path / "shop" / "product 1" / "notes.txt").write_text("two for one")
    query = tmp_path / "shop" / "product 1" / "5.png"
    assert search_command(folder, str(query), 4, str(out)) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert len(lines) == 5
    assert lines[0] == f"  1  0.000  product 1  {query}"
    assert lines[-1].startswith(f"All 12 pictures of {folder} were searched: the 4 nearest, distances 0.00 to ")
    assert "skipped product 1" in said.err
    assert Image.open(out).width > 300


def test_a_flat_folder_is_told_file_by_file(tmp_path, cache, capsys):
    folder = make_shop(tmp_path / "shop", flat=True)
    assert search_command(folder, tmp_path / "shop" / "3.png", 2, tmp_path / "out.png") == 0
    assert capsys.readouterr().out.splitlines()[0] == f"  1  0.000  {tmp_path / 'shop' / '3.png'}"


@pytest.fixture(scope="module")
def photo():
    """The JPEG file of a photo of the groceries, and its name in the archive."""
    archive = data.find("groceries")
    if archive is None:
        pytest.skip("the groceries' archive is not on this machine")
    with zipfile.ZipFile(archive) as file:
        member = next(name for name in file.namelist() if name.endswith("Granny-Smith_004.jpg"))
        return file.read(member), member.partition("/dataset/")[2]


def test_a_photo_of_the_groceries_finds_itself_among_them(photo, tmp_path, capsys):
    content, name = photo
    (tmp_path / "photo.jpg").write_bytes(content)
    prepare_collection("groceries")
    capsys.readouterr()
    out = tmp_path / "found.png"
    assert search_command("groceries", str(tmp_path / "photo.jpg"), 10, out) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["1", "0.000", "Granny-Smith", name]
    assert len(lines) == 11
    assert lines[-1].startswith("All 5,421 pictures of groceries were searched")
    assert lines[-1].endswith(f"Saved as {out}.")
    assert Image.open(out).width > 600


@pytest.mark.parametrize("kind", ["folder", "catalogue"])
def test_command_and_page_give_the_same_answer(kind, shop, cache, tmp_path, capsys, monkeypatch):
    if kind == "catalogue":
        monkeypatch.setenv("COURSE_CACHE", str(shop.path.parents[1]))
    name = kind if kind == "catalogue" else make_shop(tmp_path / "shop", 8, 4)
    content = as_png(data.catalogue(9, 2, 50).pictures[-1])
    (tmp_path / "query.png").write_bytes(content)
    assert search_command(name, tmp_path / "query.png", 10, tmp_path / "out.png") == 0
    lines = capsys.readouterr().out.splitlines()[:-1]
    collection = prepare_collection(name)
    page = answer(collection, collection.query_from_upload(content), 10, collection.facts.threshold)
    names = re.findall(r'class="name">([^<]*)', page)
    distances = re.findall(r"<b>(\d\.\d\d)</b>", page)
    assert len(names) == len(lines) == 10
    for line, shown, distance in zip(lines, names, distances, strict=True):
        _, said, rest = line.split(maxsplit=2)
        assert abs(float(said) - float(distance)) < 0.006
        assert rest.replace("-", " ").startswith(f"{shown}  ")


def test_a_second_search_loads_no_network_library_and_no_figures(tmp_path, cache):
    folder = make_shop(tmp_path / "shop")
    query = tmp_path / "shop" / "product 1" / "5.png"
    assert search_command(folder, query, 4, tmp_path / "a.png") == 0
    script = (
        "import sys\nfrom course_lib.__main__ import main\n"
        "assert main(sys.argv[1:]) == 0\n"
        f"loaded = set({UNWANTED!r}) & set(sys.modules)\nassert not loaded, loaded\n"
    )
    words = ["search", "--data", folder, "--query", str(query), "--out", str(tmp_path / "b.png")]
    subprocess.run([sys.executable, "-c", script, *words], check=True, timeout=300)
    assert (tmp_path / "b.png").is_file()


def test_the_query_may_be_a_picture_on_its_side(tmp_path, cache, capsys):
    folder = make_shop(tmp_path / "shop")
    upright = Image.open(tmp_path / "shop" / "product 0" / "0.png")
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees clockwise
    upright.rotate(90, expand=True).save(tmp_path / "query.png", exif=exif)
    assert search_command(folder, str(tmp_path / "query.png"), 1, str(tmp_path / "out.png")) == 0
    assert capsys.readouterr().out.startswith("  1  0.000  product 0")


def test_what_cannot_be_searched_is_named(tmp_path, cache, capsys):
    folder = make_shop(tmp_path / "shop")
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    for query in ("broken.jpg", "missing.jpg"):
        assert search_command(folder, str(tmp_path / query), 3, str(tmp_path / "out.png")) == 1
        assert query in capsys.readouterr().err
    query = tmp_path / "shop" / "product 1" / "5.png"
    assert search_command(str(tmp_path / "nowhere"), str(query), 3, str(tmp_path / "out.png")) == 1
    assert "nowhere" in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()


def test_a_query_that_is_no_picture_is_refused_before_anything_is_prepared(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    assert search_command("catalogue", tmp_path / "broken.jpg", 3, tmp_path / "out.png") == 1
    assert "path: expected a picture file" in capsys.readouterr().err
    assert not (tmp_path / "cache").exists()


def test_more_than_a_sheet_holds_are_printed_and_the_first_are_drawn(shop, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_CACHE", str(shop.path.parents[1]))
    monkeypatch.setattr(command_module, "MOST_DRAWN", 6)
    (tmp_path / "query.png").write_bytes(as_png(data.catalogue(1, 1, 50).pictures[0]))
    assert search_command("catalogue", tmp_path / "query.png", 20, tmp_path / "out.png") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 21
    assert "The first 6 of them are saved as" in lines[-1]
    assert Image.open(tmp_path / "out.png").height < 400


def test_an_output_that_is_not_utf8_gets_what_it_can_say(tmp_path, cache):
    shop = tmp_path / "shop"
    make_shop(shop)
    (shop / "product 0").rename(shop / "\u98df\u54c1")
    (shop / "product 1").rename(shop / "pay$$")
    query = shop / "product 2" / "6.png"
    words = ["search", "--data", str(shop), "--query", str(query), "--k", "12", "--out", str(tmp_path / "out.png")]
    environ = {**os.environ, "PYTHONIOENCODING": "cp1252", "COURSE_NO_VENV": "1"}
    command = [sys.executable, "-m", "course_lib", *words]
    done = subprocess.run(command, capture_output=True, timeout=300, env=environ, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode("cp1252").splitlines()
    assert len(lines) == 13
    assert sum("pay$$" in line for line in lines) == 3
    assert (tmp_path / "out.png").is_file()

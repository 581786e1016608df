import csv
import html
import json
import multiprocessing
import os
import re
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from helpers.locales import ASCII_ALONE, WESTERN
from helpers.odd_names import ODD_NAMES
from helpers.shop_folder import as_png, make_shop
from PIL import Image

from course_lib import data
from course_lib.app import contact_sheet
from course_lib.app import prepare as prepare_module
from course_lib.app import search_command as command_module
from course_lib.app.answer_html import answer
from course_lib.app.prepare import prepare_collection
from course_lib.app.search_command import search_command
from course_lib.app.view import SearchPage
from course_lib.paths import ROOT

UNWANTED = ("tensorflow", "keras", "matplotlib", "sklearn", "scipy", "pandas", "h5py", "ipywidgets")


def test_a_folder_is_searched_from_the_command_line(tmp_path, cache, capsys):
    folder, out = make_shop(tmp_path / "shop", 3, 4), tmp_path / "found.png"
    (tmp_path / "shop" / "product 1" / "notes.txt").write_text("two for one")
    query = tmp_path / "shop" / "product 1" / "5.png"
    assert search_command(folder, str(query), 4, str(out)) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert len(lines) == 6
    assert lines[0] == f"  1  0.000  product 1  {query}"
    assert lines[4].startswith(
        "No verdict whether it is here: it would take 10 classes with two pictures each, and here 3"
    )
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
    assert len(lines) == 12
    assert lines[10].startswith("No verdict whether it is here: the network learned from all products")
    assert lines[-1].startswith("All 5,421 pictures of groceries were searched")
    assert f"Saved as {out}. Compared by the course's network, trained on" in lines[-1]
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
    page = answer(collection, collection.query_from_upload(content), 10)
    if kind == "catalogue":
        *lines, said, errors = lines
        assert said.startswith("Probably here, as ")
        assert f'<p class="verdict here">{html.escape(said)}</p>' in page
        assert f'<p class="errors">{errors}</p>' in page
    else:
        assert lines.pop().startswith("No verdict whether it is here")
        assert "erdict" not in page
    names = re.findall(r'class="name">([^<]*)', page)
    distances = re.findall(r"<b>(\d\.\d\d)</b>", page)
    assert len(names) == len(lines) == 10
    for line, shown, distance in zip(lines, names, distances, strict=True):
        _, said, rest = line.split(maxsplit=2)
        assert abs(float(said) - float(distance)) < 0.006
        if kind == "catalogue":
            assert rest.replace("-", " ").startswith(f"{shown}  ")
        else:
            assert rest.endswith(f"/{shown}")


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


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_program_gets_an_answer_that_it_can_read(form, tmp_path, cache, capsys):
    shop = tmp_path / "shop"
    folder = make_shop(shop, 3, 2)
    odd = 'two, "for" one\n\u98df'
    (shop / "product 0").rename(shop / odd)
    query = shop / "product 1" / "2.png"
    assert search_command(folder, query, 6, tmp_path / "out.png", form=form) == 0
    said = capsys.readouterr()
    assert "All 6 pictures" in said.err
    if form == "json":
        found = json.loads(said.out)
        ((asked, verdict, hits),) = [answer.values() for answer in found.pop("answers")]
        network = "SqueezeNet 1.1, trained on the photos of ImageNet"
        assert verdict.pop("sentence").startswith("No verdict whether it is here: it would take 10 classes")
        assert verdict.pop("errors") == ""
        assert set(verdict.values()) == {None}
        assert (asked, found) == (str(query), {"data": folder, "searched": 6, "network": network})
        assert odd in {hit["name"] for hit in hits}
    else:
        hits = list(csv.DictReader(said.out.splitlines()))
        assert {hit["query"] for hit in hits} == {str(query)}
        assert odd.replace("\n", "\\n") in {hit["name"] for hit in hits}
        assert {hit["verdict"] for hit in hits} == {""}
    assert [int(hit["rank"]) for hit in hits] == [1, 2, 3, 4, 5, 6]
    assert hits[0]["file"] == "product 1/2.png"
    distances = [float(hit["distance"]) for hit in hits]
    assert distances == sorted(distances)
    assert distances[0] == 0


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_program_gets_the_verdict(form, shop, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COURSE_CACHE", str(shop.path.parents[1]))
    refusal = shop.facts.refusal
    noise = np.random.default_rng(0).integers(0, 255, (50, 50, 3), np.uint8)
    asked = {"here": data.catalogue(9, 2, 50).pictures[-1], "not here": noise}
    for expected, picture in asked.items():
        (tmp_path / "query.png").write_bytes(as_png(picture))
        assert (
            search_command("catalogue", tmp_path / "query.png", 3, tmp_path / "out.png", form=form, replace=True) == 0
        )
        said = capsys.readouterr().out
        if form == "csv":
            assert {row["verdict"] for row in csv.DictReader(said.splitlines())} == {expected}
            continue
        ((_, verdict, hits),) = [answer.values() for answer in json.loads(said)["answers"]]
        assert (verdict["answer"], verdict["threshold"]) == (expected, refusal.threshold)
        assert (hits[0]["distance"] < refusal.threshold) == (expected == "here")
        for name in ("false_alarms", "refused", "misnamed"):
            assert verdict[name] == pytest.approx(getattr(refusal, name), abs=1e-4)
        assert f"about {100 * refusal.false_alarms:.0f} are taken for something that is" in verdict["errors"]


def test_several_queries_and_folders_of_them_are_answered_in_one_call(tmp_path, cache, capsys):
    shop = tmp_path / "shop"
    folder = make_shop(shop, 3, 2)
    (shop / "product 0" / "notes.txt").write_text("two for one")
    queries = [shop / "product 0", shop / "product 2" / "5.png"]
    paths = [str(shop / "product 0" / "0.png"), str(shop / "product 0" / "1.png"), str(queries[1])]
    assert search_command(folder, queries, 2, tmp_path / "out.png", form="json") == 0
    said = capsys.readouterr()
    answers = json.loads(said.out)["answers"]
    assert [answer["query"] for answer in answers] == paths
    assert [str(shop / answer["hits"][0]["file"]) for answer in answers] == paths
    assert f"skipped {shop}/product 0/notes.txt: no picture of the kinds" in said.err
    with Image.open(tmp_path / "out.png") as sheet:
        assert sheet.height > 500
    assert search_command(folder, queries, 2, form="csv", out=tmp_path / "b.png") == 0
    assert [row["query"] for row in csv.DictReader(capsys.readouterr().out.splitlines())] == sorted(2 * paths)
    assert search_command(folder, queries, 2, tmp_path / "c.png") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:9:3] == paths
    assert lines[9].startswith("No verdict whether it is here")
    assert "searched for each of 3 queries: the 2 nearest" in lines[10]


def test_no_sheet_is_overwritten_without_being_told(tmp_path, cache, capsys, monkeypatch):
    folder = make_shop(tmp_path / "shop", 1, 2)
    query, sheet = tmp_path / "shop" / "product 0" / "0.png", tmp_path / "neighbours.png"
    monkeypatch.chdir(tmp_path)
    sheet.write_bytes(b"a drawing of my own")
    assert search_command(folder, query, 1) == 0
    assert "Saved as neighbours-2.png." in capsys.readouterr().out
    assert search_command(folder, query, 1) == 0
    assert "Saved as neighbours-3.png." in capsys.readouterr().out
    assert search_command(folder, query, 1, sheet) == 1
    assert f"out: expected a new file, or --replace to overwrite it, got {sheet}" in capsys.readouterr().err
    assert sheet.read_bytes() == b"a drawing of my own"
    assert search_command(folder, query, 1, sheet, replace=True) == 0
    assert Image.open(sheet).width > 200
    assert search_command(folder, query, 1, replace=True) == 0
    assert sorted(path.name for path in tmp_path.glob("*.png")) == [f"neighbours{n}.png" for n in ("-2", "-3", "")]


def test_a_sheet_in_the_folder_is_none_of_its_pictures(tmp_path, cache, capsys, monkeypatch):
    folder = make_shop(tmp_path / "shop", flat=True)
    monkeypatch.chdir(folder)
    for _ in range(2):
        assert search_command(".", "3.png", 2) == 0
    said = capsys.readouterr()
    assert "All 12 pictures" in said.out.splitlines()[-1]
    assert "skipped neighbours.png: a sheet that the search drew" in said.err


def test_another_form_is_refused(tmp_path, capsys):
    assert search_command("catalogue", tmp_path / "none.png", 3, tmp_path / "out.png", form="xml") == 1
    assert "search: form: expected one of ('text', 'json', 'csv'), got 'xml'" in capsys.readouterr().err


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
    assert "query: expected a picture file" in capsys.readouterr().err
    assert not (tmp_path / "cache").exists()


def test_more_than_a_sheet_holds_are_printed_and_the_first_are_drawn(shop, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_CACHE", str(shop.path.parents[1]))
    monkeypatch.setattr(command_module, "MOST_ROWS", 2)
    monkeypatch.setattr(contact_sheet, "MOST_ROWS", 2)
    (tmp_path / "query.png").write_bytes(as_png(data.catalogue(1, 1, 50).pictures[0]))
    assert search_command("catalogue", tmp_path / "query.png", 20, tmp_path / "out.png") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 23
    assert "The first 10 of them are saved as" in lines[-1]
    assert Image.open(tmp_path / "out.png").height < 400


@pytest.mark.parametrize(("system", "encoding"), [(WESTERN, "cp1252"), (ASCII_ALONE, "ascii")], ids=["cp1252", "C"])
def test_an_output_that_is_not_utf8_gets_what_it_can_say(tmp_path, cache, system, encoding):
    shop, out = tmp_path / "мои süßen 猫", tmp_path / "нашёл.png"
    make_shop(shop)
    (shop / "product 0").rename(shop / "\u98df\u54c1")
    (shop / "product 1").rename(shop / "pay$$")
    query = shop / "product 2" / "6.png"
    words = ["search", "--data", str(shop), "--query", str(query), "--k", "12", "--out", str(out)]
    environ = {**os.environ, **system, "COURSE_NO_VENV": "1"}
    command = [sys.executable, "-m", "course_lib", *words]
    done = subprocess.run(command, capture_output=True, timeout=300, env=environ, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode(encoding).splitlines()
    assert len(lines) >= 14  # and one more where no font has the letters
    assert sum("pay$$" in line for line in lines) == 3
    assert out.is_file()


@pytest.fixture
def search_in_a_shell(tmp_path, cache):
    """A function from a redirection to (exit code, output, errors) of a search of three pictures."""
    shop = make_shop(tmp_path / "shop", 3, 1)
    words = f'search --data "{shop}" --query "{shop}/product 1/1.png" --out "{tmp_path}/out.png" --k 3'
    prepare_collection(shop)

    def ended(redirection):
        line = f'set -o pipefail; "{sys.executable}" -m course_lib {words} {redirection}'
        environ = {**os.environ, "COURSE_NO_VENV": "1"}
        done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=300, env=environ, cwd=ROOT)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return ended


@pytest.mark.skipif(sys.platform != "linux", reason="these outputs are those of Linux")
@pytest.mark.parametrize(
    ("redirection", "code", "sentence"),
    [
        ("| true", 141, ""),
        ("> /dev/full", 1, "search: the output cannot be written (No space left on device).\nAll 3 pictures of"),
        (">&- 2>&-", 1, ""),
    ],
)
def test_an_output_that_takes_nothing_leaves_the_picture(search_in_a_shell, tmp_path, redirection, code, sentence):
    found, said, complained = search_in_a_shell(redirection)
    assert (found, said) == (code, "")
    assert complained.startswith(sentence)
    assert bool(complained) == bool(sentence)
    assert (tmp_path / "out.png").is_file()


def test_a_picture_that_cannot_be_written_leaves_the_answer(tmp_path, cache, capsys):
    folder = make_shop(tmp_path / "shop")
    query = tmp_path / "shop" / "product 1" / "5.png"
    assert search_command(folder, query, 3, "/proc/none/out.png") == 1
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 4
    assert "search: /proc/none/out.png cannot be written (No such file or directory)." in said.err


@pytest.mark.parametrize(
    ("k", "out", "message"), [(0, "out.png", "k: expected a whole number"), (3, ".", "out: expected")]
)
def test_what_cannot_be_done_is_refused_before_the_work(tmp_path, cache, capsys, k, out, message):
    folder = make_shop(tmp_path / "shop")
    assert search_command(folder, tmp_path / "shop" / "product 1" / "5.png", k, tmp_path / out) == 1
    assert f"search: {message}" in capsys.readouterr().err
    assert not list(cache.rglob("*.collection"))


def test_names_of_classes_and_files_are_one_line_each_and_stay_words_on_the_page(tmp_path, cache, capsys):
    shop, names = tmp_path / "shop", [name for name in ODD_NAMES if "/" not in name]
    for i, name in enumerate(names):
        (shop / name).mkdir(parents=True)
        Image.new("RGB", (20, 20), (5 * i, 255 - 5 * i, 0)).save(shop / name / "1.png")
    assert search_command(shop, shop / "pay$$" / "1.png", 100, tmp_path / "out.png") == 0
    lines = capsys.readouterr().out.splitlines()
    visible = [name for name in names if not name.startswith(".")]
    assert len(lines) == len(visible) + 2
    assert f"  1  0.000  pay$$  {shop}/pay$$/1.png" in lines
    assert not any("\x1b" in line or "\u202e" in line for line in lines)
    collection = prepare_collection(shop)
    assert len(set(collection.facts.names)) == len(visible)
    page = answer(collection, collection.query_at(0), 30)
    assert "<script>" not in page
    page.encode()
    assert len(SearchPage(collection).product.options) == len(visible) + 1


def test_a_child_that_is_forked_in_the_middle_of_a_preparation_prepares_too(tmp_path, cache, monkeypatch):
    """It inherits the lock, and would else wait for itself, and everybody else would wait as long as it lives."""
    folder = make_shop(tmp_path / "shop")
    gather, context = prepare_module.gather_folder, multiprocessing.get_context("fork")
    (here, there), go_on, children = context.Pipe(), context.Event(), []

    def work():
        there.send(len(prepare_collection(folder)))
        go_on.wait(60)

    def fork_and_gather(*arguments):
        monkeypatch.setattr(prepare_module, "gather_folder", gather)
        children.append(context.Process(target=work))
        children[0].start()
        return gather(*arguments)

    monkeypatch.setattr(prepare_module, "gather_folder", fork_and_gather)
    try:
        assert len(prepare_collection(folder)) == 12
        assert here.poll(60), "the child waits for ever"
        assert here.recv() == 12
        (tmp_path / "shop" / "product 1" / "5.png").unlink()
        assert len(prepare_collection(folder)) == 11  # the child still lives, and holds no lock
    finally:
        go_on.set()
        for child in children:
            child.join(10)
            child.kill()

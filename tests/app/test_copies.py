"""Copies of found files: numbered, printable, never in another file's place."""

import sys
import zipfile
from pathlib import Path

import pytest
from helpers.odd_names import ODD_NAMES, file_names
from helpers.shop_folder import make_shop
from hypothesis import given
from PIL import Image

from course_lib import data
from course_lib.app.copies import LONGEST, safe_name
from course_lib.app.prepare import prepare_collection
from course_lib.app.search_command import search_command
from course_lib.data.folder import printable
from course_lib.machine.output import on_one_line


@pytest.fixture
def shop(tmp_path, cache, monkeypatch):
    """A folder of six pictures; the copies and the sheet go elsewhere."""
    monkeypatch.chdir(tmp_path)
    make_shop(tmp_path / "shop", 3, 2)
    return tmp_path / "shop"


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_found_files_are_copied_in_the_order_of_their_ranks(shop, tmp_path, capsys):
    query = shop / "product 1" / "2.png"
    assert search_command(shop, query, 3, copy_to=tmp_path / "found") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == f"3 of the files that were found are copied to {tmp_path / 'found'}."
    paths = [line.split("  ")[-1] for line in lines[:3]]
    expected = {f"{i:02} {Path(path).name}": Path(path).read_bytes() for i, path in enumerate(paths, start=1)}
    assert content(tmp_path / "found") == expected


def test_nothing_is_overwritten_and_nothing_copied_twice(shop, tmp_path, capsys):
    found, query = tmp_path / "found", shop / "product 1" / "2.png"
    found.mkdir()
    (found / "01 2.png").write_bytes(b"mine")
    for _ in range(2):
        assert search_command(shop, query, 2, copy_to=found) == 0
    assert (found / "01 2.png").read_bytes() == b"mine"
    assert (found / "01 2-2.png").read_bytes() == query.read_bytes()
    assert len(content(found)) == 3
    assert capsys.readouterr().out.splitlines()[-1].endswith(f"copied to {found}; 2 lay there already.")


def test_several_queries_get_folders_of_their_own(shop, tmp_path, capsys):
    (shop / "product 0" / "2.png").write_bytes((shop / "product 0" / "0.png").read_bytes())
    queries = [shop / "product 1" / "2.png", shop / "product 0" / "2.png"]
    assert search_command(shop, queries, 1, copy_to=tmp_path / "found", form="csv") == 0
    assert sorted(content(tmp_path / "found")) == ["2-2/01 0.png", "2/01 2.png"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_files_of_any_name_are_found_again_and_their_copies_are_printable(tmp_path, cache, capsys):
    shop, names = tmp_path / "shop", [name for name in ODD_NAMES if "/" not in name and not name.startswith(".")]
    shop.mkdir()
    for i, name in enumerate(names):
        Image.new("RGB", (20, 20), (5 * i, 255 - 5 * i, 0)).save(shop / name, "PNG")
    query = next(iter(shop.iterdir()))
    found = tmp_path / "found"
    assert search_command(shop, query, 100, tmp_path / "out.png", copy_to=found) == 0
    copies = content(found)
    assert sorted(copies.values()) == sorted(path.read_bytes() for path in shop.iterdir())
    assert {name[:2] for name in copies} == {f"{i:02}" for i in range(1, len(names) + 1)}
    for name in copies:
        name.encode()
        assert on_one_line(name) == name


@given(file_names)
def test_a_safe_name_is_one_for_every_system(name):
    safe = safe_name(printable(name))
    assert safe
    assert not set(safe) & set('\\/:*?"<>|\n\0')
    assert len(safe.encode()) <= LONGEST + 10
    assert safe == safe.strip(" ")
    assert on_one_line(safe) == safe


@pytest.mark.parametrize(
    ("data_name", "target", "message"),
    [
        ("shop", "shop/found", "copy_to: expected a folder outside"),
        ("shop", "shop", "copy_to: expected a folder outside"),
        ("shop", "shop/product 1/2.png", "copy_to: expected a folder, which need not exist, got the file"),
        ("shop", "", "copy_to: expected the path of a folder, got ''"),
        ("catalogue", "found", "copy_to: expected none: the drawn catalogue has no files"),
    ],
)
def test_a_folder_that_cannot_take_copies_is_refused_before_the_work(shop, cache, capsys, data_name, target, message):
    assert search_command(data_name, "shop/product 1/2.png", 1, copy_to=target) == 1
    assert message in capsys.readouterr().err
    assert not list(cache.rglob("*.collection"))


def test_copies_that_cannot_be_written_leave_the_answer(shop, tmp_path, capsys):
    assert search_command(shop, shop / "product 1" / "2.png", 1, copy_to="/proc/none") == 1
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 3
    assert "search: /proc/none cannot be written" in said.err


def test_photos_of_the_groceries_come_out_of_their_archive(tmp_path, monkeypatch, capsys):
    archive = data.find("groceries")
    if archive is None:
        pytest.skip("the groceries' archive is not on this machine")
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile(archive) as file:
        member = next(name for name in file.namelist() if name.endswith("Granny-Smith_004.jpg"))
        (tmp_path / "query.jpg").write_bytes(file.read(member))
    prepare_collection("groceries")
    assert search_command("groceries", "query.jpg", 2, copy_to="found") == 0
    assert (tmp_path / "found" / "01 Granny-Smith_004.jpg").read_bytes() == (tmp_path / "query.jpg").read_bytes()

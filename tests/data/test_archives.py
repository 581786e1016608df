"""Omniglot and groceries: miniature archives in the true layout, the true ones where they are, the decoded cache."""

import os
import shutil
import subprocess
import sys
import time
import zipfile

import numpy as np
import pytest
from helpers.archive_files import alphabets, put, runs
from helpers.picture_files import flat_photo, image_bytes, zipped

from course_lib import data
from course_lib.data.archive_pictures import colour_picture, decode_members
from course_lib.data.archives import ARCHIVES
from course_lib.data.cache import VERSION, load_or_build_arrays
from course_lib.machine.files import HOUR

HERE = {name: path for name in ARCHIVES if (path := data.find(name))}  # before any test changes COURSE_DATA
RED, GREEN, BLUE, YELLOW = (200, 30, 40), (30, 170, 60), (40, 60, 200), (220, 210, 40)


@pytest.fixture
def folders(own_folders, monkeypatch):
    """COURSE_DATA and COURSE_CACHE in a new folder, without the network."""
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    return own_folders


def shop(photos=(RED, GREEN, BLUE, YELLOW)):
    """A groceries archive of three products in two coarse classes and four photos, one of them wide, one high."""
    red, green, blue, yellow = photos
    wide = np.full((40, 80, 3), 0, np.uint8)
    wide[:, 20:60] = yellow
    classes = (
        "Class Name (str),Class ID (int),Coarse Class Name (str),Coarse Class ID (int),Iconic,Description\n"
        "Gala,0,Apple,0,/i/Gala.jpg,/x.txt\nPink-Lady,1,Apple,0,/i/Pink.jpg,/x.txt\nKiwi,2,Kiwi,1,/i/Kiwi.jpg,/x.txt\n"
    )
    members = {
        "": b"",
        "LICENSE": b"MIT",
        "dataset/classes.csv": classes.encode(),
        "dataset/train.txt": b"train/Gala_001.jpg, 0, 0\ntrain/Kiwi_001.jpg, 2, 1\n",
        "dataset/val.txt": b"val/Pink-Lady_001.jpg, 1, 0\n",
        "dataset/test.txt": b"test/Gala_001.jpg, 0, 0\n",
        "dataset/train/Gala_001.jpg": flat_photo(red),
        "dataset/train/Kiwi_001.jpg": flat_photo(green, height=90),
        "dataset/val/Pink-Lady_001.jpg": flat_photo(blue),
        "dataset/test/Gala_001.jpg": image_bytes(wide, "JPEG", quality=95),
        "dataset/i/Gala.jpg": flat_photo(yellow),
        "dataset/i/Pink.jpg": flat_photo(red),
        "dataset/i/Kiwi.jpg": flat_photo(blue),
    }
    return zipped({f"Shop-1/{name}": content for name, content in members.items()})


def test_groceries_reads_the_layout(folders, monkeypatch):
    put(monkeypatch, folders, "groceries", shop())
    photos = data.groceries(size=16)
    assert photos.pictures.shape == (4, 16, 16, 3)
    assert photos.labels.tolist() == [0, 2, 1, 0]
    assert photos.coarse.tolist() == [0, 1, 0, 0]
    assert (photos.names, photos.coarse_names) == (("Gala", "Pink-Lady", "Kiwi"), ("Apple", "Kiwi"))
    assert photos.split.tolist() == ["train", "train", "val", "test"]
    middles = photos.pictures[:, 4:12, 4:12].mean(axis=(1, 2))
    assert np.abs(middles - [RED, GREEN, BLUE, YELLOW]).max() < 8


def test_one_icon_for_each_product(folders, monkeypatch):
    put(monkeypatch, folders, "groceries", shop())
    icons = data.iconic_groceries(size=16)
    assert icons.labels.tolist() == [0, 1, 2]
    assert icons.coarse.tolist() == [0, 0, 1]
    assert icons.names == data.groceries(size=16).names
    assert icons.files == ("i/Gala.jpg", "i/Pink.jpg", "i/Kiwi.jpg")
    assert np.abs(icons.pictures.mean(axis=(1, 2)) - [YELLOW, RED, BLUE]).max() < 8


def test_the_middle_square_is_taken(folders, monkeypatch):
    put(monkeypatch, folders, "groceries", shop())
    wide = data.groceries(size=16).where(split="test").pictures[0]
    assert np.abs(wide[:, 2:14].astype(int) - YELLOW).max() < 12


def test_decoded_pictures_are_kept(folders, monkeypatch):
    path = put(monkeypatch, folders, "groceries", shop())
    first = data.groceries(size=16)
    path.unlink()
    again = data.groceries(size=16)
    assert (again.pictures == first.pictures).all()
    assert again.names == first.names
    with pytest.raises(data.DataNotFound):
        data.groceries(size=24)


def test_another_archive_is_not_taken_for_the_kept_one(folders, monkeypatch):
    put(monkeypatch, folders, "groceries", shop())
    data.groceries(size=16)
    put(monkeypatch, folders, "groceries", shop(photos=(BLUE, GREEN, RED, YELLOW)))
    assert np.abs(data.groceries(size=16).pictures[0].mean(axis=(0, 1)) - BLUE).max() < 8


@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda whole: b"", lambda whole: b"x" * 99])
def test_a_damaged_cache_file_is_built_again(folders, monkeypatch, damage):
    put(monkeypatch, folders, "groceries", shop())
    first = data.groceries(size=16)
    (file,) = (folders / "cache" / "decoded").glob("*.arrays")
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert (data.groceries(size=16).pictures == first.pictures).all()
    assert len(file.read_bytes()) == len(whole)


def test_one_wrong_byte_in_the_cache_is_noticed(folders, monkeypatch):
    put(monkeypatch, folders, "groceries", shop())
    first = data.groceries(size=16)
    (file,) = (folders / "cache" / "decoded").glob("*.arrays")
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 3] ^= 1
    file.write_bytes(changed)
    assert (data.groceries(size=16).pictures == first.pictures).all()


def test_a_photo_damaged_inside_the_archive_is_named(folders, monkeypatch):
    photo = flat_photo(RED)
    path = put(monkeypatch, folders, "groceries", shop())
    body = path.read_bytes()
    path.write_bytes(body.replace(photo, photo[:300] + b"????" + photo[304:], 1))
    with pytest.raises(data.DataNotFound, match=r"is damaged: Bad CRC-32 .*Gala_001.jpg.* Remove it"):
        data.groceries(size=16)


def test_omniglot_reads_the_layout(folders, monkeypatch):
    put(monkeypatch, folders, "omniglot-small1", alphabets())
    characters = data.omniglot("small1", size=21)
    assert characters.pictures.shape == (6, 21, 21, 1)
    assert characters.names == ("Greek/character01", "Greek/character02", "Latin/character01")
    assert characters.coarse_names == ("Greek", "Latin")
    assert characters.labels.tolist() == [0, 0, 1, 1, 2, 2]
    assert characters.coarse.tolist() == [0, 0, 0, 0, 1, 1]
    assert set(characters.split) == {"train"}
    assert len(np.unique(characters.pictures.reshape(6, -1), axis=0)) == 6


def test_the_ink_is_bright_on_dark(folders, monkeypatch):
    put(monkeypatch, folders, "omniglot-small1", alphabets())
    picture = data.omniglot("small1", size=105).pictures[0, ..., 0]
    assert (picture[11:20, 20:85] == 255).all()
    assert picture.astype(int).sum() == 9 * 65 * 255


def test_the_runs_have_the_published_answers(folders, monkeypatch):
    put(monkeypatch, folders, "omniglot-runs", runs())
    shot = data.omniglot_runs(size=35)
    assert shot.test.shape == shot.gallery.shape == (20, 20, 35, 35, 1)
    expected = (np.arange(20) + np.arange(1, 21)[:, None]) % 20
    assert (shot.answers == expected).all()
    distances = np.abs(shot.test[:, :, None].astype(int) - shot.gallery[:, None]).sum(axis=(3, 4, 5))
    assert (distances.argmin(axis=2) == expected).all()


@pytest.mark.parametrize("load", [data.groceries, data.omniglot, data.omniglot_runs])
def test_without_archive_and_network_the_message_says_what_to_do(folders, load):
    with pytest.raises(data.DataNotFound, match=r"(?s)COURSE_OFFLINE=1.*https://.*ready.*SHA-256"):
        load()
    for size in (0, 7, 32.0, 5000):
        with pytest.raises(ValueError, match="size: expected a whole number from 8 to 1,024, got"):
            load(size=size)


def test_an_unknown_part_is_named(folders):
    with pytest.raises(ValueError, match=r"part: expected one of \('small1', 'small2'\), got 'small3'"):
        data.omniglot("small3")


STORE = """
import os, time
import numpy as np
from course_lib.data.cache import load_or_build_arrays

def slow(number):
    print("half written", flush=True)
    time.sleep(60)

os.fsync = slow
load_or_build_arrays("killed", lambda: {"first": np.arange(100_000)})
"""


def test_a_kill_while_the_cache_is_written_leaves_nothing_half_made(folders):
    child = subprocess.Popen([sys.executable, "-c", STORE], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "half written\n"
    child.kill()
    child.communicate()
    decoded = folders / "cache" / "decoded"
    assert list(decoded.glob("killed*")) == [decoded / f"killed-v{VERSION}.arrays.lock"]
    for left in decoded.glob(".part-*"):  # removed once it is old enough
        os.utime(left, (time.time() - 2 * HOUR,) * 2)
    assert load_or_build_arrays("killed", lambda: {"first": np.arange(3)})["first"].tolist() == [0, 1, 2]
    assert sorted(file.suffix for file in decoded.iterdir()) == [".arrays", ".lock"]


def test_a_failed_decoding_keeps_nothing(folders):
    def failing():
        raise data.DataNotFound("no copy")

    with pytest.raises(data.DataNotFound, match="no copy"):
        load_or_build_arrays("failing", failing)
    assert load_or_build_arrays("failing", lambda: {"ok": np.ones(1)})["ok"].tolist() == [1]


def test_the_true_archives_that_are_on_this_machine(folders):
    """Their numbers as published; an archive that is not here is not asked for."""
    expected = {
        "omniglot-small1": (lambda: data.omniglot("small1").describe(), "136 classes in 5 coarse classes, 2720 train"),
        "omniglot-small2": (lambda: data.omniglot("small2").describe(), "156 classes in 5 coarse classes, 3120 train"),
        "omniglot-runs": (
            lambda: str(np.sort(data.omniglot_runs().answers) - np.arange(20)),
            str(np.zeros((20, 20), int)),
        ),
        "groceries": (
            lambda: data.groceries(size=16).describe(),
            "81 classes in 43 coarse classes, 2640 train, 296 val, 2485 test",
        ),
    }
    for name, path in HERE.items():
        ready = folders / "ready" / ARCHIVES[name].folder
        ready.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, ready / path.name)
        found, known = expected[name]
        assert known in found()


@pytest.mark.parametrize("target", ["/etc/passwd", "../../photo.jpg", "loop", ""])
def test_a_symbolic_link_inside_an_archive_is_no_picture_and_leads_nowhere(tmp_path, target):
    """Nothing is unpacked: what the link names is text, and never read."""
    (tmp_path / "photo.jpg").write_bytes(image_bytes(np.zeros((8, 8, 3), np.uint8), "JPEG"))
    path = tmp_path / "a" / "b" / "archive.zip"
    path.parent.mkdir(parents=True)
    link = zipfile.ZipInfo("loop")
    link.create_system, link.external_attr = 3, 0o120777 << 16  # Unix, a link
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link, target)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(data.DataNotFound, match=f"{path.name} is damaged: loop: cannot identify image file"):
        decode_members(path, ["loop"], colour_picture, 8, "links")
    assert sorted(tmp_path.rglob("*")) == before

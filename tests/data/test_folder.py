"""A folder of the learner's own, with everything that lies about in such folders."""

import os
import struct
import zlib

import numpy as np
import pytest
from helpers.picture_files import flat_photo, image_bytes, read_alone, saved, write
from PIL import Image

from course_lib import data
from course_lib.data import reading
from course_lib.data.folder import picture_files
from course_lib.data.formats import FORMATS, IN_WORDS

RED, GREEN = (210, 30, 30), (30, 180, 40)
pytestmark = pytest.mark.usefixtures("own_cache")


def middle(pictures, row=0):
    return pictures.pictures[row, 6:10, 6:10].mean(axis=(0, 1))


def test_one_class_for_each_sub_folder(tmp_path):
    write(tmp_path / "pears" / "1.jpg", flat_photo(GREEN))
    write(tmp_path / "apples" / "old" / "2.jpg", flat_photo(RED))
    write(tmp_path / "apples" / "1.jpg", flat_photo(RED))
    pictures = data.folder(tmp_path, size=16)
    assert pictures.names == ("apples", "pears")
    assert pictures.labels.tolist() == [0, 0, 1]
    assert np.abs(middle(pictures, 0) - RED).max() < 8
    assert np.abs(middle(pictures, 2) - GREEN).max() < 8
    assert pictures.pictures.shape == (3, 16, 16, 3)


def test_a_flat_folder_is_one_class_with_a_split(tmp_path):
    for i in range(10):
        write(tmp_path / f"{i}.jpg", flat_photo((20 * i, 0, 0)))
    pictures = data.folder(str(tmp_path), size=8)
    assert pictures.names == ("all",)
    assert pictures.describe().endswith("1 classes, 6 train, 2 val, 2 test")
    assert np.abs(pictures.pictures[:, 4, 4, 0].astype(int) - 20 * np.arange(10)).max() < 8


def test_unicode_names_in_a_stable_order(tmp_path):
    for name in ("Äpfel", "梨", "apples", "🍋", "with space"):
        write(tmp_path / name / "größe 1.jpg", flat_photo(RED))
    first, again = data.folder(tmp_path, size=8), data.folder(tmp_path, size=8)
    assert first.names == again.names == tuple(sorted(("Äpfel", "梨", "apples", "🍋", "with space")))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_kind_is_read_whatever_its_name_says(tmp_path, kind):
    content = image_bytes(np.full((40, 40, 3), RED, np.uint8), kind)
    assert np.abs(read_alone(write(tmp_path / "photo.bin", content)) - RED).max() < 12


def test_the_camera_s_note_turns_the_picture_upright(tmp_path):
    pixels = np.full((40, 40, 3), GREEN, np.uint8)
    pixels[:20] = RED
    note = Image.Exif()
    note[0x0112] = 6  # turn by 90 degrees clockwise: the top goes to the right
    picture = read_alone(saved(tmp_path / "turned.jpg", Image.fromarray(pixels), exif=note, quality=95))
    assert np.abs(picture[4:12, 11:15] - RED).max() < 20
    assert np.abs(picture[4:12, 1:5] - GREEN).max() < 20


def test_grey_palette_and_sixteen_bits(tmp_path):
    grey = Image.new("L", (20, 20), 100)
    assert (read_alone(saved(tmp_path / "grey" / "x.png", grey)) == 100).all()
    assert (read_alone(saved(tmp_path / "palette" / "x.png", Image.new("RGB", (20, 20), RED).quantize(4))) == RED).all()
    deep = Image.fromarray(np.full((20, 20), 100 * 257, np.uint16))
    assert (read_alone(saved(tmp_path / "deep" / "x.png", deep)) == 100).all()
    assert (read_alone(saved(tmp_path / "bit" / "x.png", Image.new("1", (20, 20), 1))) == 255).all()


def test_transparency_shows_white(tmp_path):
    clear = Image.new("RGBA", (20, 20), (*RED, 0))
    assert (read_alone(saved(tmp_path / "clear" / "x.png", clear)) == 255).all()
    half = Image.new("LA", (20, 20), (0, 51))
    assert (read_alone(saved(tmp_path / "half" / "x.png", half)) == 204).all()
    named = Image.new("P", (20, 20), 0)
    named.putpalette([*RED, *GREEN])
    assert (read_alone(saved(tmp_path / "named" / "x.png", named, transparency=0)) == 255).all()


def test_cmyk(tmp_path):
    path = saved(tmp_path / "print.jpg", Image.new("CMYK", (20, 20), (0, 255, 255, 0)), quality=95)
    assert np.abs(read_alone(path) - (255, 0, 0)).max() < 12


def test_the_first_frame_of_an_animation(tmp_path):
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, GREEN)]
    path = saved(tmp_path / "moving.gif", frames[0], save_all=True, append_images=frames[1:], duration=50)
    assert (read_alone(path) == RED).all()


def bomb():
    """A PNG of a few bytes that says it has 30,000 x 30,000 pixels."""
    chunk = lambda kind, content: (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    )
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"0")) + chunk(b"IEND", b"")


def test_what_cannot_be_used_is_listed_with_its_reason(tmp_path):
    write(tmp_path / "good.jpg", flat_photo(RED))
    noise = np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8)
    write(tmp_path / "cut.jpg", image_bytes(noise, "JPEG")[:900])
    write(tmp_path / "cut.png", image_bytes(noise, "PNG")[:900])
    write(tmp_path / "bomb.png", bomb())
    write(tmp_path / "empty.jpg", b"")
    write(tmp_path / "letter.txt", b"Dear Sir")
    write(tmp_path / "video.mp4", bytes(4) + b"ftypisom" + bytes(1000))
    write(tmp_path / "vector.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    write(tmp_path / ".DS_Store", b"hidden")
    os.symlink(tmp_path / "nowhere", tmp_path / "dead.jpg")
    os.symlink(tmp_path / "loop.jpg", tmp_path / "loop.jpg")
    os.mkfifo(tmp_path / "pipe.jpg")
    pictures = data.folder(tmp_path, size=8)
    assert len(pictures) == 1
    reasons = dict(pictures.skipped)
    assert list(reasons) == sorted(reasons)
    for file, reason in {
        "bomb.png": "DecompressionBombError",
        "cut.jpg": "image file is truncated",
        "cut.png": "image file is truncated",
        "dead.jpg": "no file, or a link to nothing",
        "empty.jpg": "empty file",
        "letter.txt": f"no picture of the kinds {IN_WORDS}",
        "loop.jpg": "no file, or a link to nothing",
        "pipe.jpg": "no file, or a link to nothing",
        "vector.eps": "no picture of the kinds",
        "video.mp4": "no picture of the kinds",
    }.items():
        assert reason in reasons.pop(file)
    assert reasons == {}


def test_a_bomb_between_warning_and_error_is_not_read_either(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    write(tmp_path / "good.jpg", flat_photo(RED, 30, 30))
    write(tmp_path / "large.jpg", flat_photo(RED, 40, 40))
    ((file, reason),) = data.folder(tmp_path, size=8).skipped
    assert (file, reason.split(":")[0]) == ("large.jpg", "DecompressionBombWarning")


def test_an_unreadable_file_stops_nothing(tmp_path):
    write(tmp_path / "good.jpg", flat_photo(RED))
    closed = write(tmp_path / "closed.jpg", flat_photo(RED))
    closed.chmod(0)
    pictures = data.folder(tmp_path, size=8)  # root may read it all the same
    assert len(pictures) + len(pictures.skipped) == 2
    assert all("PermissionError" in reason for _, reason in pictures.skipped)


def test_links_to_folders_are_not_followed(tmp_path):
    write(tmp_path / "apples" / "1.jpg", flat_photo(RED))
    os.symlink(tmp_path, tmp_path / "apples" / "up")
    pictures = data.folder(tmp_path, size=8)
    assert len(pictures) == 1
    assert pictures.skipped == (("apples/up", "a link to a folder is not followed"),)


def test_a_picture_beside_the_class_folders_is_listed(tmp_path):
    write(tmp_path / "apples" / "1.jpg", flat_photo(RED))
    write(tmp_path / "stray.jpg", flat_photo(RED))
    pictures = data.folder(tmp_path, size=8)
    assert pictures.names == ("apples",)
    assert pictures.skipped == (("stray.jpg", "lies beside the class folders, not in one"),)


def test_without_classes_what_lies_beside_sub_folders_is_read_too(tmp_path):
    inside, beside = (
        write(tmp_path / "apples" / "1.jpg", flat_photo(RED)),
        write(tmp_path / "stray.jpg", flat_photo(RED)),
    )
    files, left_out = picture_files(tmp_path, classes=False)
    assert sorted(map(str, files)) == sorted(map(str, (inside, beside)))
    assert left_out == []


def test_a_class_without_a_good_picture_is_no_class(tmp_path):
    write(tmp_path / "apples" / "1.jpg", flat_photo(RED))
    write(tmp_path / "texts" / "1.txt", b"text")
    assert data.folder(tmp_path, size=8).names == ("apples",)


def test_folders_that_cannot_be_used_are_named(tmp_path):
    with pytest.raises(ValueError, match=r"path: expected a folder with pictures in it, got .* with 0 unusable files"):
        data.folder(tmp_path)
    write(tmp_path / "empty.jpg", b"")
    with pytest.raises(ValueError, match=r"with 1 unusable files \(\('empty.jpg', 'empty file'\),\)"):
        data.folder(tmp_path)
    for wrong in (tmp_path / "missing", tmp_path / "empty.jpg"):
        with pytest.raises(ValueError, match="path: expected a folder that exists, got"):
            data.folder(wrong)
    with pytest.raises(ValueError, match="size: expected a whole number from 8 to 1,024, got 4"):
        data.folder(tmp_path, size=4)


@pytest.fixture
def reads(monkeypatch):
    """Names of the files that are decoded, call by call."""
    names, read = [], reading.squares_or_reason
    monkeypatch.setattr(reading, "squares_or_reason", lambda f, size: names.append(f.name) or read(f, size))
    return names


def test_the_second_call_reads_only_what_is_new_or_has_changed(tmp_path, reads):
    for name in "abc":
        write(tmp_path / f"{name}.jpg", flat_photo(RED))
    write(tmp_path / "bad.jpg", b"no picture")
    first = data.folder(tmp_path, size=8)
    assert sorted(reads) == ["a.jpg", "b.jpg", "bad.jpg", "c.jpg"]
    reads.clear()
    write(tmp_path / "d.jpg", flat_photo(RED))
    write(tmp_path / "b.jpg", flat_photo(GREEN))
    (tmp_path / "c.jpg").unlink()
    second = data.folder(tmp_path, size=8)
    assert sorted(reads) == ["b.jpg", "bad.jpg", "d.jpg"]
    assert second.files == ("a.jpg", "b.jpg", "d.jpg")
    assert (second.pictures[0] == first.pictures[0]).all()
    assert np.abs(second.pictures[1, 4, 4] - np.array(GREEN)).max() < 12
    assert [file for file, _ in second.skipped] == ["bad.jpg"]


def test_another_size_and_another_folder_have_pictures_of_their_own(tmp_path, reads):
    write(tmp_path / "one" / "a.jpg", flat_photo(RED))
    write(tmp_path / "two" / "a.jpg", flat_photo(GREEN))
    os.utime(tmp_path / "one" / "a.jpg", (1, 1))
    os.utime(tmp_path / "two" / "a.jpg", (1, 1))
    shapes = [
        data.folder(tmp_path / name, size=size).pictures.shape for name, size in (("one", 8), ("two", 8), ("one", 9))
    ]
    assert shapes == [(1, 8, 8, 3), (1, 8, 8, 3), (1, 9, 9, 3)]
    assert len(reads) == 3
    assert np.abs(data.folder(tmp_path / "two", size=8).pictures[0, 4, 4] - np.array(GREEN)).max() < 12
    assert len(reads) == 3


def test_a_damaged_cache_and_one_that_cannot_be_written_cost_only_time(tmp_path, own_cache, reads, monkeypatch):
    write(tmp_path / "a.jpg", flat_photo(RED))
    first = data.folder(tmp_path, size=8)
    (kept,) = own_cache.rglob("folder-*.arrays")
    kept.write_bytes(kept.read_bytes()[:50])
    assert (data.folder(tmp_path, size=8).pictures == first.pictures).all()
    monkeypatch.setenv("COURSE_CACHE", str(write(tmp_path.parent / "file", b"")))
    assert (data.folder(tmp_path, size=8).pictures == first.pictures).all()
    assert len(reads) == 3


def test_the_paths_go_with_their_pictures(tmp_path):
    for name in ("pears/1.jpg", "apples/1.jpg", "apples/2.jpg"):  # two files of the same name
        write(tmp_path / name, flat_photo(RED))
    pictures = data.folder(tmp_path, size=8)
    assert pictures.files == ("apples/1.jpg", "apples/2.jpg", "pears/1.jpg")
    assert pictures.where(pictures.labels == 1).files == ("pears/1.jpg",)


@pytest.mark.parametrize("place", ["notes", "notes/deep"])
def test_a_sub_folder_without_a_picture_makes_no_classes(tmp_path, place):
    for i in range(5):
        write(tmp_path / f"{i}.jpg", flat_photo(RED))
    write(tmp_path / place / "readme.txt", b"about these photos")
    found = data.folder(tmp_path, 16)
    assert len(found) == 5
    assert found.names == ("all",)
    assert found.skipped == ((f"{place}/readme.txt", f"no picture of the kinds {IN_WORDS}"),)
    write(tmp_path / place / "first.jpg", flat_photo(GREEN))
    found = data.folder(tmp_path, 16)
    assert found.names == ("notes",)
    assert len(found.skipped) == 5 + 1


def damaged():
    return image_bytes(np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8), "JPEG")[:900]


PHOTO, TEXT, EMPTY, DAMAGED, FOLDER, PIPE = "photo", "text", "empty", "damaged", "folder", "pipe"
FIVE = {f"{i}.jpg": PHOTO for i in range(5)}
LAYOUTS = {  # {what lies there}, the classes, how many pictures, the files that are told as left out
    "a text beside": (FIVE | {"readme.txt": TEXT}, ("all",), 5, ["readme.txt"]),
    "a text below": (FIVE | {"notes/readme.txt": TEXT}, ("all",), 5, ["notes/readme.txt"]),
    "a text two levels below": (FIVE | {"a/b/readme.txt": TEXT}, ("all",), 5, ["a/b/readme.txt"]),
    "an empty sub-folder": (FIVE | {"empty": FOLDER, "deep/empty": FOLDER}, ("all",), 5, []),
    "a text that ends in .jpg": (FIVE | {"notes/x.jpg": TEXT}, ("all",), 5, ["notes/x.jpg"]),
    "an empty file": (FIVE | {"notes/x.jpg": EMPTY}, ("all",), 5, ["notes/x.jpg"]),
    "half a picture": (FIVE | {"notes/x.jpg": DAMAGED}, ("all",), 5, ["notes/x.jpg"]),
    "a pipe": (FIVE | {"notes/x.jpg": PIPE}, ("all",), 5, ["notes/x.jpg"]),
    "hidden folders": (FIVE | {".git/x.jpg": PHOTO, ".thumbnails/y.jpg": PHOTO}, ("all",), 5, [".git", ".thumbnails"]),
    "what a Mac packs": (FIVE | {"__MACOSX/._0.jpg": TEXT, ".DS_Store": TEXT}, ("all",), 5, ["__MACOSX"]),
    "what Windows leaves": (FIVE | {"Thumbs.db": TEXT, "desktop.ini": TEXT}, ("all",), 5, ["Thumbs.db", "desktop.ini"]),
    "what a network drive keeps": (
        FIVE | {"@eaDir/0.jpg/THUMB.jpg": PHOTO, "#recycle/x.jpg": PHOTO},
        ("all",),
        5,
        ["@eaDir", "#recycle"],
    ),
    "what was deleted": (
        FIVE | {"$RECYCLE.BIN/x.jpg": PHOTO, ".Trashes/y.jpg": PHOTO},
        ("all",),
        5,
        ["$RECYCLE.BIN", ".Trashes"],
    ),
    "programs of a project": (
        {"a/node_modules/x/y.png": PHOTO, "a/1.jpg": PHOTO, "a/.ipynb_checkpoints/1.jpg": PHOTO},
        ("a",),
        1,
        ["a/.ipynb_checkpoints", "a/node_modules"],
    ),
    "a hidden file in a class": ({"a/.x.jpg": PHOTO, "a/1.jpg": PHOTO}, ("a",), 1, []),
    "one class": ({"a/1.jpg": PHOTO, "a/2.jpg": PHOTO}, ("a",), 2, []),
    "a class beside an empty one": ({"a/1.jpg": PHOTO, "b": FOLDER}, ("a",), 1, []),
    "a class of damaged pictures": ({"a/1.jpg": PHOTO, "b/1.jpg": DAMAGED}, ("a",), 1, ["b/1.jpg"]),
    "a folder named like a picture": ({"a.jpg/1.jpg": PHOTO, "b.png/x": PHOTO}, ("a.jpg", "b.png"), 2, []),
    "two levels": ({"a/b/1.jpg": PHOTO, "a/c/1.jpg": PHOTO, "d/1.jpg": PHOTO}, ("a", "d"), 3, []),
    "names that differ in case": ({"Pear/1.jpg": PHOTO, "pear/1.jpg": PHOTO}, ("Pear", "pear"), 2, []),
    "a name in two spellings": ({"\u00e4/1.jpg": PHOTO, "a\u0308/1.jpg": PHOTO}, ("a\u0308", "\u00e4"), 2, []),
    "a photo beside a class": ({"0.jpg": PHOTO, "a/1.jpg": PHOTO}, ("a",), 1, ["0.jpg"]),
    "photos, a text folder, a class": (
        FIVE | {"notes/x.txt": TEXT, "a/1.jpg": PHOTO},
        ("a",),
        1,
        [*FIVE, "notes/x.txt"],
    ),
}


def lay_out(place, layout):
    content = {PHOTO: flat_photo(RED), TEXT: b"Dear Sir", EMPTY: b"", DAMAGED: damaged()}
    for name, kind in layout.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        if kind == FOLDER:
            (place / name).mkdir()
        elif kind == PIPE:
            os.mkfifo(place / name)
        else:
            (place / name).write_bytes(content[kind])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_photos_that_are_there_are_found_and_the_rest_is_told(tmp_path, layout):
    there, names, several, left_out = LAYOUTS[layout]
    lay_out(tmp_path, there)
    if len([path for path in tmp_path.rglob("*") if path.is_file()]) < sum(
        kind in (PHOTO, TEXT) for kind in there.values()
    ):
        pytest.skip("this file system takes both names for one")
    pictures = data.folder(tmp_path, size=8)
    assert pictures.names == names
    assert len(pictures) == several
    assert all(reason for _, reason in pictures.skipped)
    assert [file for file, _ in pictures.skipped] == sorted(left_out)


def test_no_name_is_not_the_folder_at_hand(tmp_path, monkeypatch):
    lay_out(tmp_path, FIVE)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="path: expected a folder that exists, got ''"):
        data.folder("", size=8)
    assert len(data.folder(".", size=8)) == 5

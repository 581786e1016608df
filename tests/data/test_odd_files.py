"""Odd pictures, odd names, files that change: what a folder holds is read rightly or listed, and is never a crash."""

import contextlib
import itertools
import json
import os
import struct
import sys
import tempfile
import threading
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from helpers.odd_names import file_names
from helpers.picture_files import flat_photo, image_bytes, read_alone, saved, write
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from course_lib import data
from course_lib.data import reading
from course_lib.data.folder import printable
from course_lib.data.formats import FORMATS

RED, GREEN, BLUE, WHITE = (210, 30, 30), (30, 180, 40), (20, 30, 220), (255, 255, 255)
TICK = 0.02  # seconds, longer than a file system's clock stands still
pytestmark = pytest.mark.usefixtures("own_cache")


def quadrants():
    """(64, 64, 3): red and green above, blue and white below."""
    pixels = np.empty((2, 32, 2, 32, 3), np.uint8)
    pixels[0, :, 0], pixels[0, :, 1], pixels[1, :, 0], pixels[1, :, 1] = RED, GREEN, BLUE, WHITE
    return pixels.reshape(64, 64, 3)


STORED_AS = {  # how a picture lies in the file, by the camera's note; the note says how to undo it (EXIF 2.3, tag 274)
    1: lambda p: p,
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.transpose(1, 0, 2),
    6: lambda p: p.transpose(1, 0, 2)[::-1],
    7: lambda p: p.transpose(1, 0, 2)[::-1, ::-1],
    8: lambda p: p.transpose(1, 0, 2)[:, ::-1],
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("note", STORED_AS)
def test_all_eight_notes_of_a_camera_turn_the_picture_upright(tmp_path, kind, note):
    exif = Image.Exif()
    exif[0x0112] = note
    stored = Image.fromarray(np.ascontiguousarray(STORED_AS[note](quadrants())))
    found = read_alone(saved(tmp_path / f"turned.{kind.lower()}", stored, exif=exif.tobytes(), quality=95))
    expected = quadrants()[2::4, 2::4].astype(int)  # (16, 16, 3)
    inside = np.r_[0:6, 10:16]
    assert np.abs(found - expected)[np.ix_(inside, inside)].max() < 25


def test_a_note_that_is_no_note_is_no_matter(tmp_path):
    photo = Image.new("RGB", (40, 20), RED)
    assert np.abs(read_alone(saved(tmp_path / "x.jpg", photo, exif=b"Exif\0\0nonsense", quality=95)) - RED).max() < 8


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 500), (3, 2)])
def test_a_single_pixel_and_a_line_are_pictures(tmp_path, width, height):
    assert (read_alone(saved(tmp_path / "dot.png", Image.new("RGB", (width, height), RED))) == RED).all()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF", "AVIF", "HEIF"])
def test_the_first_frame_of_any_animation(tmp_path, kind):
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, GREEN)]
    words = {"lossless": True} if kind == "WEBP" else {}
    path = saved(tmp_path / "moving", frames[0], format=kind, save_all=True, append_images=frames[1:], **words)
    with Image.open(path) as image:
        assert image.n_frames == 2
    assert np.abs(read_alone(path) - RED).max() <= (8 if kind in ("AVIF", "HEIF") else 0)


def test_the_first_picture_of_a_telephone_s_several(tmp_path):
    """A JPEG with a second one inside, MPO, as telephones write it for depth."""
    shots = [Image.new("RGB", (40, 40), colour) for colour in (RED, GREEN)]
    path = saved(tmp_path / "deep.jpg", shots[0], format="MPO", save_all=True, append_images=shots[1:], quality=95)
    assert np.abs(read_alone(path) - RED).max() < 12


def png_of_16_bits(kind, values, transparent=None):
    """A PNG of 20 x 20 equal pixels, two bytes a number; kind 0 is grey, 2 RGB, 4 grey and alpha, 6 RGBA."""

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    rows = 20 * (b"\0" + 20 * struct.pack(f">{len(values)}H", *(257 * value for value in values)))
    clear = b"" if transparent is None else chunk(b"tRNS", struct.pack(">H", 257 * transparent))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 20, 20, 16, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + clear + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "values", "shown"),
    [(0, (100,), (100,) * 3), (2, RED, RED), (4, (0, 51), (204,) * 3), (6, (*RED, 0), WHITE), (6, (*RED, 255), RED)],
)
def test_sixteen_bits_of_every_kind(tmp_path, kind, values, shown):
    assert (read_alone(write(tmp_path / "deep.png", png_of_16_bits(kind, values))) == shown).all()


def test_a_grey_of_sixteen_bits_that_is_declared_transparent_shows_white(tmp_path):
    assert (read_alone(write(tmp_path / "a" / "x.png", png_of_16_bits(0, (100,), transparent=100))) == 255).all()
    assert (read_alone(write(tmp_path / "b" / "x.png", png_of_16_bits(0, (100,), transparent=99))) == 100).all()


@pytest.mark.parametrize("options", [{"format": "JPEG"}, {"format": "PNG", "compress_level": 1}])
def test_fifty_megapixels(tmp_path, options):
    large = Image.new("RGB", (10_000, 5_000), GREEN)
    large.paste(RED, (2_500, 0, 7_500, 5_000))  # the middle square
    found = read_alone(saved(tmp_path / "large", large, **options))
    assert np.abs(found[:, 1:-1] - RED).max() < 8  # its two edges are mixed with what was cut off
    assert np.abs(found - RED).max() < 40


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_truncated_file_of_every_kind_is_listed(tmp_path, kind, share):
    noise = np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8)
    content = image_bytes(noise, kind)
    write(tmp_path / "good.jpg", flat_photo(RED))
    write(tmp_path / "cut", content[: int(share * len(content))])
    ((file, reason),) = data.folder(tmp_path, size=8).skipped
    assert file == "cut"
    assert reason


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_names_that_are_no_text_are_told_in_text(tmp_path):
    for name in (b"\xe9t\xe9/x.png", b"\xe9t\xe9/\xff.txt", b"\xe8re/x.png"):  # Latin 1
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xfe/" + name))
        write(path, image_bytes(np.full((20, 20, 3), RED, np.uint8), "PNG") if path.suffix == ".png" else b"text")
    for _ in range(2):
        pictures = data.folder(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xfe")), size=8)
        assert pictures.names == (r"\xe8re", r"\xe9t\xe9")
        assert pictures.files == (r"\xe8re/x.png", r"\xe9t\xe9/x.png")
        assert [file for file, _ in pictures.skipped] == [r"\xe9t\xe9/\xff.txt"]
        assert (pictures.pictures[:, 4, 4] == RED).all()
        for text in (*pictures.names, *pictures.files, pictures.source):
            text.encode()


def test_two_spellings_of_one_letter_are_two_files(tmp_path):
    for name, colour in (("\u00e4.png", RED), ("a\u0308.png", GREEN), ("line\nbreak.png", BLUE)):
        saved(tmp_path / name, Image.new("RGB", (20, 20), colour))
    pictures = data.folder(tmp_path, size=8)
    if len(os.listdir(tmp_path)) == 3:  # macOS takes both for one
        assert pictures.files == ("a\u0308.png", "line\nbreak.png", "\u00e4.png")
        assert pictures.pictures[:, 4, 4].tolist() == [list(GREEN), list(BLUE), list(RED)]


def bitmap(alphas, version=4):
    """A BMP of 20 x 20 red pixels of 32 bits; their alpha comes from the list, again and again."""
    pixels = b"".join(bytes([*RED[::-1], alphas[i % len(alphas)]]) for i in range(400))
    size, masked = {4: (108, 3), 3: (40, 0)}[version]
    head = struct.pack("<IiiHHIIiiII", size, 20, 20, 1, 32, masked, len(pixels), 2835, 2835, 0, 0)
    if version == 4:
        head += struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b"BGRs" + bytes(48)
    start = 14 + len(head)
    return b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + head + pixels


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("alphas", [[0], [255]])
def test_a_bitmap_whose_alpha_nobody_used_shows_its_colours(tmp_path, alphas, version):
    assert (read_alone(write(tmp_path / "clipboard.bmp", bitmap(alphas, version))) == RED).all()


def test_a_bitmap_whose_alpha_is_used_shows_white_where_it_is_clear(tmp_path):
    half = [0] * 200 + [255] * 200  # stored from below
    found = read_alone(write(tmp_path / "half.bmp", bitmap(half)))
    assert (found[:7] == RED).all()
    assert (found[9:] == WHITE).all()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_names_that_would_be_told_alike_are_told_apart(tmp_path):
    names = (rb"caf\xe9", b"caf\xe9", b"caf\\\xe9", rb"caf\\xe9", b"caf\\\\\xe9", rb"back\slash")
    for name in names:
        write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + b"/1.png")), bitmap([255]))
    pictures = data.folder(tmp_path, size=8)
    assert len(pictures.names) == len(set(pictures.files)) == len(names) == len(set(pictures.labels.tolist()))
    assert r"back\slash" in pictures.names


@given(st.lists(file_names, min_size=2, max_size=6, unique=True))
@settings(max_examples=200)
def test_any_two_names_are_told_apart_in_text_that_can_be_kept(names):
    told = [printable(Path(name)) for name in names]
    assert len(set(told)) == len(names)
    for name, text in zip(names, told, strict=True):
        text.encode()
        assert json.loads(json.dumps(text)) == text
        assert text == name or "\\" in text


@contextlib.contextmanager
def without_privilege():
    """As root may read everything, go on as the account of nobody for a while."""
    if os.geteuid():
        yield
        return
    try:
        os.seteuid(65534)
    except OSError:
        pytest.skip("root that cannot become anybody else")
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_files_and_folders_without_permission_are_listed_or_named():
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as at_the_end:
        here = Path(place)
        here.chmod(0o755)
        write(here / "open" / "good.jpg", flat_photo(RED))
        closed = [write(here / "open" / "closed.jpg", flat_photo(RED)), write(here / "shut" / "1.jpg", b"").parent]
        for path in closed:
            path.chmod(0)
            at_the_end.callback(path.chmod, 0o700)
        with without_privilege():
            pictures = data.folder(here, size=8)
            with pytest.raises(ValueError, match=r"path: expected a folder with pictures in it.*Permission denied"):
                data.folder(here / "shut", size=8)
            with pytest.raises(ValueError, match="path: expected a folder that exists"):
                data.folder(here / "shut" / "inside", size=8)
    assert pictures.files == ("open/good.jpg",)
    assert [file for file, _ in pictures.skipped] == ["open/closed.jpg", "shut"]
    assert all("Permission denied" in reason for _, reason in pictures.skipped)


def test_links_in_a_circle_do_not_stop_the_walk(tmp_path):
    write(tmp_path / "a" / "1.jpg", flat_photo(RED))
    write(tmp_path / "b" / "1.jpg", flat_photo(GREEN))
    os.symlink(tmp_path / "b", tmp_path / "a" / "over")
    os.symlink(tmp_path / "a", tmp_path / "b" / "back")
    os.symlink(tmp_path / "self", tmp_path / "self")
    pictures = data.folder(tmp_path, size=8)
    assert pictures.files == ("a/1.jpg", "b/1.jpg")
    assert dict(pictures.skipped) == {
        "a/over": "a link to a folder is not followed",
        "b/back": "a link to a folder is not followed",
        "self": "lies beside the class folders, not in one",
    }


def test_a_link_to_a_picture_is_that_picture(tmp_path):
    elsewhere = write(tmp_path / "elsewhere" / "1.jpg", flat_photo(RED))
    os.makedirs(tmp_path / "shop")
    os.symlink(elsewhere, tmp_path / "shop" / "linked.jpg")
    assert np.abs(read_alone(tmp_path / "shop" / "linked.jpg") - RED).max() < 8
    write(elsewhere, flat_photo(GREEN))
    assert np.abs(read_alone(tmp_path / "shop" / "linked.jpg") - GREEN).max() < 12


def test_a_file_that_vanishes_before_it_is_read_is_listed(tmp_path, monkeypatch):
    write(tmp_path / "a.jpg", flat_photo(RED))
    gone, read = write(tmp_path / "b.jpg", flat_photo(RED)), reading.squares_or_reason
    monkeypatch.setattr(reading, "squares_or_reason", lambda f, s: (gone.unlink(missing_ok=True), read(f, s))[1])
    pictures = data.folder(tmp_path, size=8)
    assert pictures.files == ("a.jpg",)
    assert pictures.skipped == (("b.jpg", "no file, or a link to nothing"),)


def test_a_file_that_changes_while_it_is_read_is_read_again_next_time(tmp_path, monkeypatch):
    path, read = write(tmp_path / "a.bmp", image_bytes(np.full((20, 20, 3), RED, np.uint8), "BMP")), []

    def read_then_change(file, size, really=reading.squares_or_reason):
        read.append(really(file, size))
        time.sleep(TICK)
        write(path, image_bytes(np.full((20, 20, 3), GREEN, np.uint8), "BMP"))  # as many bytes as before
        return read[-1]

    with monkeypatch.context() as patch:
        patch.setattr(reading, "squares_or_reason", read_then_change)
        assert (data.folder(tmp_path, size=8).pictures[0] == RED).all()
    assert (data.folder(tmp_path, size=8).pictures[0] == GREEN).all()
    assert len(read) == 1


def test_a_file_that_is_written_all_the_time_is_one_of_its_states_or_listed(tmp_path):
    """A writer that empties the file and fills it in pieces, beside forty readings."""
    states = [image_bytes(np.full((200, 200, 3), colour, np.uint8), "BMP") for colour in (RED, GREEN)]
    path, stop = write(tmp_path / "a.bmp", states[0]), threading.Event()
    write(tmp_path / "still.jpg", flat_photo(BLUE))

    def rewrite():
        for content in itertools.cycle(states):
            with open(path, "wb", buffering=0) as file:
                for start in range(0, len(content), 4096):
                    file.write(content[start : start + 4096])
            if stop.is_set():
                return

    writer = threading.Thread(target=rewrite)
    writer.start()
    found = [data.folder(tmp_path, size=8) for _ in range(40)]
    stop.set()
    writer.join()
    for pictures in found:
        assert pictures.files[-1] == "still.jpg"
        assert [file for file, _ in pictures.skipped] == ["a.bmp"] * (2 - len(pictures))
        if len(pictures) == 2:
            assert np.isin(pictures.pictures[0].reshape(-1, 3), [RED, GREEN]).all()
    end = data.folder(tmp_path, size=8).pictures[0]
    assert (end == np.asarray(Image.open(path))[0, 0]).all()


def test_another_picture_of_the_same_size_and_date_is_noticed(tmp_path):
    """As `cp -p` leaves it: BMP files of one shape are all equally long."""
    for colour in (RED, GREEN):
        path = write(tmp_path / "a.bmp", image_bytes(np.full((20, 20, 3), colour, np.uint8), "BMP"))
        os.utime(path, ns=(10**18, 10**18))
        time.sleep(TICK)
        assert (data.folder(tmp_path, size=8).pictures[0] == colour).all()

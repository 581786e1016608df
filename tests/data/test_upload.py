"""Pictures from strangers: what is good is read as files are, what is not gets a sentence before it costs anything."""

import io
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from course_lib import data
from course_lib.data.formats import FORMATS, IN_WORDS
from course_lib.data.upload import MOST_BYTES, MOST_PIXELS, UnusableUpload, uploaded

DRAWN = data.catalogue(classes=1, per_class=1, size=70).pictures[0]


def file_of(picture, kind="PNG", **options):
    content = io.BytesIO()
    Image.fromarray(picture).save(content, kind, **options)
    return content.getvalue()


@pytest.mark.parametrize("kind", FORMATS)
def test_it_is_read_as_a_file_would_be(kind, tmp_path):
    content = file_of(DRAWN[:, :50], kind)
    (tmp_path / "mine").write_bytes(content)
    small, large = uploaded(content, 32, 48)
    np.testing.assert_array_equal(large, data.picture(tmp_path / "mine", 48))
    assert small.shape == (32, 32, 3)


def test_a_picture_on_its_side_is_turned_and_a_transparent_one_is_on_white():
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees clockwise
    (turned,) = uploaded(file_of(np.rot90(DRAWN), exif=exif), 70)
    np.testing.assert_array_equal(turned, DRAWN)
    (clear,) = uploaded(file_of(np.zeros((9, 9, 4), np.uint8)), 8)
    assert (clear == 255).all()


def header_of_png(width, height):
    """The head of a PNG file with that many pixels, and next to nothing behind it."""
    chunk = lambda kind, body: len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"words", f"This is no picture of the kinds {IN_WORDS}."),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "This is no picture of the kinds"),
        (file_of(DRAWN, "PPM"), "This is no picture of the kinds"),
        (
            file_of(DRAWN[:1, :1]),
            r"This picture is too small: 1 x 1 pixels are too few; at least 8 x 8 can be searched",
        ),
        (file_of(DRAWN)[:90], "This picture is damaged and could not be read."),
        (file_of(DRAWN, "JPEG")[:300], "This picture is damaged"),
        (header_of_png(5000, 5001), r"5,000 x 5,001 pixels; at most 25 million can be searched for\."),
        (header_of_png(60_000, 60_000), "damaged|pixels"),
        (header_of_png(0, 5), "damaged|no picture"),
        (file_of(DRAWN) + bytes(MOST_BYTES), "This file is too large: at most 8 MB"),
    ],
)
def test_what_cannot_be_searched_for_gets_a_sentence_and_little_memory(content, sentence):
    tracemalloc.start()
    try:
        with pytest.raises(UnusableUpload, match=sentence):
            uploaded(content, 48)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_the_largest_that_is_allowed_is_read():
    side = int(MOST_PIXELS**0.5)
    (small,) = uploaded(file_of(np.full((side, side), 7, np.uint8)), 8)
    assert (small == 7).all()


def test_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    uploaded(file_of(DRAWN), 48)
    assert list(tmp_path.iterdir()) == []

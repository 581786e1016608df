"""Which kinds of files are read: one list, which every text and the page follow; and what the newer kinds may hold."""

import numpy as np
import pytest
from helpers.picture_files import image_bytes, read_alone, saved, write
from PIL import Image, features

from course_lib.data import reading
from course_lib.data.formats import ALL, ENDINGS, FORMATS, IN_WORDS
from course_lib.paths import ROOT

RED, GREEN = (210, 30, 30), (30, 180, 40)
pytestmark = pytest.mark.usefixtures("own_cache")


def test_the_list_is_what_pillow_calls_them_and_every_text_names_all():
    Image.init()
    assert set(FORMATS) <= set(Image.OPEN) & set(Image.SAVE)
    for kind in ALL:
        assert {Image.registered_extensions()[ending] for ending in kind.endings} == {kind.pillow}
    for text in ("data/README.md", "notebooks/when_something_goes_wrong.md"):
        assert IN_WORDS in (ROOT / text).read_text(encoding="utf-8")
    assert ENDINGS.startswith(".jpg,.jpeg,.png,")
    assert IN_WORDS.startswith("JPEG, PNG, ")


def test_no_text_has_a_list_of_its_own():
    """JPEG and PNG beside each other stand nowhere but in the sentence that follows from the list."""
    files = [*(ROOT / "course_lib").rglob("*.py"), ROOT / "README.md", *ROOT.glob("data/*.md")]
    files += [path for path in ROOT.glob("notebooks/*.md")]
    for path in files:
        words = path.read_text(encoding="utf-8").replace(IN_WORDS, "")
        assert "JPEG, PNG" not in words, path


def test_avif_is_part_of_this_pillow():
    assert features.check("avif")


def tiff(path, pixels, **options):
    return saved(path, Image.fromarray(pixels), format="TIFF", **options)


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_deflate", "jpeg", "packbits"])
def test_a_tiff_of_every_compression(tmp_path, compression):
    pixels = np.full((40, 40, 3), RED, np.uint8)
    found = read_alone(tiff(tmp_path / "a.tif", pixels, compression=compression))
    assert np.abs(found - RED).max() < 12


def test_the_first_page_of_a_tiff(tmp_path):
    pages = [Image.new("RGB", (20, 20), colour) for colour in (RED, GREEN)]
    path = saved(tmp_path / "pages.tif", pages[0], save_all=True, append_images=pages[1:])
    assert (read_alone(path) == RED).all()


@pytest.mark.parametrize(
    ("pixels", "shown"),
    [
        (np.full((20, 20), 100 * 257, np.uint16), 100),
        (np.full((20, 20), 100 * 257, np.int32), 100),
        (np.full((20, 20), -5, np.int32), 0),
        (np.full((20, 20), 2_000_000_000, np.int32), 255),
        (np.full((20, 20), 0.4, np.float32), 102),
        (np.full((20, 20), np.nan, np.float32), 0),
        (np.full((20, 20), np.inf, np.float32), 0),
        (np.full((20, 20), 100, np.uint8), 100),
    ],
)
def test_a_grey_tiff_of_any_depth(tmp_path, pixels, shown):
    assert (read_alone(tiff(tmp_path / "deep.tif", pixels)) == shown).all()


@pytest.mark.parametrize("mode", ["CMYK", "RGBA", "LA", "P", "1", "L", "RGBX"])
def test_a_tiff_of_every_mode(tmp_path, mode):
    shown = {"1": (255,) * 3, "L": (76,) * 3, "LA": (76,) * 3}.get(mode, (255, 0, 0))
    image = Image.new("RGB", (20, 20), (255, 0, 0)).convert("L" if mode == "LA" else "RGB")
    image = Image.new("1", (20, 20), 1) if mode == "1" else image.convert(mode)
    assert np.abs(read_alone(saved(tmp_path / "a.tif", image)) - shown).max() <= 1


@pytest.mark.parametrize("kind", ["TIFF", "AVIF", "HEIF"])
def test_transparency_shows_white(tmp_path, kind):
    pixels = np.zeros((64, 64, 4), np.uint8)
    pixels[..., :3] = RED
    pixels[32:, :, 3] = 255
    found = read_alone(write(tmp_path / "clear", image_bytes(pixels, kind)))
    assert found[:7].min() > 240
    assert np.abs(found[9:] - RED).max() < 16


@pytest.mark.parametrize("kind", ["AVIF", "HEIF"])
def test_a_picture_of_a_telephone_keeps_its_colours(tmp_path, kind):
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, :32], pixels[:, 32:] = RED, GREEN
    found = read_alone(write(tmp_path / "photo", image_bytes(pixels, kind, quality=90)))
    assert np.abs(found[:, :7] - RED).max() < 25
    assert np.abs(found[:, 9:] - GREEN).max() < 25


@pytest.mark.parametrize("kind", ["TIFF", "AVIF", "HEIF"])
def test_a_bomb_of_every_newer_kind_is_refused(tmp_path, kind, monkeypatch):
    path = write(tmp_path / "bomb", image_bytes(np.zeros((64, 64, 3), np.uint8), kind))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with reading.bombs_refused():
        assert str(reading.squares_or_reason(path, (8,))).startswith("DecompressionBomb")

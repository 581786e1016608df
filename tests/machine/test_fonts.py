"""Letters that the font of the figures lacks are found in a font that has them, or told."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from course_lib import plots
from course_lib.app.collection import as_jpeg
from course_lib.app.contact_sheet import Block, sheet_png
from course_lib.machine import fonts
from course_lib.plots.literal import Figure

FOOD = "\u98df"  # eat, in Chinese and Japanese


def square(size):
    """A glyph that is a square, for a letter that one recognises in a picture."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, size), (size, size), (size, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def make_font(path, letters):
    """A font of squares for the letters alone."""
    names = [".notdef", *(f"uni{ord(letter):04X}" for letter in letters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(letter): name for letter, name in zip(letters, names[1:], strict=True)})
    builder.setupGlyf({name: square(800 if name != ".notdef" else 100) for name in names})
    builder.setupHorizontalMetrics({name: (1000, 0) for name in names})
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": path.stem, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=900, usWinAscent=900, usWinDescent=100)
    builder.setupPost()
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return path


@pytest.fixture
def font(tmp_path, monkeypatch):
    """A machine whose only font beside matplotlib's own has the one letter."""
    path = make_font(tmp_path / "fonts" / "NotoSansSC-Regular.otf", FOOD)
    monkeypatch.setattr(fonts, "font_folders", lambda: [tmp_path / "fonts"])
    monkeypatch.setattr(fonts, "_told", set())
    return path


@pytest.fixture
def no_font(tmp_path, monkeypatch):
    """A machine without any font beside matplotlib's own."""
    monkeypatch.setattr(fonts, "font_folders", lambda: [tmp_path / "none"])
    monkeypatch.setattr(fonts, "_told", set())


def test_each_letter_comes_from_the_first_font_that_has_it(font, capsys):
    assert fonts.font_of("a") == fonts.font_of("\u00e4") == fonts.font_of("\u05d0") == fonts.base_font()
    assert fonts.font_of(FOOD) == font
    assert fonts.font_of("\u0928") is None
    assert fonts.other_fonts(f"a {FOOD}{FOOD}") == [font]
    assert capsys.readouterr().err == ""


def test_letters_without_a_font_are_told_once_and_the_others_are_drawn(no_font, capsys):
    assert fonts.other_fonts(f"a {FOOD} b") == []
    assert fonts.other_fonts(f"{FOOD}{FOOD}\u0928\u200d\n") == []
    told = capsys.readouterr().err.splitlines()
    assert [line.rpartition(": ")[2] for line in told] == [FOOD, "\u0928"]


def test_a_file_that_is_no_font_is_passed_over(font):
    (font.parent / "PingFang.ttc").write_bytes(b"no font")
    assert fonts.font_of("\u98db") is None


def black(figure):
    """How many pixels a figure blackens."""
    figure.canvas.draw()
    return int((np.asarray(figure.canvas.buffer_rgba())[..., 0] < 128).sum())


def drawn(words):
    figure = Figure(figsize=(2, 2), dpi=100)
    FigureCanvasAgg(figure)
    figure.text(0.2, 0.4, words, fontsize=30)
    return black(figure)


def test_a_figure_draws_a_letter_with_the_font_that_has_it(font, recwarn):
    area = (0.8 * 30 * 100 / 72) ** 2  # of the square, in pixels
    assert abs(drawn(FOOD) - area) < 0.2 * area
    assert not [warning for warning in recwarn if "Glyph" in str(warning.message)]


def test_a_figure_without_such_a_font_draws_a_box_and_says_so_once(no_font, recwarn, capsys):
    assert drawn(FOOD) > 20
    assert drawn(FOOD) > 20
    assert not [warning for warning in recwarn if "Glyph" in str(warning.message)]
    assert capsys.readouterr().err.count(FOOD) == 1


@pytest.mark.parametrize("name", ["pay$$ 5 $", "a_b^c", "100 % {x}", r"back\slash \frac{1}{2}", "#&~"])
def test_signs_of_formulas_are_letters(name):
    figure, alt = plots.figure_pictures(np.zeros((1, 8, 8), np.uint8), [name], alt=f"One picture: {name}.")
    page = plots.as_html(figure, alt)
    (text,) = [text for text in figure.findobj(Text) if text.get_text() == name]
    assert not text.get_parse_math()
    assert not text.get_usetex()
    assert name.replace("&", "&amp;") in page


def test_scripts_of_the_world_reach_figure_sheet_and_alternative_text(no_font, capsys):
    names = [
        FOOD,
        "\u3059\u3057",
        "\u0645\u0631\u062d\u0628\u0627",
        "\u05e9\u05dc\u05d5\u05dd",
        "\u0928\u092e",
        "\U0001f34b",
    ]
    pictures = np.zeros((len(names), 8, 8), np.uint8)
    page = plots.as_html(*plots.figure_pictures(pictures, names, alt=", ".join(names) + "."))
    assert all(name in page for name in names)
    jpeg = as_jpeg(np.zeros((9, 9, 3), np.uint8))
    assert sheet_png([Block(jpeg, "query", [jpeg] * len(names), names)]).startswith(b"\x89PNG")


def test_a_sheet_draws_a_letter_with_the_font_that_has_it(font):
    jpeg = as_jpeg(np.full((9, 9, 3), 255, np.uint8))
    dark = {}
    for title in ("", FOOD):
        sheet = Image.open(io.BytesIO(sheet_png([Block(jpeg, title, [jpeg], [""])]))).convert("L")
        dark[title] = int((np.asarray(sheet) < 100).sum())
    area = (0.8 * 12) ** 2
    assert abs(dark[FOOD] - dark[""] - area) < 0.3 * area


def test_a_font_is_found_where_the_system_keeps_it(tmp_path):
    if sys.platform != "linux":
        pytest.skip("the folder is Linux's")
    make_font(tmp_path / "fonts" / "deep" / "NotoSansCJK-Regular.ttc", FOOD)
    script = "from course_lib.machine.fonts import font_of; print(font_of('\\u98df').name)"
    environ = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environ, check=True)
    assert done.stdout.strip() == "NotoSansCJK-Regular.ttc"

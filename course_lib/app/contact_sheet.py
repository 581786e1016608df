"""Queries and what they found as one picture file, drawn with Pillow: matplotlib would take longer than the search."""

import io
import itertools
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from course_lib.data.reading import DRAWN_BY, SHEET
from course_lib.machine.fonts import base_font, font_of, other_fonts
from course_lib.machine.output import on_one_line

SIDE, GAP, LINE = 120, 16, 15  # pixels: of a picture, between two, of a line of words
COLUMNS = 5  # beside the query
MOST_ROWS = 20  # on a sheet
LONGEST = 60  # letters of a line, however narrow they are
QUERY = "#0072B2"  # the colour of the query in every figure of the course


class Block(NamedTuple):
    """A query and its hits: JPEG files with a title each, whose lines a line break separates; long ones are wrapped."""

    query: bytes
    title: str
    thumbnails: list[bytes]
    titles: list[str]


def sheet_png(blocks: Sequence[Block]) -> bytes:
    """A PNG file: each query in its frame, then its pictures, five in a row, each below its title.

    The sheet holds MOST_ROWS rows; several queries share them, and queries that have no room are left out.
    """
    blocks = blocks[:MOST_ROWS]
    rows = [min(max(1, -(-len(block.thumbnails) // COLUMNS)), MOST_ROWS // len(blocks)) for block in blocks]
    columns = 1 + max(min(COLUMNS, len(block.thumbnails)) for block in blocks)
    width, height = SIDE + GAP, SIDE + GAP + 3 * LINE
    sheet = Image.new("RGB", (GAP + columns * width, GAP // 2 + sum(rows) * height), "white")
    top = GAP // 2
    for block, count in zip(blocks, rows, strict=True):
        _draw_block(sheet, top, block, count * COLUMNS)
        top += count * height
    content, info = io.BytesIO(), PngInfo()
    info.add_text(DRAWN_BY, SHEET)  # a sheet that lies in a folder of pictures is none of them
    sheet.save(content, "PNG", pnginfo=info)
    return content.getvalue()


def _draw_block(sheet, top, block, most):
    width, height = SIDE + GAP, SIDE + GAP + 3 * LINE
    _draw(sheet, (GAP, top), block.query, block.title, QUERY)
    for i, (thumbnail, title) in enumerate(zip(block.thumbnails[:most], block.titles, strict=False)):
        corner = (GAP + (1 + i % COLUMNS) * width, top + i // COLUMNS * height)
        _draw(sheet, corner, thumbnail, title)


def _draw(sheet, corner, thumbnail, title, frame=None):
    """One picture with up to three lines above it, which stand on its upper edge."""
    x, y = corner
    first, *rest = title.split("\n")
    other_fonts(title)  # says which letters will be boxes
    lines = [*_wrapped(first, 1), *_wrapped(" ".join(rest), 2)]
    pen, top = ImageDraw.Draw(sheet), y + 3 * LINE
    for i, line in enumerate(lines):
        _write(pen, x + SIDE / 2, top - 6 - (len(lines) - 1 - i) * LINE, line)
    with Image.open(io.BytesIO(thumbnail)) as picture:
        sheet.paste(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC), (x, top))
    if frame:
        pen.rectangle((x - 3, top - 3, x + SIDE + 2, top + SIDE + 2), outline=frame, width=3)


def _wrapped(text, most):
    """At most `most` lines, each no wider than a picture and half a gap, broken at spaces if possible."""
    lines: list[str] = []
    rest = on_one_line(text.strip())
    while rest and len(lines) < most:
        fits = next((n for n in range(min(len(rest), LONGEST), 0, -1) if _width(rest[:n]) <= SIDE + GAP / 2), 1)
        last = len(lines) == most - 1
        if fits < len(rest) and not last:
            fits = rest.rfind(" ", 1, fits + 1) if " " in rest[1 : fits + 1] else fits
        lines.append(f"{rest[: fits - 1].rstrip()}…" if last and fits < len(rest) else rest[:fits].rstrip())
        rest = rest[fits:].lstrip()
    return lines


def _write(pen, middle, y, line):
    """A line around `middle`, each letter in a font that has it."""
    x = middle - _width(line) / 2
    for font, run in _runs(line):
        pen.text((x, y), run, font=font, anchor="ls", fill="black")
        x += font.getlength(run)


def _width(line):
    return sum(font.getlength(run) for font, run in _runs(line))


def _runs(line):
    """(font, letters) one after the other."""
    for file, letters in itertools.groupby(line, key=lambda letter: font_of(letter) or base_font()):
        yield _font(file), "".join(letters)


@cache
def _font(file, size=12):
    """The font of a file, or Pillow's own letters where matplotlib's are not installed."""
    return ImageFont.load_default(size) if file is None else ImageFont.truetype(file, size)

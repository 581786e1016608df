"""A query and what it found as one picture file, drawn with Pillow: matplotlib would take longer than the search."""

import importlib.util
import io
import os
import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from course_lib.app.search_records import Query
from course_lib.machine.files import replace_bytes

SIDE, GAP, LINE = 120, 16, 15  # pixels: of a picture, between two, of a line of words
COLUMNS = 5  # beside the query
QUERY = "#0072B2"  # the colour of the query in every figure of the course


def save_sheet(path: str | os.PathLike, query: Query, thumbnails: list[bytes], titles: list[str]) -> None:
    """Write a PNG file in one step: the query in its frame, then the pictures, five in a row, each below its title.

    Args:
        path: of the PNG file.
        query: stands first.
        thumbnails: JPEG files.
        titles: as many; lines are separated by a line break, long ones wrapped.
    """
    rows, columns = max(1, -(-len(thumbnails) // COLUMNS)), min(COLUMNS, len(thumbnails)) + 1
    width, height = SIDE + GAP, SIDE + GAP + 3 * LINE
    sheet = Image.new("RGB", (GAP + columns * width, GAP // 2 + rows * height), "white")
    _draw(sheet, (GAP, GAP // 2), query.thumbnail, "query", QUERY)
    for i, (thumbnail, title) in enumerate(zip(thumbnails, titles, strict=True)):
        corner = (GAP + (1 + i % COLUMNS) * width, GAP // 2 + i // COLUMNS * height)
        _draw(sheet, corner, thumbnail, title)
    content = io.BytesIO()
    sheet.save(content, "PNG")
    replace_bytes(path, content.getvalue())


def _draw(sheet, corner, thumbnail, title, frame=None):
    """One picture with up to three lines above it, which stand on its upper edge."""
    x, y = corner
    first, *rest = title.split("\n")
    lines = [first, *textwrap.wrap(" ".join(rest), 19, max_lines=2, placeholder=" …")]
    pen, top = ImageDraw.Draw(sheet), y + 3 * LINE
    for i, line in enumerate(lines):
        place = (x + SIDE / 2, top - 6 - (len(lines) - 1 - i) * LINE)
        pen.text(place, line, font=_font(), anchor="ms", fill="black")
    with Image.open(io.BytesIO(thumbnail)) as picture:
        sheet.paste(picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC), (x, top))
    if frame:
        pen.rectangle((x - 3, top - 3, x + SIDE + 2, top + SIDE + 2), outline=frame, width=3)


def _font(size=12):
    """DejaVu Sans, which comes with matplotlib and knows most alphabets, else Pillow's own letters."""
    found = importlib.util.find_spec("matplotlib")  # finds it, loads nothing
    for place in (found and found.submodule_search_locations) or ():
        file = Path(place) / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
        if file.is_file():
            return ImageFont.truetype(file, size)
    return ImageFont.load_default(size)

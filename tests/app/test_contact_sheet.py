import io

import numpy as np
import pytest
from PIL import Image

from course_lib.app.collection import as_jpeg
from course_lib.app.contact_sheet import GAP, LINE, SIDE, Block, sheet_png

BLUE = (0, 0x72, 0xB2)


def opened(blocks):
    return Image.open(io.BytesIO(sheet_png(blocks)))


def jpeg(shade):
    return as_jpeg(np.full((96, 96, 3), shade, np.uint8))


@pytest.mark.parametrize("count", [1, 5, 7])
def test_every_picture_stands_in_its_place_below_its_title(count):
    shades = np.linspace(60, 200, count).astype(int)
    block = Block(jpeg(30), "query", [jpeg(shade) for shade in shades], ["0.12\napple"] * count)
    sheet = np.asarray(opened([block]))
    step, down = SIDE + GAP, SIDE + GAP + 3 * LINE
    for i, shade in enumerate([30, *shades]):
        column, row = (0, 0) if i == 0 else (1 + (i - 1) % 5, (i - 1) // 5)
        x, y = GAP + column * step, GAP // 2 + row * down
        middle = sheet[y + 3 * LINE + SIDE // 2, x + SIDE // 2]
        assert np.abs(middle.astype(int) - shade).max() <= 3
        assert (sheet[y : y + 3 * LINE - 4, x : x + SIDE] < 100).any()
    assert tuple(sheet[GAP // 2 + 3 * LINE + 10, GAP - 2]) == BLUE


@pytest.mark.parametrize("name", ["pay$$", "a$_$b", "\u98df\u54c1", "x" * 300, "\\udcff", "", "two\rlines", "\u2028"])
def test_any_name_can_be_drawn(name):
    assert opened([Block(jpeg(30), name, [jpeg(60)], [f"0.12\n{name}"])]).width == GAP + 2 * (SIDE + GAP)


@pytest.mark.parametrize(("queries", "hits", "rows"), [(2, 5, 2), (2, 100, 20), (7, 100, 14), (20, 7, 20), (31, 7, 20)])
def test_several_queries_share_the_rows_of_a_sheet(queries, hits, rows):
    shades = np.linspace(60, 200, queries).astype(int)
    blocks = [Block(jpeg(shade), "query", [jpeg(30)] * hits, ["0.12"] * hits) for shade in shades]
    sheet = opened(blocks)
    down = SIDE + GAP + 3 * LINE
    assert sheet.height == GAP // 2 + rows * down
    drawn = min(queries, rows)
    for i in range(drawn):
        y = GAP // 2 + i * (rows // drawn) * down + 3 * LINE + SIDE // 2
        assert abs(sheet.getpixel((GAP + SIDE // 2, y))[0] - int(shades[i])) <= 3

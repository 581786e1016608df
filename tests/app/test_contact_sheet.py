import numpy as np
import pytest
from PIL import Image

from course_lib.app.collection import as_jpeg
from course_lib.app.contact_sheet import GAP, LINE, SIDE, save_sheet
from course_lib.app.search_records import Query

BLUE = (0, 0x72, 0xB2)


def jpeg(shade):
    return as_jpeg(np.full((96, 96, 3), shade, np.uint8))


@pytest.mark.parametrize("count", [1, 5, 7])
def test_every_picture_stands_in_its_place_below_its_title(tmp_path, count):
    shades = np.linspace(60, 200, count).astype(int)
    out = tmp_path / "sheet.png"
    save_sheet(out, Query(np.zeros(2), jpeg(30)), [jpeg(shade) for shade in shades], ["0.12\napple"] * count)
    sheet = np.asarray(Image.open(out))
    step, down = SIDE + GAP, SIDE + GAP + 3 * LINE
    for i, shade in enumerate([30, *shades]):
        column, row = (0, 0) if i == 0 else (1 + (i - 1) % 5, (i - 1) // 5)
        x, y = GAP + column * step, GAP // 2 + row * down
        middle = sheet[y + 3 * LINE + SIDE // 2, x + SIDE // 2]
        assert np.abs(middle.astype(int) - shade).max() <= 3
        assert (sheet[y : y + 3 * LINE - 4, x : x + SIDE] < 100).any()
    assert tuple(sheet[GAP // 2 + 3 * LINE + 10, GAP - 2]) == BLUE


@pytest.mark.parametrize("name", ["pay$$", "a$_$b", "\u98df\u54c1", "x" * 300, "\\udcff", ""])
def test_any_name_can_be_drawn(tmp_path, name):
    save_sheet(tmp_path / "sheet.png", Query(np.zeros(2), jpeg(30)), [jpeg(60)], [f"0.12\n{name}"])
    assert Image.open(tmp_path / "sheet.png").width == GAP + 2 * (SIDE + GAP)
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.png"]

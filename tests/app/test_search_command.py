import pytest
from PIL import Image

from course_lib import data
from course_lib.app.search_command import search_command
from course_lib.recipes import products


def folder_of_pictures(path):
    drawn = data.catalogue(classes=3, per_class=4, size=60)
    for i, (picture, label) in enumerate(zip(drawn.pictures, drawn.labels, strict=True)):
        (path / f"product {label}").mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(path / f"product {label}" / f"{i}.png")
    return path


def test_a_folder_is_searched_from_the_command_line(tmp_path, capsys):
    folder, out = folder_of_pictures(tmp_path / "shop"), tmp_path / "found.png"
    (folder / "product 1" / "notes.txt").write_text("two for one")
    query = folder / "product 1" / "5.png"
    assert search_command(str(folder), str(query), 4, str(out)) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("  1  0.000  product 1")
    assert "skipped product 1" in said.err
    assert Image.open(out).width > 300


@pytest.mark.skipif(data.find("groceries") is None, reason="the groceries' archive is not on this machine")
def test_a_photo_of_the_groceries_finds_itself_among_them(tmp_path, capsys):
    pictures, out = products.shipped_pictures("groceries"), tmp_path / "found.png"
    Image.fromarray(pictures.pictures[100]).save(tmp_path / "photo.png")
    capsys.readouterr()  # the first time they are decoded, with a line of progress
    assert search_command("groceries", str(tmp_path / "photo.png"), 10, out) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["1", "0.000", pictures.names[pictures.labels[100]], "(picture", "100)"]
    assert len(lines) == 11
    assert lines[-1].endswith(f"Saved as {out}.")
    assert Image.open(out).width > 600


def test_the_query_may_be_a_picture_on_its_side(tmp_path, capsys):
    folder = folder_of_pictures(tmp_path / "shop")
    upright = Image.open(folder / "product 0" / "0.png")
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees clockwise
    upright.rotate(90, expand=True).save(tmp_path / "query.png", exif=exif)
    assert search_command(str(folder), str(tmp_path / "query.png"), 1, str(tmp_path / "out.png")) == 0
    assert capsys.readouterr().out.startswith("  1  0.000  product 0")


def test_what_cannot_be_searched_is_named(tmp_path, capsys):
    folder = folder_of_pictures(tmp_path / "shop")
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    for query in ("broken.jpg", "missing.jpg"):
        assert search_command(str(folder), str(tmp_path / query), 3, str(tmp_path / "out.png")) == 1
        assert query in capsys.readouterr().err
    query = folder / "product 1" / "5.png"
    assert search_command(str(tmp_path / "nowhere"), str(query), 3, str(tmp_path / "out.png")) == 1
    assert "nowhere" in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()

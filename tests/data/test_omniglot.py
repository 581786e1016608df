"""Omniglot's drawers, its turned classes, the record of one-shot runs, and what a bad archive leaves behind."""

import zipfile

import numpy as np
import pytest
from helpers.archive_files import alphabets, put, runs
from helpers.picture_files import drawing, image_bytes, zipped

from course_lib import data
from course_lib.data import OneShotRuns

GREEK = "images_background_small1/Greek/"


@pytest.fixture
def folders(own_folders, monkeypatch):
    """COURSE_DATA and COURSE_CACHE in a new folder, without the network."""
    monkeypatch.setenv("COURSE_OFFLINE", "1")
    return own_folders


@pytest.fixture
def characters(folders, monkeypatch):
    put(monkeypatch, folders, "omniglot-small1", alphabets())
    return data.omniglot("small1", size=21)


def members(body, tmp_path):
    """The {name: bytes} of a zip file."""
    (tmp_path / "members.zip").write_bytes(body)
    with zipfile.ZipFile(tmp_path / "members.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def kept_files(folders):
    """What lies in COURSE_CACHE, locks aside."""
    return [path.name for path in (folders / "cache").rglob("*") if path.is_file() and path.suffix != ".lock"]


def test_the_drawer_is_the_end_of_the_files_name(characters):
    assert characters.files[3] == "Greek/character02/0002_02.png"
    assert data.drawers_of(characters).tolist() == [1, 2] * 3
    assert data.drawers_of(characters.where(characters.labels == 1)).tolist() == [1, 2]


def test_pictures_of_nobody_are_named():
    with pytest.raises(ValueError, match=r"characters: expected a PictureSet from omniglot\(\), got pictures without"):
        data.drawers_of(data.catalogue(2, 2, 16))


@pytest.mark.parametrize("mirrored", [False, True])
def test_turned_classes_are_counted_and_exact(characters, mirrored):
    """Each pixel by its place: turned against the clock, (row, column) goes to (h - 1 - column, row)."""
    ways, n, h = (8 if mirrored else 4), len(characters), 21
    turned = data.turned_classes(characters, mirrored)
    assert len(turned) == ways * n
    assert np.bincount(turned.labels).tolist() == [2] * (ways * 3)
    assert len(set(turned.names)) == ways * 3
    assert len(turned.coarse_names) == ways * 2
    for place in range(len(turned)):
        way, i = divmod(place, n)
        row, column = np.indices((h, h))
        for _ in range(way % 4):
            row, column = column, h - 1 - row  # where the pixel comes from
        column = h - 1 - column if way >= 4 else column
        np.testing.assert_array_equal(turned.pictures[place, ..., 0], characters.pictures[i, row, column, 0])
        name = characters.names[characters.labels[i]]
        assert turned.names[turned.labels[place]] == name + ("", " 90", " 180", " 270")[way % 4] + " mirrored" * (
            way > 3
        )
        assert turned.coarse_names[turned.coarse[place]].startswith(name.split("/")[0])
    np.testing.assert_array_equal(data.drawers_of(turned), np.tile(data.drawers_of(characters), ways))


def test_all_turned_classes_of_the_true_set():
    if not data.find("omniglot-small1"):
        pytest.skip("Omniglot is not on this machine")
    assert (
        "21760 grey pictures of 8 x 8 pixels, 1088 classes in 40 coarse"
        in data.turned_classes(data.omniglot("small1", size=8)).describe()
    )


def test_only_square_pictures_are_turned(characters):
    wide = np.zeros((6, 8, 9, 1), np.uint8)
    with pytest.raises(ValueError, match="characters: expected square pictures, got pictures of 8 x 9"):
        data.turned_classes(data.PictureSet(wide, characters.labels, characters.names, characters.split))


BAD = {
    "empty": (lambda whole: b"", "has 0 bytes instead of"),
    "half": (lambda whole: whole[: len(whole) // 2], "has [0-9,]+ bytes instead of"),
    "one wrong byte": (lambda whole: whole[:200] + bytes([whole[200] ^ 1]) + whole[201:], "has SHA-256 .* instead of"),
    "a page that says sorry": (lambda whole: b"<html>404</html>", "has 16 bytes instead of"),
}


@pytest.mark.parametrize(("name", "load"), [("small1", data.omniglot), ("runs", data.omniglot_runs)])
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_archive_is_named_and_leaves_nothing_behind(folders, monkeypatch, name, load, bad):
    whole = alphabets() if name == "small1" else runs()
    path = put(monkeypatch, folders, f"omniglot-{name}", whole)
    damage, fault = BAD[bad]
    path.write_bytes(damage(whole))
    with (
        pytest.warns(UserWarning, match=f"is not used: it {fault}"),
        pytest.raises(data.DataNotFound, match=r"(?s)COURSE_OFFLINE=1.*https://.*save it as.*SHA-256"),
    ):
        load()
    assert kept_files(folders) == []
    path.write_bytes(whole)
    load()
    assert len(kept_files(folders)) == 1


def test_a_missing_alphabet_is_noticed(folders, monkeypatch, tmp_path):
    path = put(monkeypatch, folders, "omniglot-small1", alphabets())
    less = {name: content for name, content in members(alphabets(), tmp_path).items() if "Greek" not in name}
    path.write_bytes(zipped(less))
    with pytest.warns(UserWarning, match="is not used: it has"), pytest.raises(data.DataNotFound):
        data.omniglot("small1")
    assert kept_files(folders) == []


@pytest.mark.parametrize(
    ("name", "changed", "message"),
    [
        (
            "small1",
            {f"{GREEK}character01/0001_01.png": drawing(9, size=104)},
            r"0001_01.png: drawing: expected 105 x 105, g",
        ),
        ("small1", {f"{GREEK}character01/0001_01.png": b"no picture"}, "0001_01.png: cannot identify image file"),
        (
            "runs",
            {"run02/test/item07.png": image_bytes(np.zeros((105, 60), np.uint8), "PNG")},
            "item07.png: drawing: exp",
        ),
        ("runs", {"run02/test/item07.png": None}, "There is no item named 'run02/test/item07.png'"),
        (
            "runs",
            {"run03/class_labels.txt": b"run03/test/item01.png run03/training/class01.png"},
            "run03/class_labels.txt",
        ),
    ],
)
def test_an_archive_with_wrong_contents_is_named_and_leaves_nothing_behind(
    folders, monkeypatch, tmp_path, name, changed, message
):
    """Its checksum is made to fit: the second line of defence."""
    content = members(alphabets() if name == "small1" else runs(), tmp_path) | changed
    path = put(
        monkeypatch,
        folders,
        f"omniglot-{name}",
        zipped({key: data for key, data in content.items() if data is not None}),
    )
    with pytest.raises(data.DataNotFound, match=f"{path.name} is damaged: .*{message}"):
        data.omniglot() if name == "small1" else data.omniglot_runs()
    assert kept_files(folders) == []


DRAWN = np.zeros((2, 3, 8, 8, 1), np.uint8)
ORDER = np.array([[0, 1, 2], [2, 0, 1]])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"answers": ORDER[0]},
            r"answers: expected \(runs, w\), each place of the gallery once in a run, got shape \(3,\)",
        ),
        ({"answers": ORDER * 0}, "answers: expected .* each place of the gallery once"),
        ({"test": DRAWN[:1]}, r"test: expected \(2, 3, 'h', 'w', 'c'\), got shape \(1, 3, 8, 8, 1\)"),
        ({"gallery": DRAWN.astype(float)}, "pictures: expected uint8"),
        ({"characters": ORDER[:1]}, r"characters: expected shape \(2, 3\), got \(1, 3\)"),
        ({"drawers": ORDER}, r"drawers: expected shape \(2, 2\), got \(2, 3\)"),
        ({"alphabets": ("Greek",)}, "alphabets: expected 2, one per run, or none, got 1"),
    ],
)
def test_runs_that_do_not_fit_are_named(changed, message):
    assert len(OneShotRuns(DRAWN, DRAWN, ORDER)) == 2
    with pytest.raises(ValueError, match=message):
        OneShotRuns(**{"test": DRAWN, "gallery": DRAWN, "answers": ORDER, **changed})

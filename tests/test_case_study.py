import json

import numpy as np
import pytest
from PIL import Image

from course_lib import case_study, data
from course_lib.baselines import raw_pixels
from course_lib.environment import ROOT

SIDES = ("seen", "unseen")


@pytest.fixture(scope="module")
def catalogue():
    return data.split_by_class(case_study.CASES["catalogue"].load(), 20, case_study.SPLIT_SEED)


@pytest.fixture(scope="module")
def shipped():
    return case_study.shipped_encoder("catalogue")


@pytest.mark.parametrize("side", [0, 1], ids=SIDES)
def test_the_shipped_weights_score_as_measured(catalogue, shipped, side):
    five = np.array(case_study.five_seeds("catalogue")[SIDES[side]]["network"])  # (5, 2)
    found = case_study.scores_of(shipped, catalogue[side])
    np.testing.assert_allclose(found, five[0], atol=0.03)  # the weights are those of seed 0


@pytest.mark.parametrize("case", case_study.CASES)
def test_the_measured_table_is_whole(case):
    measured = case_study.five_seeds(case)
    for side in SIDES:
        assert np.shape(measured[side]["network"]) == (5, 2)
        assert len({tuple(pair) for pair in measured[side]["network"]}) == 5


def test_the_words_of_the_table_are_those_of_the_numbers():
    words = (ROOT / "bench" / "image_search.md").read_text()
    for case in json.loads((ROOT / "bench" / "image_search.json").read_text()).values():
        for side in SIDES:
            precision = np.mean(case[side]["network"], axis=0)[0]
            assert f"{precision:.3f} ± " in words


def test_a_view_searches_the_gallery(catalogue):
    unseen = catalogue[1]
    draw = case_study.neighbour_view(unseen.where(split="train"), unseen.where(split="test"), raw_pixels, k=5)
    figure, alt = draw(picture=3, threshold=0.5)
    assert "its 5 nearest" in alt
    assert len([axes for axes in figure.axes if axes.get_images()]) == 6


def folder_of_pictures(path):
    drawn = data.catalogue(classes=3, per_class=4, size=60)
    for i, (picture, label) in enumerate(zip(drawn.pictures, drawn.labels, strict=True)):
        (path / f"product {label}").mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(path / f"product {label}" / f"{i}.png")
    return path


def test_a_folder_is_searched_from_the_command_line(tmp_path, capsys):
    folder, out = folder_of_pictures(tmp_path / "shop"), tmp_path / "found.png"
    query = folder / "product 1" / "5.png"
    assert case_study.search_command(str(folder), str(query), 4, str(out)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("  1  0.000  product 1")
    assert Image.open(out).width > 300


def test_the_query_may_be_a_picture_on_its_side(tmp_path, capsys):
    folder = folder_of_pictures(tmp_path / "shop")
    upright = Image.open(folder / "product 0" / "0.png")
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned by 90 degrees clockwise
    upright.rotate(90, expand=True).save(tmp_path / "query.png", exif=exif)
    assert case_study.search_command(str(folder), str(tmp_path / "query.png"), 1, str(tmp_path / "out.png")) == 0
    assert capsys.readouterr().out.startswith("  1  0.000  product 0")


def test_what_cannot_be_searched_is_named(tmp_path, capsys):
    folder = folder_of_pictures(tmp_path / "shop")
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    for query in ("broken.jpg", "missing.jpg"):
        assert case_study.search_command(str(folder), str(tmp_path / query), 3, str(tmp_path / "out.png")) == 1
        assert query in capsys.readouterr().err
    query = folder / "product 1" / "5.png"
    assert case_study.search_command(str(tmp_path / "nowhere"), str(query), 3, str(tmp_path / "out.png")) == 1
    assert "nowhere" in capsys.readouterr().err
    assert not (tmp_path / "out.png").exists()


def test_an_unknown_case_is_named():
    with pytest.raises(ValueError, match=r"case: expected one of \['catalogue', 'groceries'\], got 'faces'"):
        case_study.weights_path("faces")

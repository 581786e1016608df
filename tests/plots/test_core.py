import re

import numpy as np
import pytest
from PIL import Image

from course_lib import plots

PICTURES = np.random.default_rng(0).integers(0, 256, (7, 8, 8, 3), dtype=np.uint8)


def test_a_figure_carries_its_words(capsys):
    page = plots.as_html(*plots.figure_bars({"a": 0.5, "b": (0.25, 0.1)}, ylabel="score", alt='a < "b"'))
    assert 'alt="a &lt; &quot;b&quot;"' in page
    assert len(re.search(r"base64,(\S+)\"", page)[1]) > 1000


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_a_figure_without_words_is_refused(alt):
    with pytest.raises(ValueError, match="alt: expected a sentence that says what the figure shows"):
        plots.as_html(*plots.figure_curves([0, 1], {"y": [0, 1]}, xlabel="x", ylabel="y", alt=alt))


def test_saving_replaces_the_whole_file(tmp_path):
    path = tmp_path / "figure.png"
    path.write_text("old")
    plots.save(plots.figure_pictures(PICTURES, alt="noise")[0], path)
    assert Image.open(path).size[0] > 100
    assert list(tmp_path.iterdir()) == [path]


def test_neighbours_are_told_in_words():
    distances = np.array([0.1, 0.2, 0.4])
    same = np.array([True, False, True])
    _, alt = plots.figure_neighbours(PICTURES[0], PICTURES[1:4], distances, same, threshold=0.3)
    assert alt == (
        "A query picture and its 3 nearest, distances 0.10 to 0.40; 2 of them are of its class; "
        "2 lie below the threshold 0.30."
    )


def test_neighbours_are_told_apart_without_colour():
    figure, _ = plots.figure_neighbours(PICTURES[0], PICTURES[1:3], np.array([0.1, 0.2]), np.array([True, False]))
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["query", "✓ 0.10", "✗ 0.20"]


def test_histograms_are_told_in_words():
    _, alt = plots.figure_distances([0.1, 0.3], [0.5, 0.7, 0.9, 0.2], threshold=0.4)
    assert "the threshold 0.40 is above 100% of the same pairs and above 25% of the different ones" in alt


def test_maps_and_scores_draw_every_group():
    figure, alt = plots.figure_maps({"before": np.eye(2), "after": np.eye(2)}, [0, 1], ("a", "b"))
    assert [axes.get_title() for axes in figure.axes] == ["before", "after"]
    assert "2 classes" in alt
    figure, _ = plots.figure_scores({"seen": {"x": 0.1, "y": (0.2, 0.1)}}, ylabel="MAP@R", alt="scores")
    assert len(figure.axes[0].patches) == 2


def test_maps_can_share_their_limits():
    figure, _ = plots.figure_maps({"one": np.eye(2), "two": 3 * np.eye(2)}, [0, 1], ("a", "b"), limits=(-1, 1))
    assert [axes.get_xlim() + axes.get_ylim() for axes in figure.axes] == [(-1, 1, -1, 1)] * 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.figure_pictures(np.zeros((0, 8, 8)), alt="x"), "pictures: expected at least one picture"),
        (lambda: plots.figure_pictures(PICTURES, ["one"], alt="x"), "titles: expected 7 titles, got 1"),
        (lambda: plots.figure_neighbours(PICTURES[0], PICTURES, [0.1]), "distances: expected 7, one per neighbour"),
        (lambda: plots.figure_bars({}, ylabel="y", alt="x"), "values: expected at least one bar"),
        (lambda: plots.figure_curves([1], {}, xlabel="x", ylabel="y", alt="x"), "lines: expected at least one curve"),
        (lambda: plots.figure_scores({}, ylabel="y", alt="x"), "scores: expected at least one group"),
        (lambda: plots.figure_maps({}, [0], "a"), "maps: expected at least one map"),
        (lambda: plots.figure_neighbours(PICTURES[0], PICTURES[:2], [0.1, 0.2], [True]), "same: expected 2, one per"),
        (lambda: plots.figure_distances([np.nan], [1.0]), "same, different: expected finite distances, got NaN"),
        (lambda: plots.figure_distances([], [1.0]), "same, different: expected at least one each"),
        (lambda: plots.figure_maps({"m": np.zeros((11, 2))}, np.arange(11), "abcdefghijk"), "labels: expected 1 to 10"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""The figures of lesson 10 draw what they are given and say so."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_lib import plots

PLACES = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])
CENTRES = np.array([[0.6, 0.8], [-0.6, 0.8]])
WORDS = {"title": "a 3", "alt": "a picture among two centres"}


def test_a_picture_is_joined_to_every_centre_and_its_own_class_is_green():
    figure, alt = plots.figure_centres(PLACES, [0, 1, 1], CENTRES, ("3", "8"), 1, [0.25, 0.75], **WORDS)
    plane, bars = figure.axes
    np.testing.assert_array_equal(plane.collections[0].get_offsets(), PLACES)
    lines = [line for line in plane.lines if len(line.get_xdata()) == 2]
    np.testing.assert_array_equal([line.get_xydata()[0] for line in lines], [PLACES[1], PLACES[1]])
    np.testing.assert_array_equal([line.get_xydata()[1] for line in lines], CENTRES)
    assert [line.get_color() == plots.SAME for line in lines] == [False, True]
    assert [bar.get_height() for bar in bars.patches] == [0.25, 0.75]
    assert [to_hex(bar.get_facecolor()).upper() for bar in bars.patches] == [plots.DIFFERENT, plots.SAME]
    assert [text.get_text() for text in plane.texts] == ["3", "8"]
    assert (figure.get_suptitle(), alt) == ("a 3", WORDS["alt"])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"embeddings": np.zeros((3, 3))}, r"embeddings: expected two numbers each, \(n, 2\), got shape \(3, 3\)"),
        ({"centres": np.zeros(2)}, r"centres: expected two numbers each"),
        ({"names": ("3",)}, "names: expected 2, one per centre, got 1"),
        ({"probabilities": [1.0]}, "probabilities: expected 2, one per centre, got 1"),
        ({"chosen": 3}, "chosen: expected a whole number from 0 to 2, got 3"),
    ],
)
def test_centres_refuse_what_does_not_fit(changed, message):
    fits = {"embeddings": PLACES, "labels": [0, 1, 1], "centres": CENTRES, "names": ("3", "8"), "chosen": 0}
    with pytest.raises(ValueError, match=message):
        plots.figure_centres(**{**fits, "probabilities": [0.5, 0.5], **WORDS, **changed})


def test_scores_by_scale_show_mean_and_range_of_the_runs():
    met, new = [[0.8, 0.6], [0.9, 0.7]], [[0.2, 0.4], [0.3, 0.3]]
    figure, alt = plots.figure_scales((3, 30), met, new, 0.5, what="digits", alt="two lines that cross")
    (axes,) = figure.axes
    first, second, pixels = axes.lines
    np.testing.assert_allclose(first.get_xydata(), [[3, 0.85], [30, 0.65]])
    np.testing.assert_allclose(second.get_ydata(), [0.25, 0.35])
    np.testing.assert_allclose(pixels.get_ydata(), [0.5, 0.5])
    corners = axes.collections[0].get_paths()[0].vertices
    assert (corners[:, 1].min(), corners[:, 1].max()) == (0.6, 0.9)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "digits it has met", "new digits", "new digits, by pixels"
    ]  # fmt: skip
    assert ([text.get_text() for text in axes.get_xticklabels()], alt) == (["3", "30"], "two lines that cross")


def test_one_run_is_a_line_and_scores_that_do_not_fit_are_refused():
    figure, _ = plots.figure_scales((3, 30), [0.8, 0.6], [0.2, 0.4], 0.5, what="products", alt="one run")
    np.testing.assert_allclose(figure.axes[0].lines[0].get_ydata(), [0.8, 0.6])
    with pytest.raises(ValueError, match=r"new: expected runs of 2 scores, one per scale, got shape \(1, 1\)"):
        plots.figure_scales((3, 30), [0.8, 0.6], [0.2], 0.5, what="products", alt="one run")


def test_a_wide_picture_stands_above_the_curves_of_its_places():
    picture, places = np.arange(24.0).reshape(2, 12), np.array([1.5, 2.5, 3.5])
    figure, alt = plots.figure_slide(picture, places, {"a 3": [0, 1, 0], "a 9": [1, 0, 0]}, alt="one peak each")
    above, below = figure.axes
    np.testing.assert_array_equal(above.images[0].get_array(), picture)
    np.testing.assert_array_equal([line.get_ydata() for line in below.lines], [[0, 1, 0], [1, 0, 0]])
    assert above.get_xlim() == below.get_xlim()
    assert [text.get_text() for text in below.get_legend().get_texts()] == ["a 3", "a 9"]
    assert alt == "one peak each"


@pytest.mark.parametrize(
    ("picture", "lines", "message"),
    [
        (np.zeros((2, 3, 1)), {"a": [1]}, r"picture: expected shape \(h, w\), grey, got shape \(2, 3, 1\)"),
        (np.zeros((2, 3)), {}, "lines: expected at least one curve"),
        (np.zeros((2, 3)), {"a 3": [1, 2]}, "a 3: expected 1 values, one per place, got 2"),
    ],
)
def test_slide_refuses_what_does_not_fit(picture, lines, message):
    with pytest.raises(ValueError, match=message):
        plots.figure_slide(picture, [0], lines, alt="")

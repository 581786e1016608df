"""The figures of lesson 08 draw what they are given."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_lib import plots


def test_planes_are_dots_beside_the_line():
    figure, alt = plots.figure_planes([0, np.pi / 2, np.pi], [0.0, 0.6, 1.0], alt="three angles")
    line, dots = figure.axes[0].lines
    np.testing.assert_array_equal(line.get_xydata(), [[0, 0], [180, 1]])
    np.testing.assert_allclose(dots.get_xydata(), [[0, 0], [90, 0.6], [180, 1]])
    assert alt == "three angles"


def test_each_score_has_a_panel_with_all_methods():
    methods = {"float": {32: 0.9, 64: 0.95}, "sign": {1: 0.4, 2: 0.7}}
    figure, alt = plots.figure_bytes({"MAP@R": methods, "recall@1": methods}, alt="two panels")
    assert [axes.get_title() for axes in figure.axes] == ["MAP@R", "recall@1"]
    for axes in figure.axes:
        assert [dict(line.get_xydata()) for line in axes.lines] == list(methods.values())
        assert list(axes.get_xticks()) == [1, 2, 32, 64]
    assert alt == "two panels"


def test_hamming_shares_add_up_to_1_per_kind():
    figure, _ = plots.figure_hamming({"before": ([0, 1, 1, 3], [[2, 3]]), "after": ([0], [3])}, bits=3, alt="pairs")
    bars = figure.axes[0].patches
    assert [bar.get_height() for bar in bars] == [0.25, 0.5, 0, 0.25, 0, 0, 0.5, 0.5]
    assert [to_hex(bar.get_facecolor()).upper() for bar in bars] == [plots.SAME] * 4 + [plots.DIFFERENT] * 4
    assert [sum(bar.get_height() for bar in axes.patches) for axes in figure.axes] == [2, 2]


@pytest.mark.parametrize("kind", ["uint8", "int32", "uint64"])
def test_hamming_takes_whole_numbers_of_every_kind_and_no_others(kind):
    """NumPy 2.1, which Google Colab has, counts no uint64."""
    figure, _ = plots.figure_hamming({"a": (np.array([0, 1, 1, 3], kind), np.array([3], kind))}, bits=3, alt="pairs")
    assert [bar.get_height() for bar in figure.axes[0].patches] == [0.25, 0.5, 0, 0.25, 0, 0, 0, 1]
    with pytest.raises(TypeError):
        plots.figure_hamming({"a": ([0.5], [1])}, bits=3, alt="pairs")


@pytest.mark.parametrize("positive", [1, 3])
def test_a_row_shows_every_picture_and_its_weight(positive):
    figure, alt = plots.figure_similarity_row(
        np.zeros((4, 8, 8)), [0.9, -0.2, 0.1], [0.7, 0.1, 0.2], title="row", alt="a row", positive=positive
    )
    cosines, weights = figure.axes[-2:]
    assert len(figure.axes) == 4 + 2
    assert [bar.get_height() for bar in cosines.patches] == [0.9, -0.2, 0.1]
    assert [bar.get_height() for bar in weights.patches] == [0.7, 0.1, 0.2]
    assert cosines.get_ylim()[0] < -0.2
    green = [i for i, bar in enumerate(weights.patches, 1) if to_hex(bar.get_facecolor()).upper() == plots.SAME]
    assert green == [positive]
    assert (figure.get_suptitle(), alt) == ("row", "a row")


def test_zeros_of_a_spectrum_stay_in_the_figure():
    figure, _ = plots.figure_spectra({"collapsed": [0.0, 0.0], "spread": [2.0, 1.0]}, alt="two", floor=1e-3)
    assert [list(line.get_ydata()) for line in figure.axes[0].lines] == [[1e-3, 1e-3], [2, 1]]
    assert figure.axes[0].get_yscale() == "log"


ROW = {"pictures": np.zeros((3, 8, 8)), "similarities": [0.1, 0.2], "weights": [0.5, 0.5], "title": ""}


@pytest.mark.parametrize(
    ("draw", "argument", "given"),
    [
        (plots.figure_planes, "angles", {"angles": [], "shares": []}),
        (plots.figure_planes, "shares", {"angles": [0, 1], "shares": [0]}),
        (plots.figure_bytes, "scores", {"scores": {}}),
        (plots.figure_hamming, "panels", {"panels": {}, "bits": 3}),
        (plots.figure_hamming, "same", {"panels": {"a": ([], [1])}, "bits": 3}),
        (plots.figure_hamming, "different", {"panels": {"a": ([0], [4])}, "bits": 3}),
        (plots.figure_similarity_row, "pictures", ROW | {"pictures": np.zeros((1, 8, 8))}),
        (plots.figure_similarity_row, "weights", ROW | {"weights": [1.0]}),
        (plots.figure_similarity_row, "similarities", ROW | {"similarities": [1.0, 2.0, 3.0]}),
        (plots.figure_similarity_row, "positive", ROW | {"positive": 3}),
        (plots.figure_spectra, "spectra", {"spectra": {}}),
        (plots.figure_spectra, "spectra", {"spectra": {"a": [-1.0]}}),
    ],
)
def test_what_does_not_fit_is_refused_by_name(draw, argument, given):
    with pytest.raises(ValueError, match=f"^{argument}: "):
        draw(**given, alt="a picture")

"""The figure of what makes two pictures match draws the maps that it is given, on one scale, and says where."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_lib import plots

PICTURE = np.random.default_rng(0).integers(0, 256, (9, 9, 3), dtype=np.uint8)


def heat(row, column, value):
    out = np.full((9, 9), -0.1)
    out[row, column] = value
    return out


def test_the_maps_lie_over_grey_pictures_on_one_scale_around_0():
    one, two = heat(0, 0, 0.2), heat(4, 4, 0.5)
    figure, _ = plots.figure_saliency(PICTURE, one, PICTURE[::-1], two, 0.4, title="Apple")
    drawn = [[image.get_array() for image in axes.images] for axes in figure.axes[:4]]
    np.testing.assert_array_equal(drawn[0][0], PICTURE)
    np.testing.assert_array_equal(drawn[2][0], PICTURE[::-1])
    for (grey, over), picture, given in ((drawn[1], PICTURE, one), (drawn[3], PICTURE[::-1], two)):
        np.testing.assert_allclose(grey, picture.mean(axis=2))
        np.testing.assert_array_equal(over, given)
    assert [figure.axes[i].images[1].get_clim() for i in (1, 3)] == [(-0.5, 0.5)] * 2
    assert 0 < figure.axes[1].images[1].get_alpha() < 1
    assert figure.get_suptitle() == "Apple"
    assert figure.axes[-1].get_ylabel() == "distance grows by"


@pytest.mark.parametrize(
    ("row", "column", "words"), [(0, 0, "upper left"), (4, 4, "centre"), (8, 3, "lower centre"), (3, 8, "middle right")]
)
def test_the_words_say_where_hiding_counts_most(row, column, words):
    _, alt = plots.figure_saliency(PICTURE, heat(row, column, 0.25), PICTURE, heat(8, 8, 0.5), 0.4)
    assert alt == (
        "A query and its match at distance 0.40, each with a map. Hiding a patch makes the distance grow most "
        f"at the {words} of the query, by 0.25 on average, and at the lower right of the match, by 0.50."
    )


@pytest.mark.parametrize(("same", "colour"), [(True, plots.SAME), (False, plots.DIFFERENT)])
def test_the_frame_of_the_match_says_whether_it_is_right(same, colour):
    figure, _ = plots.figure_saliency(PICTURE, heat(0, 0, 1), PICTURE, heat(0, 0, 1), 0.4, same=same)
    frames = [to_hex(figure.axes[i].spines["left"].get_edgecolor()).upper() for i in (0, 2)]
    assert frames == [plots.QUERY, colour]


def test_maps_of_zeros_are_drawn():
    figure, _ = plots.figure_saliency(PICTURE, np.zeros((9, 9)), PICTURE, np.zeros((9, 9)), 0)
    assert figure.axes[1].images[1].get_clim() == (-1, 1)


@pytest.mark.parametrize("bad", [np.zeros((9, 8)), np.full((9, 9), np.nan)])
@pytest.mark.parametrize("argument", ["query_map", "match_map"])
def test_a_map_that_does_not_fit_is_named(argument, bad):
    maps = {"query_map": np.zeros((9, 9)), "match_map": np.zeros((9, 9)), argument: bad}
    with pytest.raises(ValueError, match=rf"^{argument}: expected finite numbers \(9, 9\)"):
        plots.figure_saliency(query=PICTURE, match=PICTURE, distance=0.4, **maps)

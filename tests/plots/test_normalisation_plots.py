"""The figures of lesson 04 draw what they are given and say so."""

import numpy as np
import pytest

from course_lib import plots
from course_lib.plots.methods import METHODS
from course_lib.plots.normalisation_plots import apart

CLOUD = np.array([[0.0, 0.0], [2.0, 0.0], [4.0, 4.0]])
LABELS = np.array([0, 0, 1])


def test_growth_is_drawn_on_logarithmic_axes_with_a_name_for_each_curve():
    x = np.array([0.1, 1.0, 10.0])
    figure, alt = plots.figure_growth(x, {"1 / x": 1 / x, "one": x**0}, xlabel="x", ylabel="y", alt="two curves")
    (axes,) = figure.axes
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), 1 / x)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["1 / x", "one"]
    assert len({line.get_linestyle() for line in axes.lines}) == 2
    assert alt == "two curves"


def test_batch_norm_has_its_own_colour_wherever_it_stands():
    x = np.array([1.0, 2.0])
    few, many = (
        plots.figure_growth(x, {name: x for name in names}, xlabel="", ylabel="", alt="lines")[0].axes[0].lines
        for names in (("plain", "batch norm"), ("plain", "plain, other start", "batch norm"))
    )
    assert few[1].get_color() == many[2].get_color() == METHODS["batch norm"]
    assert len({line.get_color() for line in many}) == 3


def test_a_few_places_are_written_out_below_the_axis_and_many_are_not():
    few, many = (
        plots.figure_growth(x, {"one": np.ones(len(x))}, xlabel="", ylabel="", alt="a line")[0].axes[0]
        for x in ([5, 10, 20, 40], np.logspace(-8, 1, 91))
    )
    assert len(many.get_xticks()) < 91
    assert [label.get_text() for label in few.get_xticklabels()] == ["5", "10", "20", "40"]
    assert len(few.get_xticks(minor=True)) == 0


@pytest.mark.parametrize(
    ("x", "lines", "message"),
    [
        ([0.0, 1.0], {"a": [1, 1]}, "x: expected values above 0, got 0.0"),
        ([1.0, 2.0], {"a": [1, -3]}, "a: expected values above 0, got -3"),
        ([1.0, 2.0], {}, "lines: expected at least one curve"),
    ],
)
def test_growth_refuses_what_has_no_logarithm(x, lines, message):
    with pytest.raises(ValueError, match=message):
        plots.figure_growth(x, lines, xlabel="", ylabel="", alt="")


def test_mates_join_both_places_of_each_picture_over_the_cloud():
    alone, among = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[1.0, 0.0], [1.0, 3.0]])
    figure, alt = plots.figure_mates(CLOUD, LABELS, ("3", "8"), alone, among, title="moved", alt="two arrows")
    (axes,) = figure.axes
    np.testing.assert_array_equal(axes.collections[0].get_offsets(), CLOUD)
    places = {line.get_label(): line.get_xydata().tolist() for line in axes.lines}
    assert places == {"in inference": alone.tolist(), "among these mates": among.tolist()}
    named = {text.get_text(): text.xy for text in axes.texts if text.get_text()}
    assert {name: tuple(place) for name, place in named.items()} == {"3": (1.0, 0.0), "8": (4.0, 4.0)}
    arrows = [(text.xyann, tuple(text.xy)) for text in axes.texts if text.arrow_patch]
    assert [(tuple(start), end) for start, end in arrows] == [((0, 0), (1, 0)), ((1, 1), (1, 3))]
    assert (axes.get_title(), alt) == ("moved", "two arrows")


def test_mates_need_a_plane_and_as_many_places_as_pictures():
    with pytest.raises(ValueError, match=r"cloud: expected shape \(n, 2\), got shape \(3, 3\)"):
        plots.figure_mates(np.zeros((3, 3)), LABELS, ("3", "8"), CLOUD, CLOUD, title="", alt="")
    with pytest.raises(ValueError, match=r"among: expected shape \(3, 2\), as alone, got shape \(2, 2\)"):
        plots.figure_mates(CLOUD, LABELS, ("3", "8"), CLOUD, CLOUD[:2], title="", alt="")


def test_the_view_stays_while_arrows_end_inside_the_cloud_and_grows_when_one_leaves_it():
    def view(among):
        figure, _ = plots.figure_mates(CLOUD, LABELS, ("3", "8"), CLOUD[:1], among, title="", alt="an arrow")
        return figure.axes[0].get_xlim() + figure.axes[0].get_ylim()

    assert view([[1.0, 1.0]]) == view([[3.0, 3.0]])
    assert view([[9.0, 1.0]])[1] > 9 > view([[3.0, 3.0]])[1]


@pytest.mark.parametrize("seed", range(3))
def test_names_of_classes_do_not_lie_on_each_other(seed):
    places = np.random.default_rng(seed).normal(size=(10, 2))
    places[1] = places[0]
    moved = apart(places, 0.3)
    pairs = [np.hypot(*(moved[i] - moved[j])) for i in range(10) for j in range(i)]
    assert min(pairs) > 0.29
    far = [[0.0, 0.0], [5.0, 5.0]]
    np.testing.assert_array_equal(apart(far, 0.3), far)

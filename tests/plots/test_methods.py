"""A method keeps its colour, and a bar shows the range that it is given."""

from course_lib import plots
from course_lib.plots.methods import METHODS


def test_no_method_has_the_colour_of_a_role_or_of_another_method():
    roles = {plots.QUERY, plots.SAME, plots.DIFFERENT}
    assert len(set(METHODS.values()) - roles) == len(METHODS)


def test_a_method_has_one_colour_in_curves_and_bars_whatever_its_place():
    curves, _ = plots.figure_curves([0, 1], {"other": [0, 1], "triplet": [1, 2]}, xlabel="x", ylabel="y", alt="two")
    bars, _ = plots.figure_bars({"triplet": 0.5, "other": 0.4}, ylabel="y", alt="two")
    assert curves.axes[0].lines[1].get_color() == METHODS["triplet"]
    assert plots_hex(bars.axes[0].patches[0]) == METHODS["triplet"].lower()


def test_whiskers_end_at_the_smallest_and_the_largest_value():
    figure, _ = plots.figure_bars({"triplet": (0.5, 0.4, 0.7), "pixels": 0.3}, ylabel="y", alt="two")
    whiskers = figure.axes[0].collections[0].get_segments()[0]
    assert whiskers[:, 1].tolist() == [0.4, 0.7]
    assert [text.get_text() for text in figure.axes[0].texts] == ["0.50", "0.30"]


def plots_hex(patch):
    from matplotlib.colors import to_hex

    return to_hex(patch.get_facecolor())

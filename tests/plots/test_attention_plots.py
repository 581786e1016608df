"""The figures of lesson 09 draw the gates that they are given."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_lib import plots

MAPS = np.zeros((8, 8, 3))


def test_each_channel_has_its_map_and_its_bar():
    maps = np.arange(3) * np.ones((8, 8, 1))
    figure, alt = plots.figure_gates(maps, [0.2, 0.9, 0.4], title="SE", alt="three gates", marked=1)
    bars = figure.axes[-1].patches
    assert [bar.get_height() for bar in bars] == [0.2, 0.9, 0.4]
    assert [to_hex(bar.get_facecolor()).upper() for bar in bars] == [plots.QUERY, plots.SAME, plots.QUERY]
    assert [axes.images[0].get_array().max() for axes in figure.axes[:3]] == [0, 1, 2]
    assert (figure.get_suptitle(), alt) == ("SE", "three gates")


@pytest.mark.parametrize(("gates", "top"), [([0.1, 0.2, 0.3], 1), ([0, 5, 1], 5.5), ([0, 0, 0], 1)])
def test_no_bar_leaves_the_figure(gates, top):
    figure, _ = plots.figure_gates(MAPS, gates, title="", alt="three gates")
    assert figure.axes[-1].get_ylim() == (0, pytest.approx(top))


def test_gates_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"gates: expected 3 gates, one per channel, got shape \(2,\)"):
        plots.figure_gates(MAPS, [1, 2], title="", alt="")
    with pytest.raises(ValueError, match="maps: expected the maps of one picture"):
        plots.figure_gates(MAPS[0], [1, 2, 3], title="", alt="")


def test_places_share_one_scale():
    gates = np.array([[[0.1, 0.2]], [[0.5, 0.9]]])
    figure, alt = plots.figure_places(np.zeros((2, 1, 2)), gates, ["left", "right"], alt="two pictures")
    below = figure.axes[2:4]
    assert [axes.images[0].get_clim() for axes in below] == [(0.1, 0.9)] * 2
    np.testing.assert_array_equal([axes.images[0].get_array() for axes in below], gates)
    assert [axes.get_title() for axes in figure.axes[:2]] == ["left", "right"]
    assert alt == "two pictures"


@pytest.mark.parametrize(
    ("argument", "changed"),
    [
        ("pictures", {"pictures": np.zeros((0, 1, 2))}),
        ("gates", {"gates": np.zeros((2, 1))}),
        ("titles", {"titles": []}),
    ],
)
def test_bad_places_are_named(argument, changed):
    given = {"pictures": np.zeros((1, 1, 2)), "gates": np.zeros((1, 1, 2)), "titles": ["one"], **changed}
    with pytest.raises(ValueError, match=f"^{argument}: "):
        plots.figure_places(**given, alt="a picture")


def test_each_task_has_a_panel_with_all_its_scores():
    scores = {"one": {"none": 0.2, "SE": 0.8}, "all": {"none": 0.5, "SE": 0.6}}
    figure, alt = plots.figure_tasks(scores, xlabel="MAP@R", alt="two tasks")
    assert [axes.get_title() for axes in figure.axes] == ["one", "all"]
    assert [[bar.get_width() for bar in axes.patches] for axes in figure.axes] == [[0.2, 0.8], [0.5, 0.6]]
    assert [text.get_text() for text in figure.axes[0].texts] == [" 0.20", " 0.80"]
    assert alt == "two tasks"
    with pytest.raises(ValueError, match="scores: expected at least one task"):
        plots.figure_tasks({}, xlabel="", alt="")

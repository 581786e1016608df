"""The figures of lesson 09b draw the gates that they are given."""

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


@pytest.mark.parametrize(("gates", "top"), [([0.1, 0.2, 0.3], 0.33), ([0, 5, 1], 5.5), ([0, 0, 0], 1)])
def test_no_bar_leaves_the_figure_or_is_lost_in_it(gates, top):
    figure, _ = plots.figure_gates(MAPS, gates, title="", alt="three gates")
    assert figure.axes[-1].get_ylim() == (0, pytest.approx(top))


def test_gates_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"gates: expected 3 gates, one per channel, got shape \(2,\)"):
        plots.figure_gates(MAPS, [1, 2], title="", alt="")
    with pytest.raises(ValueError, match="maps: expected the maps of one picture"):
        plots.figure_gates(MAPS[0], [1, 2, 3], title="", alt="")


def test_each_task_has_a_panel_with_all_its_scores():
    scores = {"one": {"none": 0.2, "SE": 0.8}, "all": {"none": 0.5, "SE": 0.6}}
    figure, alt = plots.figure_tasks(scores, xlabel="MAP@R", alt="two tasks")
    assert [axes.get_title() for axes in figure.axes] == ["one", "all"]
    assert [[bar.get_width() for bar in axes.patches] for axes in figure.axes] == [[0.2, 0.8], [0.5, 0.6]]
    assert [text.get_text() for text in figure.axes[0].texts] == [" 0.20", " 0.80"]
    assert alt == "two tasks"


def test_a_method_that_a_task_lacks_leaves_its_row_empty():
    figure, _ = plots.figure_tasks({"one": {"mean": 0.1, "SE": 0.8}, "two": {"SE": 0.6}}, xlabel="", alt="")
    [bar], [words] = figure.axes[1].patches, figure.axes[1].texts
    assert (bar.get_y() + bar.get_height() / 2, words.xy[1]) == (1, 1)
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == ["mean", "SE"]
    assert [to_hex(bar.get_facecolor()) for bar in figure.axes[0].patches] == ["#8c8c8c", "#7a4fbf"]


def test_tasks_without_scores_are_refused():
    with pytest.raises(ValueError, match="scores: expected at least one task"):
        plots.figure_tasks({}, xlabel="", alt="")

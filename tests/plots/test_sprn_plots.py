"""The figures of lesson 06 draw the rankings and trainings that they are given."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_lib import plots

PICTURE = np.zeros((4, 4, 3), np.uint8)
RANKING = {
    "query": PICTURE,
    "neighbours": [PICTURE, PICTURE],
    "same": [True, False],
    "weight": 0.25,
    "scores": {0: 0.2, 0.5: 0.6, 1: 0.4},
}


def test_the_ranking_marks_what_is_right_and_where_the_weight_stands():
    figure, alt = plots.figure_ranking(**RANKING)
    assert [axes.get_title() for axes in figure.axes[:3]] == ["query", "✓", "✗"]
    frames = [to_hex(axes.spines["left"].get_edgecolor()).upper() for axes in figure.axes[:3]]
    assert frames == [plots.QUERY, plots.SAME, plots.DIFFERENT]
    curve, point = figure.axes[3].lines
    np.testing.assert_array_equal(curve.get_xydata(), [(0, 0.2), (0.5, 0.6), (1, 0.4)])
    np.testing.assert_allclose(point.get_xydata(), [(0.25, 0.4)])
    assert alt == (
        "A ranking by two branches: colour weighs 0.25; 1 of the 2 nearest have the class of the query; MAP@R is 0.40."
    )


@pytest.mark.parametrize(
    ("argument", "value"), [("neighbours", []), ("same", [True]), ("scores", {0: 1}), ("weight", 1.1), ("weight", -0.1)]
)
def test_a_bad_ranking_is_named(argument, value):
    with pytest.raises(ValueError, match=f"^{argument}: "):
        plots.figure_ranking(**{**RANKING, argument: value})


def test_the_course_of_a_training_is_averaged_over_twenty_steps():
    course = np.stack([np.arange(40.0), np.repeat([0.0, 1.0], 20)], axis=1)
    figure, alt = plots.figure_mining({"random": course}, 0.2, alt="one training")
    loss, share = (axes.lines[0].get_ydata() for axes in figure.axes)
    np.testing.assert_allclose(loss, np.arange(21) + 9.5)
    np.testing.assert_allclose(share, np.arange(21) / 20)
    assert figure.axes[0].lines[1].get_ydata() == [0.2, 0.2]
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["random", "margin"]
    assert alt == "one training"


@pytest.mark.parametrize("courses", [{}, {"short": np.zeros((19, 2))}, {"flat": np.zeros(40)}])
def test_a_bad_course_is_named(courses):
    with pytest.raises(ValueError, match=r"^courses: "):
        plots.figure_mining(courses, 0.2, alt="nothing")

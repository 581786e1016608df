"""The figures of lesson 06 draw the scores, rankings and trainings that they are given."""

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
    "shares": {"same colour": {0: 0.2, 0.5: 0.6, 1: 0.4}, "same class": {0: 0.1, 0.5: 0.5, 1: 0.1}},
}


def test_every_design_has_a_bar_in_every_panel_with_its_value():
    columns = {"colour": {"pixels": 0.25, "flat": 0.5}, "class": {"pixels": 0.1, "flat": 0.4}}
    figure, alt = plots.figure_designs(columns, ["pixels"], alt="two designs")
    assert [axes.get_title() for axes in figure.axes] == ["colour", "class"]
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["pixels", "flat"]
    for axes, values in zip(figure.axes, columns.values(), strict=True):
        assert [bar.get_width() for bar in axes.patches] == list(values.values())
        assert [text.get_text() for text in axes.texts] == [f"{value:.2f}" for value in values.values()]
        unlearned, learned = (to_hex(bar.get_facecolor()) for bar in axes.patches)
        assert unlearned != learned
    assert alt == "two designs"


@pytest.mark.parametrize("columns", [{}, {"class": {}}, {"class": {"flat": 1}, "colour": {"pixels": 1}}])
def test_bad_columns_are_named(columns):
    with pytest.raises(ValueError, match=r"^columns: "):
        plots.figure_designs(columns, alt="nothing")


def test_the_ranking_marks_what_is_right_and_where_the_weight_stands():
    figure, alt = plots.figure_ranking(**RANKING)
    assert [axes.get_title() for axes in figure.axes[:3]] == ["query", "✓", "✗"]
    frames = [to_hex(axes.spines["left"].get_edgecolor()).upper() for axes in figure.axes[:3]]
    assert frames == [plots.QUERY, plots.SAME, plots.DIFFERENT]
    colour, whole, now = figure.axes[3].lines
    np.testing.assert_array_equal(colour.get_xydata(), [(0, 0.2), (0.5, 0.6), (1, 0.4)])
    np.testing.assert_array_equal(whole.get_ydata(), [0.1, 0.5, 0.1])
    assert list(now.get_xdata()) == [0.25, 0.25]
    assert [text.get_text() for text in figure.axes[3].get_legend().get_texts()] == list(RANKING["shares"])
    assert alt == "A ranking by two branches: colour weighs 0.25; 1 of the 2 nearest have the class of the query."


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("neighbours", []),
        ("same", [True]),
        ("shares", {}),
        ("shares", {"one": {0: 1}}),
        ("weight", 1.1),
        ("weight", -0.1),
    ],
)
def test_a_bad_ranking_is_named(argument, value):
    with pytest.raises(ValueError, match=f"^{argument}: "):
        plots.figure_ranking(**{**RANKING, argument: value})


def test_the_course_of_a_training_is_drawn_over_its_steps():
    course = np.array([[0.2, 1.0], [0.1, 0.5], [0.1, 0.25]])
    figure, alt = plots.figure_mining([0, 20, 40], {"random": course}, 0.2, alt="one training")
    loss, share = (axes.lines[0].get_xydata() for axes in figure.axes)
    np.testing.assert_array_equal(loss, [(0, 0.2), (20, 0.1), (40, 0.1)])
    np.testing.assert_array_equal(share, [(0, 1), (20, 0.5), (40, 0.25)])
    assert figure.axes[0].lines[1].get_ydata() == [0.2, 0.2]
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["random", "margin"]
    reserved = {plots.QUERY, plots.SAME, plots.DIFFERENT}
    assert to_hex(figure.axes[0].lines[0].get_color()).upper() not in reserved
    assert alt == "one training"


@pytest.mark.parametrize("courses", [{}, {"short": np.zeros((2, 2))}, {"flat": np.zeros(3)}])
def test_a_bad_course_is_named(courses):
    with pytest.raises(ValueError, match=r"^courses: "):
        plots.figure_mining([0, 20, 40], courses, 0.2, alt="nothing")

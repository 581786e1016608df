"""The figures of lesson 01 draw what they are given and say so."""

import numpy as np
import pytest

from course_lib import plots

PICTURES = np.zeros((2, 8, 8, 1), np.uint8)


def branch(hidden, embedding):
    """What `forward` returns for one picture: the picture, the hidden layer, the embedding."""
    return [np.zeros((1, 64)), np.array([hidden]), np.array([embedding])]


def test_twins_show_both_branches_and_the_line_between_their_points():
    left, right = branch([0.1, 0.9, 0.5], [0.5, -0.5]), branch([0.2, 0.3, 0.4], [-1.0, 1.0])
    figure, alt = plots.figure_twins(PICTURES, left, right, title="distance 4.50", alt="two branches")
    _, hidden_left, _, hidden_right, plane = figure.axes
    assert [bar.get_height() for bar in hidden_left.patches] == [0.1, 0.9, 0.5]
    assert [bar.get_height() for bar in hidden_right.patches] == [0.2, 0.3, 0.4]
    joined = plane.lines[0].get_xydata()
    np.testing.assert_array_equal(joined, [[0.5, -0.5], [-1.0, 1.0]])
    assert (figure.get_suptitle(), alt) == ("distance 4.50", "two branches")


def test_hidden_values_below_zero_stay_in_sight():
    left = branch([-0.8, 0.2], [0, 0])
    figure, _ = plots.figure_twins(PICTURES, left, left, title="tanh", alt="two branches")
    assert figure.axes[1].get_ylim() == (-0.8, 1)


def test_an_embedding_of_three_numbers_is_refused():
    with pytest.raises(
        ValueError, match=r"left: expected one embedding of two numbers, got an embedding of shape \(1, 3\)"
    ):
        plots.figure_twins(PICTURES, branch([0], [1, 2, 3]), branch([0], [1, 2, 3]), title="", alt="")


def test_activations_stand_beside_their_slopes():
    z = np.array([-1.0, 0.0, 1.0])
    figure, alt = plots.figure_activations(z, {"tanh": np.tanh(z)}, {"tanh": 1 - np.tanh(z) ** 2}, alt="one curve")
    values, slopes = (axes.lines[0].get_ydata() for axes in figure.axes)
    np.testing.assert_array_equal(values, np.tanh(z))
    assert slopes.max() == 1
    assert alt == "one curve"

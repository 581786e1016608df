"""The figure of lesson 10b counts what a threshold does, and refuses what is no probability."""

import numpy as np
import pytest

from course_lib import plots


def test_the_words_count_both_sides_of_the_threshold():
    figure, alt = plots.figure_sureness([0.9, 0.8, 0.3, 0.95], [0.4, 0.7], 0.5, title="alone")
    (axes,) = figure.axes
    assert "above the threshold 0.50 are 75% of the known pictures, and below it 50% of the strangers" in alt
    heights = np.array([[bar.get_height() for bar in hill] for hill in axes.containers])
    np.testing.assert_allclose(heights.sum(axis=1), [1, 1])
    assert axes.lines[0].get_xdata()[0] == 0.5
    assert axes.get_title() == "alone"
    texts = [text.get_text() for text in axes.get_legend().get_texts()]
    assert sorted(texts) == ["known (4)", "strangers (2)", "threshold 0.50"]


@pytest.mark.parametrize(
    ("known", "strangers", "message"),
    [
        ([], [0.5], "known: expected at least one probability, got none"),
        ([0.5], [1.5], "strangers: expected numbers from 0 to 1, got 1.5 to 1.5"),
        ([np.nan], [0.5], "known: expected numbers from 0 to 1, got nan"),
    ],
)
def test_what_is_no_probability_is_refused(known, strangers, message):
    with pytest.raises(ValueError, match=message):
        plots.figure_sureness(known, strangers, 0.5)

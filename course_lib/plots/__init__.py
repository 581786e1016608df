"""Every figure of the course, each with an alternative text; the only importer of matplotlib.

A function named `figure_...` builds and returns `(figure, alt)` and shows nothing, so that a widget can redraw it.
The other functions build, show and close.

core      show, curves, bars, pictures: what every lesson uses
search    neighbours, histograms of distances, maps of an embedding, scores side by side
topology  lesson 01: activations and slopes, two branches at work
attention lesson 09: gates of channels and of places, scores by task
"""

from course_lib.plots.attention import figure_gates, figure_places, figure_tasks
from course_lib.plots.core import (
    DIFFERENT,
    QUERY,
    SAME,
    as_html,
    bars,
    curves,
    figure_bars,
    figure_curves,
    figure_pictures,
    pictures,
    save,
    show,
)
from course_lib.plots.search import figure_distances, figure_maps, figure_neighbours, figure_scores
from course_lib.plots.topology import figure_activations, figure_twins

__all__ = [
    "DIFFERENT",
    "QUERY",
    "SAME",
    "as_html",
    "bars",
    "curves",
    "figure_activations",
    "figure_bars",
    "figure_curves",
    "figure_distances",
    "figure_gates",
    "figure_maps",
    "figure_neighbours",
    "figure_pictures",
    "figure_places",
    "figure_scores",
    "figure_tasks",
    "figure_twins",
    "pictures",
    "save",
    "show",
]

"""Every figure of the course, each with an alternative text; the only importer of matplotlib.

A function named `figure_...` builds and returns `(figure, alt)` and shows nothing, so that a widget can redraw it.
The other functions build, show and close.

literal        names of classes and files letter by letter
core           show, curves, bars, pictures: what every lesson uses
methods        one colour per method through the course
search         neighbours, histograms of distances, maps of an embedding, scores side by side
index          lesson 16: what kinds of index find and how fast, how their cost grows, what a first choice keeps
topology       lesson 01: activations and slopes, two branches at work
losses         lesson 02: a loss and its slope, triplets that pull, scores by margin, loss beside spread
optimizers     lessons 03 and 03b: a race over a surface, curves over decades
normalisation  lessons 04, 04b and 04c: a growing gradient, embeddings that move with their batch mates
testing        lessons 05 and 05b: distance matrices, ROC and DET curves, a threshold at a base rate
certainty      lessons 05 and 05c: a dot for each run, a score with its intervals; lesson 18d: a cut axis
sprn           lessons 06 and 06b: scores of designs, a ranking under a weight of two branches, a training
sdrn           lessons 07 and 07b: a map over lambda and gamma, distances by their targets, chains of places
contrastive    lessons 08 and 08b: softmax over a row, spectra; lesson 16b: planes, scores by bytes, Hamming distances
attention      lesson 09b: gates of channels, scores by task
two_stages     lesson 10: a picture among class centres, scores by scale, a classifier slid over a wide picture
strangers      lesson 10b: how sure a classifier is of those it knows and of strangers
few_label      lessons 11 and 11b: labels passed on over a map, coverage of a cut, all methods on a wall
costs          lesson 15c: what each threshold costs
one_shot       lesson 14: a drawing among twenty characters, every error beside what was right
strategy       lesson 12: gains with intervals, curves read at a budget; lesson 12b: where two searches look
saliency       lesson 15b: what in two pictures makes them match
"""

from course_lib.plots.attention_plots import figure_gates, figure_tasks
from course_lib.plots.certainty_plots import figure_axis, figure_intervals, figure_runs
from course_lib.plots.contrastive_plots import (
    figure_bytes,
    figure_hamming,
    figure_planes,
    figure_similarity_row,
    figure_spectra,
)
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
from course_lib.plots.cost_plots import figure_costs
from course_lib.plots.few_label_plots import figure_coverage, figure_passed_on, figure_wall
from course_lib.plots.index_plots import figure_candidates, figure_index_cost, figure_index_recall
from course_lib.plots.loss_plots import figure_losses, figure_margins, figure_meter, figure_triplets
from course_lib.plots.normalisation_plots import figure_growth, figure_mates
from course_lib.plots.one_shot_plots import figure_errors, figure_run
from course_lib.plots.optimizer_plots import figure_decades, figure_race
from course_lib.plots.saliency_plots import figure_saliency
from course_lib.plots.sdrn_plots import figure_chains, figure_grades, figure_weight_map
from course_lib.plots.search_plots import figure_distances, figure_maps, figure_neighbours, figure_scores
from course_lib.plots.sprn_plots import figure_designs, figure_mining, figure_ranking
from course_lib.plots.stranger_plots import figure_sureness
from course_lib.plots.strategy_plots import figure_gains, figure_looked, figure_read
from course_lib.plots.testing_plots import figure_matrices, figure_roc_det, figure_threshold
from course_lib.plots.topology_plots import figure_activations, figure_twins
from course_lib.plots.two_stage_plots import figure_centres, figure_scales, figure_slide

__all__ = [
    "DIFFERENT",
    "QUERY",
    "SAME",
    "as_html",
    "bars",
    "curves",
    "figure_activations",
    "figure_axis",
    "figure_bars",
    "figure_bytes",
    "figure_candidates",
    "figure_centres",
    "figure_chains",
    "figure_costs",
    "figure_coverage",
    "figure_curves",
    "figure_decades",
    "figure_designs",
    "figure_distances",
    "figure_errors",
    "figure_gains",
    "figure_gates",
    "figure_grades",
    "figure_growth",
    "figure_hamming",
    "figure_index_cost",
    "figure_index_recall",
    "figure_intervals",
    "figure_looked",
    "figure_losses",
    "figure_maps",
    "figure_margins",
    "figure_mates",
    "figure_matrices",
    "figure_meter",
    "figure_mining",
    "figure_neighbours",
    "figure_passed_on",
    "figure_pictures",
    "figure_planes",
    "figure_race",
    "figure_ranking",
    "figure_read",
    "figure_roc_det",
    "figure_run",
    "figure_runs",
    "figure_saliency",
    "figure_scales",
    "figure_scores",
    "figure_similarity_row",
    "figure_slide",
    "figure_spectra",
    "figure_sureness",
    "figure_tasks",
    "figure_threshold",
    "figure_triplets",
    "figure_twins",
    "figure_wall",
    "figure_weight_map",
    "pictures",
    "save",
    "show",
]

"""Figures printed grey: what a legend names differs in dashes, marker or hatch, never in colour alone."""

from itertools import combinations

import numpy as np
import pytest
from helpers.colours import SEEN_BY, ciede2000, contrast, distance
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D

from course_lib import plots
from course_lib.paths import ROOT
from course_lib.plots.methods import DASHES, METHODS
from course_lib.plots.optimizer_plots import OPTIMIZERS

X = np.arange(1.0, 5.0)  # (4,)
SIX = {name: X for name in "abcdef"}
PAIRS = [0.2, 0.3], [0.6, 0.7]
PICTURES = np.zeros((4, 8, 8, 3), np.uint8)
WORDS = {"xlabel": "x", "ylabel": "y", "alt": "six lines"}
CURVE = {"xlabel": "x", "alt": "six lines"}
COURSES = {name: np.ones((4, 2)) for name in "abcd"}
RATES = {name: {"recall": 1.0, "rate": 9.0} for name in "abcdef"}
RUNS = {name: [0.1, 0.2] for name in ("pixels", "untrained", "a", "b", "c")}
WALL = {name: {"m": {1: [0.1], 2: [0.2]}} for name in ("digits", "catalogue")}
SEVERAL = {
    "activations": lambda: plots.figure_activations(X, SIX, SIX, alt="six lines"),
    "bytes": lambda: plots.figure_bytes({"s": {name: {1: 0.1, 2: 0.2} for name in SIX}}, alt="six lines"),
    "candidates": lambda: plots.figure_candidates({name: {10: 0.5} for name in SIX}),
    "costs": lambda: plots.figure_costs({name: (X, X) for name in SIX}),
    "coverage": lambda: plots.figure_coverage(SIX, SIX, {}),
    "curves": lambda: plots.figure_curves(X, SIX, **WORDS),
    "decades, few": lambda: plots.figure_decades(X, SIX, **WORDS),
    "decades, many": lambda: plots.figure_decades(np.arange(1, 30), dict.fromkeys("abcdef", range(1, 30)), **WORDS),
    "distances": lambda: plots.figure_distances(*PAIRS, threshold=0.5),
    "growth": lambda: plots.figure_growth(X, SIX, **WORDS),
    "hamming": lambda: plots.figure_hamming({"p": ([1, 2], [2, 3])}, 4, alt="bars"),
    "index_cost": lambda: plots.figure_index_cost({10: RATES, 100: RATES}),
    "index_recall": lambda: plots.figure_index_recall(RATES),
    "losses": lambda: plots.figure_losses(X, {name: (X, X) for name in SIX}, **CURVE),
    "maps": lambda: plots.figure_maps({"m": np.zeros((10, 2))}, np.arange(10), "abcdefghij"),
    "margins": lambda: plots.figure_margins({name: {1.0: 0.1, 2.0: 0.2} for name in SIX}, **WORDS),
    "mates": lambda: plots.figure_mates(
        np.eye(2), np.arange(2), "ab", np.eye(2), 1 - np.eye(2), title="moved", alt="points"
    ),
    "meter": lambda: plots.figure_meter(X, SIX, SIX, 0.2),
    "mining": lambda: plots.figure_mining(X, COURSES, 0.2, alt="four lines"),
    "passed_on": lambda: plots.figure_passed_on(np.zeros((4, 2)), {"p": [1, 0, 1, 0]}, [1, 1, 0, 0]),
    "planes": lambda: plots.figure_planes([0.1], [0.2], alt="a line and dots"),
    "race": lambda: plots.figure_race(
        lambda at: at[0] ** 2, {name: np.ones((3, 2)) for name in SIX}, goals=[(0, 0)], title="race", alt="six paths"
    ),
    "ranking": lambda: plots.figure_ranking(
        PICTURES[0], PICTURES[1:], np.array([1, 0, 1]), 0.5, {name: {0: 0.1, 1: 0.2} for name in "abcd"}
    ),
    "read": lambda: plots.figure_read(X, {name: X for name in "abcdefghij"}, 2, xlabel="x", ylabel="y"),
    "roc_det": lambda: plots.figure_roc_det({name: (X / 5, X / 5) for name in RUNS}, alt="five curves"),
    "runs": lambda: plots.figure_runs({"g": RUNS}, ylabel="y", alt="bars"),
    "scales": lambda: plots.figure_scales(X, X / 5, X / 6, 0.1, what="digits", alt="three lines"),
    "scores": lambda: plots.figure_scores({"g": dict.fromkeys("abcdefgh", 0.5)}, ylabel="y", alt="bars"),
    "slide": lambda: plots.figure_slide(np.eye(4), X, SIX, alt="six lines"),
    "spectra": lambda: plots.figure_spectra(SIX, alt="six lines"),
    "sureness": lambda: plots.figure_sureness(*PAIRS, 0.5),
    "threshold": lambda: plots.figure_threshold(*PAIRS, 0.5, 0.1),
    "triplets": lambda: plots.figure_triplets(X[:2], [X[:2]], [X[2:]], np.ones((3, 2)), 1),
    "twins": lambda: plots.figure_twins(
        PICTURES[:2, ..., 0], *[[X[None], X[None], np.zeros((1, 2))]] * 2, title="twins", alt="two branches"
    ),
    "wall": lambda: plots.figure_wall(WALL, {name: {1: 0.1, 2: 0.2} for name in WALL}, {"r": ["m"]}, alt="four lines"),
}
# Here each thing has its own words beside it, or there is only one: a row, a bar, a cell, a picture with ✓ or ✗.
WRITTEN_BESIDE = {"axis", "bars", "centres", "chains", "designs", "errors", "gains", "gates", "grades", "intervals"}
WRITTEN_BESIDE |= {"looked", "matrices", "neighbours", "pictures", "run", "saliency", "similarity_row", "tasks"}
WRITTEN_BESIDE |= {"weight_map"}
LESSONS = sorted((ROOT / "notebooks" / "source").glob("*.py"))


def look(handle):
    """What of a handle of a legend stays without colour."""
    if isinstance(handle, Line2D):
        return "line", handle._dash_pattern, handle.get_marker()
    if isinstance(handle, PathCollection):
        return "points", handle.get_paths()[0].vertices.round(3).tobytes(), ()
    patches = getattr(handle, "patches", [handle])
    return "area", patches[0].get_hatch() or "", ()


@pytest.mark.parametrize("name", SEVERAL)
def test_what_a_legend_names_differs_without_colour(name):
    figure, _ = SEVERAL[name]()
    named = [axes.get_legend_handles_labels() for axes in figure.axes]
    assert max(len(labels) for _, labels in named) > 1
    for handles, labels in named:
        looks = [(look(handle), label) for handle, label in zip(handles, labels, strict=True)]
        assert [(a[1], b[1]) for a, b in combinations(looks, 2) if a[0] == b[0]] == []


def test_every_figure_is_looked_at():
    every = {name.removeprefix("figure_") for name in plots.__all__ if name.startswith("figure_")}
    assert every == {name.partition(",")[0] for name in SEVERAL} | WRITTEN_BESIDE
    assert ":" not in DASHES


def test_distances_of_colours_are_those_that_were_published():
    """Three pairs of the test data of Sharma, Wu and Dalal 2005."""
    for one, other, expected in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ):
        assert ciede2000(np.array(one), np.array(other)) == pytest.approx(expected, abs=1e-4)


def test_every_line_stands_out_from_white_paper():
    """A figure is white in a dark theme too. WCAG 2.2, 1.4.11: 3 to 1."""
    pale = {name: colour for name, colour in (METHODS | OPTIMIZERS).items() if contrast(colour, "white") < 3}
    assert pale == {}
    assert [f"C{i}" for i in range(10) if contrast(f"C{i}", "white") < 3] == []


@pytest.mark.parametrize("by", ["everybody", *SEEN_BY])
def test_query_same_and_different_are_told_apart_by_everybody_who_sees_a_colour(by):
    roles = plots.QUERY, plots.SAME, plots.DIFFERENT
    assert min(distance(one, other, by) for one, other in combinations(roles, 2)) > 10


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_methods_of_a_lesson_have_different_colours(path):
    text = path.read_text(encoding="utf-8")
    named = [name for name in METHODS if f'"{name}"' in text]
    near = {
        (one, other): distance(METHODS[one], METHODS[other])
        for one, other in combinations(named, 2)
        if distance(METHODS[one], METHODS[other]) < 8
    }
    assert near == {}

"""The figures of the index draw what they are given and say so."""

import numpy as np
import pytest

from course_lib import plots
from course_lib.paths import ROOT
from course_lib.recipes import measurements
from course_lib.search import KINDS

CURVE = [{"nprobe": 1, "recall": 0.7, "rate": 9000.0}, {"nprobe": 8, "recall": 0.99, "rate": 2000.0}]
SMALL = {"exact": {"recall": 1.0, "rate": 500.0}, "approximate": {"recall": 0.99, "rate": 2000.0, "curve": CURVE}}
LARGE = {"exact": {"recall": 1.0, "rate": 50.0}, "approximate": {"recall": 0.99, "rate": 600.0, "curve": CURVE}}


def test_recall_is_a_point_or_a_curve_with_its_lists():
    figure, alt = plots.figure_index_recall(SMALL, title="few")
    axes = figure.axes[0]
    assert [line.get_xydata().tolist() for line in axes.lines] == [[[500, 1]], [[9000, 0.7], [2000, 0.99]]]
    assert [(text.get_text(), text.xy) for text in axes.texts] == [("1", (9000, 0.7)), ("8", (2000, 0.99))]
    assert (axes.get_xscale(), axes.get_title()) == ("log", "few")
    assert alt == (
        "Recall@10 against queries per second: exact 1.00 at 500; approximate 0.70 to 0.99 at 2,000 to 9,000."
    )


def test_a_label_that_would_lie_on_another_is_left_out():
    curve = [*CURVE, {"nprobe": 9, "recall": 0.99, "rate": 1900.0}]
    figure, _ = plots.figure_index_recall({"approximate": {"curve": curve}})
    assert [text.get_text() for text in figure.axes[0].texts] == ["1", "8"]


def test_cost_is_drawn_over_the_size_beside_a_linear_one():
    figure, alt = plots.figure_index_cost({10_000: LARGE, 1000: SMALL})
    axes = figure.axes[0]
    exact, approximate, linear = (line.get_xydata() for line in axes.lines)
    np.testing.assert_allclose(exact, [[1000, 2], [10_000, 20]])
    np.testing.assert_allclose(approximate, [[1000, 0.5], [10_000, 1000 / 600]])
    np.testing.assert_allclose(np.diff(np.log10(linear), axis=0), [[1, 1]])
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1,000", "10,000"]
    assert alt == "Milliseconds per query from 1,000 to 10,000 embeddings: exact 2 to 20, approximate 0.5 to 1.7."


def test_kinds_are_told_apart_without_colour():
    figure, _ = plots.figure_index_recall({name: SMALL["exact"] for name in ("NumPy", *KINDS)})
    assert len({line.get_marker() for line in figure.axes[0].lines}) == 1 + len(KINDS)


def test_a_first_choice_is_a_line_over_its_length():
    figure, alt = plots.figure_candidates({"binary": {10: 0.1, 1000: 0.9}, "a longer code": {10: 0.5}}, title="short")
    axes = figure.axes[0]
    assert [line.get_xydata().tolist() for line in axes.lines] == [[[10, 0.1], [1000, 0.9]], [[10, 0.5]]]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["10", "1,000"]
    assert (axes.get_xscale(), axes.get_title()) == ("log", "short")
    assert len({line.get_marker() for line in axes.lines}) == len({line.get_color() for line in axes.lines}) == 2
    assert alt == (
        "Share of the true ten nearest among the candidates: "
        "binary 0.10 of 10 to 0.90 of 1,000; a longer code 0.50 of 10 to 0.50 of 10."
    )


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plots.figure_index_recall({}), "kinds: expected at least one, .* got none"),
        (lambda: plots.figure_candidates({}), "kept: expected at least one code, .* got {}"),
        (lambda: plots.figure_candidates({"binary": {}}), "kept: expected at least one code, .* got {'binary': {}}"),
        (lambda: plots.figure_index_cost({}), "sizes: expected at least one, .* got none"),
        (lambda: plots.figure_index_cost({10: SMALL, 20: {}}), "sizes: expected the same kinds at each size"),
    ],
)
def test_bad_input_is_named(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_the_measured_table_is_whole_and_its_words_are_its_numbers():
    measured, table = measurements.indexes(), (ROOT / "bench" / "index.md").read_text()
    for n, kinds in measured.items():
        assert list(kinds)[:5] == ["NumPy", *KINDS[:4]]  # the others were not measured at every size
        for kind, numbers in kinds.items():
            assert f"| {n:,} | {kind} | {numbers['recall']:.3f} | {numbers['rate']:,.0f} |" in table
            assert ("curve" in numbers) == (kind in ("approximate", "compressed", "pq"))
        assert kinds["exact"]["recall"] > 0.999
        assert kinds["binary"]["bytes"] < kinds["compressed"]["bytes"] < kinds["exact"]["bytes"]
        for kind in ("approximate", "compressed"):
            lists, recalls = zip(*((point["nprobe"], point["recall"]) for point in kinds[kind]["curve"]), strict=True)
            assert list(lists) == sorted(lists)
            assert np.diff(recalls).min() > -0.005  # of two rounded embeddings the wrong one may come first

"""The figures of lesson 14 draw what they are given and say so."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from course_lib import plots

DRAWINGS = np.random.default_rng(0).integers(0, 256, (23, 8, 8, 1), dtype=np.uint8)
QUERY, GALLERY = DRAWINGS[20], DRAWINGS[:20]


def drawn(figure):
    """(title, frame colour or None, picture) of every drawing in the figure."""
    shown = [axes for axes in figure.axes if axes.images]
    colours = [to_hex(axes.spines["left"].get_edgecolor()).upper() if axes.axison else None for axes in shown]
    pictures = [np.asarray(axes.images[0].get_array()) for axes in shown]
    return [(axes.get_title(), *rest) for axes, *rest in zip(shown, colours, pictures, strict=True)]


def test_a_run_shows_the_query_the_right_and_the_chosen_one():
    figure, alt = plots.figure_run(QUERY, GALLERY, answer=3, chosen=7, distances=np.arange(20) / 10, title="run 1")
    query, *gallery = drawn(figure)
    assert query[:2] == ("which one?", plots.QUERY)
    np.testing.assert_array_equal(query[2], QUERY[..., 0])
    for i, (words, colour, picture) in enumerate(gallery):
        np.testing.assert_array_equal(picture, GALLERY[i, ..., 0])
        mark, frame = {3: ("✓ ", plots.SAME), 7: ("✗ ", plots.DIFFERENT)}.get(i, ("", None))
        assert (words, colour) == (f"{mark}{i / 10:.2f}", frame)
    assert len(gallery) == 20
    assert figure.get_suptitle() == "run 1"
    assert alt == (
        "A drawing to name, and one drawing of each of 20 characters; the right one is number 4; chosen is number 8."
    )


@pytest.mark.parametrize(
    ("places", "marks", "words"),
    [
        ({"answer": 2, "chosen": 2}, {2: "✓ "}, "the right one is number 3; chosen is number 3, which is right."),
        ({"chosen": 2}, {}, "20 characters; chosen is number 3."),
        ({"answer": 2}, {2: "✓ "}, "the right one is number 3."),
        ({}, {}, "one drawing of each of 20 characters."),
    ],
)
def test_a_run_says_what_is_known(places, marks, words):
    figure, alt = plots.figure_run(QUERY, GALLERY, **places)
    assert {i: each[0] for i, each in enumerate(drawn(figure)[1:]) if each[0]} == marks
    assert alt.endswith(words)


@pytest.mark.parametrize("count", [1, 4, 5])
def test_every_error_is_drawn_in_three_pictures(count):
    queries, matches, chosen = DRAWINGS[:count], DRAWINGS[5 : 5 + count], DRAWINGS[10 : 10 + count]
    names = [f"run {i}" for i in range(count)]
    figure, alt = plots.figure_errors(queries, matches, chosen, names=names)
    shown = drawn(figure)
    assert len(shown) == 3 * count
    for i in range(count):
        for each, words, colour, picture in zip(
            shown[3 * i : 3 * i + 3],
            (names[i], "✓ right", "✗ chosen"),
            (plots.QUERY, plots.SAME, plots.DIFFERENT),
            (queries[i], matches[i], chosen[i]),
            strict=True,
        ):
            assert each[:2] == (words, colour)
            np.testing.assert_array_equal(each[2], picture[..., 0])
    assert alt.startswith("A picture of 1 error:" if count == 1 else f"A picture of {count} errors:")


def test_no_error_is_said():
    figure, alt = plots.figure_errors(DRAWINGS[:0], DRAWINGS[:0], DRAWINGS[:0], title="Trained network:")
    assert figure.get_suptitle() == "Trained network: no error"
    assert drawn(figure) == []
    assert "no error" in alt
    assert "<img alt=" in plots.as_html(figure, alt)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.figure_run(QUERY, GALLERY[:0]), "gallery: expected at least one drawing"),
        (lambda: plots.figure_run(QUERY, GALLERY, answer=20), "answer: expected None or 0 to 19, got 20"),
        (lambda: plots.figure_run(QUERY, GALLERY, chosen=-1), "chosen: expected None or 0 to 19, got -1"),
        (lambda: plots.figure_run(QUERY, GALLERY, distances=[1.0]), "distances: expected 20, one per drawing"),
        (lambda: plots.figure_errors(GALLERY, GALLERY, GALLERY[:3]), "chosen: expected 20, one per error, got 3"),
        (lambda: plots.figure_errors(GALLERY, GALLERY[:3], GALLERY), "matches: expected 20, one per error, got 3"),
        (
            lambda: plots.figure_errors(GALLERY, GALLERY, GALLERY, names=["a"]),
            "names: expected 20, one per error, got 1",
        ),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()

"""The reader of lesson 14: on scribbles, so that no download is needed, and on Omniglot where it is there."""

import dataclasses

import numpy as np
import pytest
from helpers.short_epochs import shorten_epochs

from course_lib import data
from course_lib.recipes import characters


def test_the_same_seed_gives_the_same_network_and_the_callback_sees_each_epoch(task, monkeypatch, tmp_path):
    shorten_epochs(monkeypatch, characters, "PKBatches", steps=10)
    first, seen = characters.train_on_characters(task.letters, 0, 1), []
    letters = dataclasses.replace(task.letters)
    again = characters.train_on_characters(letters, 0, 1, tmp_path, callback=lambda found: seen.append(found) or "x")
    assert seen == [again]
    for ours, theirs in zip(again.get_weights(), first.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-3)


def test_copies_are_averages_of_unit_length(task, network):
    drawings = task.runs.test[0]
    for copies in (0, 3):
        z = characters.embed_drawings(network, drawings, copies)
        np.testing.assert_allclose(np.linalg.norm(z, axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(z, characters.embed_drawings(network, drawings, copies), atol=1e-6)
    plain, copied = (characters.embed_drawings(network, drawings, copies) for copies in (0, 3))
    assert 0 < np.abs(plain - copied).max() < 1.5


def test_wrong_input_is_named(task, network):
    small, coloured = data.scribbles(1, 3, 4, size=16), data.catalogue(classes=2, per_class=4, size=48, seed=0)
    for wrong, message in ((small, "32 pixels or more"), (coloured, "one channel")):
        with pytest.raises(ValueError, match=f"characters: expected {message}"):
            characters.train_on_characters(wrong, seed=0, epochs=1)
    for copies in (-1, 1.5):
        with pytest.raises(ValueError, match="copies: expected a whole number"):
            characters.embed_drawings(network, task.runs.test[0], copies)
    good = task.runs.test[0]
    for wrong in (good[:0], good[..., 0], good[:, :20], np.repeat(good, 3, axis=3), np.where(good > 0, np.nan, 0.0)):
        with pytest.raises(ValueError, match="drawings: expected"):
            characters.embed_drawings(network, wrong)
    for drawing in (np.zeros((0, 0, 1), np.uint8), np.zeros((5, 5), np.uint8), np.full((5, 5, 1), np.nan)):
        with pytest.raises(ValueError, match="pictures: expected"):
            characters.resize_drawing(drawing)
    with pytest.raises(ValueError, match=r"drawing: expected \(h, w, 1\)"):
        characters.resize_drawing(np.zeros((5, 5, 3), np.uint8))
    for ask in (characters.recipe_of, characters.shipped_reader):
        with pytest.raises(ValueError, match="part: expected one of"):
            ask("small3")


def test_shrinking_keeps_the_mean():
    ink = data.ink_of_strokes([[(10, 20), (90, 70)]])
    assert characters.resize_drawing(ink).shape == (48, 48, 1)
    assert abs(characters.resize_drawing(ink).mean() - ink.mean()) < 0.5


@pytest.mark.parametrize("part", characters.OTHER)
def test_the_shipped_weights_are_small(part):
    assert characters.recipe_of(part).weights_path.stat().st_size < 4e6

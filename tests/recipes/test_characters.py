"""The reader of lesson 14: on scribbles, so that no download is needed, and on Omniglot where it is there."""

import dataclasses

import numpy as np
import pytest

from course_lib import data
from course_lib.data import check_pictures, drawers_of
from course_lib.evaluation import one_shot
from course_lib.paths import ROOT
from course_lib.recipes import characters, measurements


@pytest.fixture(scope="module")
def task():
    return characters.scribbled_task()


@pytest.fixture(scope="module")
def network(task):
    return characters.trained_on_characters(task.letters, seed=0, epochs=1)


def test_scribbles_are_like_omniglot(task):
    letters = task.letters
    check_pictures(letters.pictures)
    assert letters.pictures.shape == (2000, 48, 48, 1)
    assert len(letters.names) == 100
    assert (np.bincount(letters.labels) == 20).all()
    assert (letters.coarse == letters.labels // 20).all()
    assert not set(task.validation) & set(letters.coarse_names)
    assert (drawers_of(letters) == np.tile(np.arange(1, 21), 100)).all()
    again = data.scribbles(5, size=48, seed=0)
    assert (again.pictures == letters.pictures).all()
    assert not (data.scribbles(1, 3, 2, seed=1).pictures == data.scribbles(1, 3, 2, seed=2).pictures).all()


@pytest.mark.parametrize("wrong", [{"alphabets": 0}, {"characters": 2.5}, {"drawers": 101}, {"size": 0}, {"seed": -1}])
def test_scribbles_name_a_wrong_argument(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        data.scribbles(**wrong)


def test_a_short_training_reads_alphabets_that_it_never_saw(task, network):
    before = characters.errors_of(characters.character_encoder(), task.runs).mean()
    after = characters.errors_of(network, task.runs).mean()
    assert after < before / 3, (after, before)
    assert set(characters.validation_errors(network, task)) == set(task.validation)


def test_the_same_seed_gives_the_same_network_and_the_callback_sees_each_epoch(task, network, tmp_path):
    seen = []
    letters = dataclasses.replace(task.letters)
    again = characters.trained_on_characters(letters, 0, 1, tmp_path, callback=lambda found: seen.append(found) or "x")
    assert seen == [again]
    for ours, theirs in zip(again.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-3)


def test_copies_are_averages_of_unit_length(task, network):
    drawings = task.runs.test[0]
    for copies in (0, 3):
        z = characters.described(network, drawings, copies)
        np.testing.assert_allclose(np.linalg.norm(z, axis=1), 1, atol=1e-5)
        np.testing.assert_allclose(z, characters.described(network, drawings, copies), atol=1e-6)
    plain, copied = (characters.described(network, drawings, copies) for copies in (0, 3))
    assert 0 < np.abs(plain - copied).max() < 1.5


def test_wrong_input_is_named(task, network):
    small, coloured = data.scribbles(1, 3, 4, size=16), data.catalogue(classes=2, per_class=4, size=48, seed=0)
    for wrong, message in ((small, "32 pixels or more"), (coloured, "one channel")):
        with pytest.raises(ValueError, match=f"characters: expected {message}"):
            characters.trained_on_characters(wrong, seed=0, epochs=1)
    for copies in (-1, 1.5):
        with pytest.raises(ValueError, match="copies: expected a whole number"):
            characters.described(network, task.runs.test[0], copies)
    good = task.runs.test[0]
    for wrong in (good[:0], good[..., 0], good[:, :20], np.repeat(good, 3, axis=3), np.where(good > 0, np.nan, 0.0)):
        with pytest.raises(ValueError, match="drawings: expected"):
            characters.described(network, wrong)
    with pytest.raises(ValueError, match="names: expected alphabets of"):
        characters.tasks_by_alphabet(task.letters, ["Elvish"])
    for drawing in (np.zeros((0, 0, 1), np.uint8), np.zeros((5, 5), np.uint8), np.full((5, 5, 1), np.nan)):
        with pytest.raises(ValueError, match="pictures: expected"):
            characters.shrunk(drawing)
    with pytest.raises(ValueError, match=r"drawing: expected \(h, w, 1\)"):
        characters.shrunk(np.zeros((5, 5, 3), np.uint8))
    for ask in (characters.omniglot_task, characters.weights_path):
        with pytest.raises(ValueError, match="part: expected one of"):
            ask("small3")


@pytest.mark.parametrize("content", [None, b"", b"not weights"])
def test_missing_or_damaged_weights_are_named(content, tmp_path, monkeypatch):
    monkeypatch.setattr(characters, "WEIGHTS", tmp_path / "weights")
    path = characters.weights_path("small1")
    path.parent.mkdir(parents=True)
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=f"weights: expected weights of encoder, got {path.name}"):
        characters.shipped_reader("small1")


def test_shrinking_keeps_the_mean():
    ink = data.ink_of_strokes([[(10, 20), (90, 70)]])
    assert characters.shrunk(ink).shape == (48, 48, 1)
    assert abs(characters.shrunk(ink).mean() - ink.mean()) < 0.5


@pytest.mark.parametrize("part", characters.OTHER)
def test_the_shipped_reader_errs_as_measured(part):
    if not data.find("omniglot-runs"):
        pytest.skip("the published runs are not on this machine")
    first = measurements.readers()[part][0]  # the weights are those of seed 0
    runs = data.omniglot_runs(characters.SIZE)
    reader = characters.shipped_reader(part)
    assert abs(characters.errors_of(reader, runs).mean() - np.mean(first["plain"])) < 1
    assert characters.weights_path(part).stat().st_size < 4e6


@pytest.mark.parametrize("part", characters.OTHER)
def test_validation_alphabets_are_neither_trained_on_nor_published_runs(part):
    if not data.find(f"omniglot-{part}"):
        pytest.skip("Omniglot is not on this machine")
    task = characters.omniglot_task(part)
    assert len(task.validation) == 3
    assert not set(task.validation) & set(task.letters.coarse_names)
    tested = {drawing.tobytes() for part in (task.runs.test, task.runs.gallery) for drawing in part.reshape(400, -1)}
    assert not tested & {drawing.tobytes() for drawing in task.letters.pictures}


def test_the_table_says_what_the_numbers_say():
    words = (ROOT / "bench" / "one_shot.md").read_text()
    for part, seeds in measurements.readers().items():
        assert [each["seed"] for each in seeds] == list(range(len(seeds)))
        assert len(seeds) == 5
        assert all(np.shape(each["errors"]) == (20,) for each in seeds)
        mean = np.mean([np.mean(each["errors"]) for each in seeds])
        assert f"**{part}: {mean:.2f} ± " in words
        low, high = one_shot.bootstrap_interval(np.mean([each["errors"] for each in seeds], axis=0))
        assert f"{low:.2f} to {high:.2f}" in words

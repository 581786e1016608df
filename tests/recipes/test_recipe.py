"""A recipe trains, ships its weights in one step and loads them; what is missing or damaged is named."""

import dataclasses

import keras
import numpy as np
import pytest

from course_lib import data, paths
from course_lib.models import encoder
from course_lib.recipes.products import train_encoder
from course_lib.recipes.recipe import Recipe

TINY = Recipe(
    "tiny",
    lambda size: data.catalogue(classes=18, per_class=5, size=size, seed=0),
    8,
    lambda: encoder((8, 8, 3)),
    train_encoder,
    epochs=1,
    unseen=2,
)


@pytest.fixture
def weights(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "WEIGHTS", tmp_path / "weights")
    monkeypatch.setenv("COURSE_TRAINING", str(tmp_path / "training"))
    return tmp_path / "weights"


def test_it_trains_on_the_training_pictures_of_the_classes_that_it_learns_and_ships_the_weights(weights):
    asked = []

    def train(pictures, seed, epochs, checkpoints):
        asked.append((set(pictures.labels), set(pictures.split), seed, epochs, checkpoints))
        return train_encoder(pictures, seed, epochs, checkpoints)

    recipe = dataclasses.replace(TINY, train=train)
    seen, unseen = recipe.split(recipe.load())
    trained = recipe.train_weights(seed=3)
    assert asked == [(set(seen.labels), {"train"}, 3, 1, weights.parent / "training")]
    assert len(set(unseen.labels)) == 2
    assert [path.name for path in weights.iterdir()] == ["tiny.weights.h5"]
    for mine, theirs in zip(recipe.load_encoder().get_weights(), trained.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_without_classes_laid_aside_it_learns_all():
    pictures = TINY.load()
    assert dataclasses.replace(TINY, unseen=0).learned(pictures) is pictures


def test_weights_that_cannot_be_written_leave_the_old_ones(weights, monkeypatch):
    TINY.ship(TINY.network())
    before = TINY.weights_path.read_bytes()
    keras.utils.set_random_seed(5)
    another = TINY.network()

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        TINY.ship(another)
    assert TINY.weights_path.read_bytes() == before
    assert [path.name for path in weights.iterdir()] == ["tiny.weights.h5"]


@pytest.mark.parametrize("content", [None, b"", b"not weights"])
def test_missing_or_damaged_weights_are_named(content, weights):
    weights.mkdir()
    if content is not None:
        TINY.weights_path.write_bytes(content)
    with pytest.raises(ValueError, match=f"weights: expected weights of encoder, got {TINY.weights_path.name}"):
        TINY.load_encoder()


def test_a_recipe_of_a_lesson_alone_has_no_weights():
    with pytest.raises(ValueError, match="recipe: expected one whose weights come with the course"):
        dataclasses.replace(TINY, weights=None).load_encoder()

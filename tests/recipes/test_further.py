"""Training on from ImageNet: what is trained, what stays, and what the head is worth."""

import numpy as np
import pytest

from course_lib import data
from course_lib.models import embed, frozen_encoder, levels_network
from course_lib.recipes import further
from course_lib.recipes.products import scores_of

DRAWN = data.catalogue(6, 10, 48)


def weights_by_layer(network):
    return {layer.name: layer.get_weights() for layer in network.layers if layer.weights}


def same(first, second, level):
    """Are the weights of all layers of a level equal?"""
    names = [name for name in first if name.partition("_")[0] == level]
    return all(np.array_equal(a, b) for name in names for a, b in zip(first[name], second[name], strict=True)) and bool(
        names
    )


def test_the_later_levels_learn_and_the_frozen_network_stays_beside_them(monkeypatch):
    monkeypatch.setattr(further, "STEPS", 2)
    monkeypatch.setattr(further, "BATCH", 12)
    network = further.train_further(DRAWN.where(split="train"), seed=0, epochs=1)
    of_imagenet = weights_by_layer(levels_network(48))
    trained, frozen = (weights_by_layer(network.get_layer("roots").get_layer(f"levels_{place}")) for place in (0, 1))
    assert [name for name in trained if same(trained, of_imagenet, name.partition("_")[0])] == [
        name for name in trained if name.partition("_")[0] in ("conv1", "fire2", "fire3")
    ]
    assert all(same(frozen, of_imagenet, name.partition("_")[0]) for name in frozen)
    vectors = embed(network, DRAWN.pictures)
    assert vectors.shape == (60, 5)
    np.testing.assert_allclose(embed(network, DRAWN.pictures[:, :, ::-1]), vectors, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_linear_head_is_worth_something():
    drawn = data.split_by_picture(data.catalogue(20, 10, 48), {"train": 0.7, "test": 0.3})
    head = further.linear_head(drawn.where(split="train"))
    assert scores_of(head, drawn)[0] > scores_of(frozen_encoder(48), drawn)[0] + 0.05


def test_one_class_teaches_nothing():
    one = DRAWN.of_classes([0])
    for make in (further.linear_head, lambda pictures: further.train_further(pictures, 0, 1)):
        with pytest.raises(ValueError, match="expected two or more, or nothing can be told apart, got one class"):
            make(one)
